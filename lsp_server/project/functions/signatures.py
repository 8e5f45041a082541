"""What runs when FastAPI calls a dependency, and the parameters that it looks at, as `inspect.signature` gives them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions.views import is_view
from lsp_server.project.models.config import alias_generator
from lsp_server.project.models.fields import declared_fields
from lsp_server.project.names.classes import class_bodies, externals, lookup
from lsp_server.project.names.modules import Modules, Symbol

_DEPTH = 5
_MODELS = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel"})


@dataclass(frozen=True, slots=True)
class Taken:
    """One parameter, with the file and the scope ("" is the module) whose names it uses."""

    node: syntax.Parameter
    path: str
    scope: str
    bare: bool = False  # what `Annotated` says beyond the type does not count


def runs(modules: Modules, path: str, scope: str, target: syntax.Expr | None, depth: int = _DEPTH) -> Symbol | None:
    """The function or class that `Depends(target)` runs; None for a library's, or what can't be known.

    `Depends(require("admin"))` runs the function that `require` returns, `Depends(Checker(5))` the
    class's `__call__`.
    """
    if target is None or depth <= 0:
        return None
    if isinstance(target, syntax.Call):
        return _returned(modules, path, scope, target, depth)
    name = syntax.dotted(target)
    found = lookup(modules, path, scope, name) if name is not None else None
    if not isinstance(found, Symbol):
        return _attribute(modules, path, scope, target) if found is None else None
    if isinstance(found.node, syntax.Assign):
        value = found.node.value
        return _returned(modules, found.path, "", value, depth) if isinstance(value, syntax.Call) else None
    return found


def parameters(modules: Modules, symbol: Symbol) -> tuple[Taken, ...]:
    """The parameters of what `runs` found; of a model or dataclass its fields, of other classes those of `__init__`."""
    match symbol.node:
        case syntax.FunctionDef() as function:
            return tuple(_of_function(modules, symbol, function))
        case syntax.ClassDef():
            init = constructor(modules, symbol)
            if is_view(modules, symbol):
                return tuple(_of_view(modules, symbol, init))
            if init is not None and isinstance(init.node, syntax.FunctionDef):
                return tuple(_of_function(modules, init, init.node))
            return tuple(_of_fields(modules, symbol))
        case _:
            return ()


def constructor(modules: Modules, symbol: Symbol) -> Symbol | None:
    """The `__init__` of a class or of the nearest class above that has one."""
    return method(modules, symbol, "__init__")


def method(modules: Modules, symbol: Symbol, name: str) -> Symbol | None:
    """A method of a class of the project, its own or inherited."""
    for owner, _ in class_bodies(modules, symbol):
        found = modules.files[owner.path].definitions.get(f"{owner.name}.{name}")
        if isinstance(found, syntax.FunctionDef):
            return Symbol(owner.path, f"{owner.name}.{name}", found)
    return None


def _of_function(modules: Modules, symbol: Symbol, node: syntax.FunctionDef) -> Iterator[Taken]:
    scope, _, _ = symbol.name.rpartition(".")
    given = node.parameters
    around = modules.files[symbol.path].definitions.get(scope)
    is_static = any(syntax.last_name(it) == "staticmethod" for it in node.decorators)
    if isinstance(around, syntax.ClassDef) and not is_static:
        given = given[1:]
    # FastAPI asks for `*args` and `**kwargs` as for any other parameter, but not for those of a `@wraps(…)` function.
    is_wrapper = any(syntax.last_name(it) == "wraps" for it in node.decorators)
    for it in given:
        if not is_wrapper or it.kind not in ("var_positional", "var_keyword"):
            yield Taken(it, symbol.path, scope)


def _of_view(modules: Modules, symbol: Symbol, init: Symbol | None) -> Iterator[Taken]:
    """What a class-based view asks for. The library reads its attributes' types without their `Annotated`."""
    if init is not None and isinstance(init.node, syntax.FunctionDef):
        taken = _of_function(modules, init, init.node)
        yield from (it for it in taken if it.node.kind not in ("var_positional", "var_keyword"))
    found: dict[str, Taken] = {}
    for owner, node in reversed(class_bodies(modules, symbol)):
        for it in (one for one in node.body if isinstance(one, syntax.Assign)):
            name = syntax.dotted(it.targets[0])
            if name is not None and it.annotation is not None and syntax.last_name(it.annotation) != "ClassVar":
                found[name] = replace(_taken(name, it, owner), bare=True)
            elif name in found:  # `limit = 3` below `limit: int` of a class above
                before = found[name]
                found[name] = replace(before, node=replace(before.node, default=it.value))
    yield from found.values()


def _of_fields(modules: Modules, symbol: Symbol) -> Iterator[Taken]:
    if _MODELS & externals(modules, symbol):
        generate = alias_generator(modules, symbol)
        for field in declared_fields(modules, symbol):
            # The signature of a model has the aliases that its generator makes, where they can be names.
            alias = None if field.given(-1, "alias") or field.given(-1, "validation_alias") else generate(field.name)
            in_signature = alias if alias is not None and alias.isidentifier() else field.name
            yield _taken(in_signature, field.node, field.owner)
    elif any(_is_dataclass(node) for _, node in class_bodies(modules, symbol)):
        found: dict[str, Taken] = {}
        for owner, node in reversed(class_bodies(modules, symbol)):
            for it in node.body if _is_dataclass(node) else ():
                name = syntax.dotted(it.targets[0]) if isinstance(it, syntax.Assign) and it.annotation else None
                if isinstance(it, syntax.Assign) and name is not None:
                    found[name] = _taken(name, it, owner)
        yield from found.values()


def _taken(name: str, node: syntax.Assign, owner: Symbol) -> Taken:
    return Taken(syntax.Parameter(node.span, name, node.annotation, node.value, "positional"), owner.path, owner.name)


def _is_dataclass(node: syntax.ClassDef) -> bool:
    return any(syntax.last_name(it) == "dataclass" for it in node.decorators)


def _returned(modules: Modules, path: str, scope: str, call: syntax.Call, depth: int) -> Symbol | None:
    """What a call gives: an instance, of which `__call__` runs, or a function that a function returns."""
    name = syntax.dotted(call.func)
    found = lookup(modules, path, scope, name) if name is not None else None
    if not isinstance(found, Symbol):
        is_partial = syntax.last_name(call.func) == "partial" and bool(call.args)
        whole = runs(modules, path, scope, call.args[0], depth - 1) if is_partial else None
        return _partial(whole, call) if whole is not None else None
    if isinstance(found.node, syntax.ClassDef):
        return method(modules, found, "__call__")
    for it in modules.files[found.path].scope(found.name).returned:
        inner = runs(modules, found.path, found.name, it, depth - 1)
        if inner is not None:
            return inner
    return None


def _partial(symbol: Symbol, call: syntax.Call) -> Symbol:
    """A function without the parameters that `partial(function, …)` fills."""
    if not isinstance(symbol.node, syntax.FunctionDef):
        return symbol
    given = symbol.node.parameters
    own = given[:1] if given and given[0].name in ("self", "cls") else ()
    named = {it.arg for it in call.keywords}
    left = tuple(it for it in given[len(own) + len(call.args) - 1 :] if it.name not in named)
    return Symbol(symbol.path, symbol.name, replace(symbol.node, parameters=own + left))


def _attribute(modules: Modules, path: str, scope: str, target: syntax.Expr) -> Symbol | None:
    """`checker.verify`, where `checker = Checker()`, and inherited methods such as `Service.check`."""
    if not isinstance(target, syntax.Attribute):
        return None
    name = syntax.dotted(target.value)
    owner = lookup(modules, path, scope, name) if name is not None else None
    if isinstance(owner, Symbol) and isinstance(owner.node, syntax.Assign):
        value = owner.node.value
        made = syntax.dotted(value.func) if isinstance(value, syntax.Call) else None
        owner = lookup(modules, owner.path, "", made) if made is not None else None
    if isinstance(owner, Symbol) and isinstance(owner.node, syntax.ClassDef):
        return method(modules, owner, target.attr)
    return None
