"""Which function of the project a call goes to: through variables, `self`, attributes, inheritance and dependencies."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.functions.signatures import method
from lsp_server.project.names.classes import class_bodies, lookup, mro
from lsp_server.project.names.modules import Module, Modules, Symbol
from lsp_server.project.types.link import resolve_type

_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Inside:
    """A function of the project, whose names the calls use."""

    modules: Modules
    path: str
    name: str  # qualified

    @property
    def node(self) -> syntax.FunctionDef | None:
        found = self.modules.files[self.path].definitions.get(self.name)
        return found if isinstance(found, syntax.FunctionDef) else None

    @property
    def owner(self) -> Symbol | None:
        """The class that the function is a method of, or that a function around it is."""
        definitions, scope = self.modules.files[self.path].definitions, self.name
        while scope := scope.rpartition(".")[0]:
            if isinstance(node := definitions.get(scope), syntax.ClassDef):
                return Symbol(self.path, scope, node)
        return None


def callee(at: Inside, call: syntax.Call) -> Symbol | None:
    """The function or method that a call runs; of a class its `__init__`. None: a library's, or not known."""
    found = _target(at, call.func)
    if found is not None and isinstance(found.node, syntax.ClassDef):
        return method(at.modules, found, "__init__")
    return found if found is not None and isinstance(found.node, syntax.FunctionDef) else None


def _target(at: Inside, func: syntax.Expr, depth: int = _DEPTH) -> Symbol | None:
    name = syntax.dotted(func)
    if name is not None and not _is_local(at, name.partition(".")[0]):
        found = lookup(at.modules, at.path, at.name, name)
        if isinstance(found, Symbol) and not isinstance(found.node, syntax.Assign):
            return found
        if isinstance(found, Symbol):
            made = _instance(at, func, depth)
            return method(at.modules, made, "__call__") if made is not None else None
    if not isinstance(func, syntax.Attribute):
        return None
    if isinstance(func.value, syntax.Call) and syntax.dotted(func.value.func) == "super":
        return _above(at, func.attr)
    owner = _instance(at, func.value, depth)
    return method(at.modules, owner, func.attr) if owner is not None else None


def _above(at: Inside, name: str) -> Symbol | None:
    """`super().name`"""
    owner = at.owner
    for it in mro(at.modules, owner)[1:] if owner is not None else ():
        if isinstance(it, Symbol):
            found = at.modules.files[it.path].definitions.get(f"{it.name}.{name}")
            if isinstance(found, syntax.FunctionDef):
                return Symbol(it.path, f"{it.name}.{name}", found)
    return None


def _instance(at: Inside, node: syntax.Expr, depth: int) -> Symbol | None:
    """The project's class that an expression is an instance of, or is itself."""
    if depth <= 0:
        return None
    match node:
        case syntax.Await(value=value):
            return _instance(at, value, depth - 1)
        case syntax.Name(id="self" | "cls"):
            return at.owner
        case syntax.Call():
            return _made(at, node, depth - 1)
        case syntax.Name(id=name):
            return _variable(at, name, depth - 1)
        case syntax.Attribute(value=value, attr=attr):
            found = lookup(at.modules, at.path, at.name, syntax.dotted(node) or "")
            if isinstance(found, Symbol):
                return _of_symbol(at, found, depth - 1)
            owner = _instance(at, value, depth - 1)
            return _attribute(at, owner, attr, depth - 1) if owner is not None else None
        case _:
            return None


def _made(at: Inside, call: syntax.Call, depth: int) -> Symbol | None:
    """What a call gives: a new instance, or what the function is annotated to return."""
    found = _target(at, call.func, depth)
    if found is None or isinstance(found.node, syntax.ClassDef):
        return found
    if not isinstance(found.node, syntax.FunctionDef):
        return None
    if found.node.returns is not None:
        return _annotated(at.modules, found.path, found.node.returns, found.name.rpartition(".")[0])
    returned = at.modules.files[found.path].scope(found.name).returned
    there = Inside(at.modules, found.path, found.name)
    return _instance(there, returned[0], depth - 1) if len(returned) == 1 else None


def _variable(at: Inside, name: str, depth: int) -> Symbol | None:
    function = at.node
    if function is None:
        return _of_name(at, name, depth)
    scope = at.modules.files[at.path].scope(at.name)
    for it in scope.assignments.get(name, ())[:1]:
        if it.annotation is not None and (said := _annotated(at.modules, at.path, it.annotation, at.name)):
            return said
        return _instance(at, it.value, depth) if it.value is not None else None
    if name in scope.entered:
        return _instance(at, scope.entered[name], depth)
    parameter = function.parameter(name)
    if parameter is None:
        around = at.name.rpartition(".")[0]
        outer = at.modules.files[at.path].definitions.get(around)
        if isinstance(outer, syntax.FunctionDef):
            return _variable(Inside(at.modules, at.path, around), name, depth)
        return _of_name(at, name, depth)
    if parameter.annotation is not None:
        return _annotated(at.modules, at.path, parameter.annotation, at.name.rpartition(".")[0])
    if isinstance(parameter.default, syntax.Call):  # `service=Depends(get_service)`
        target = parameter.default.argument(0, "dependency")
        return _made(at, syntax.Call(parameter.span, target, (), ()), depth) if target is not None else None
    return None


def _is_local(at: Inside, name: str) -> bool:
    """Whether the function, or one around it, binds the name itself."""
    if name in ("self", "cls"):
        return at.node is not None
    facts, scope = at.modules.files[at.path], at.name
    while scope:
        function = facts.definitions.get(scope)
        if isinstance(function, syntax.FunctionDef) and (
            function.parameter(name) is not None or name in facts.scope(scope).assignments
        ):
            return True
        scope = scope.rpartition(".")[0]
    return False


def _of_name(at: Inside, name: str, depth: int) -> Symbol | None:
    found = lookup(at.modules, at.path, at.name, name)
    return _of_symbol(at, found, depth) if isinstance(found, Symbol) else None


def _of_symbol(at: Inside, found: Symbol | Module, depth: int) -> Symbol | None:
    if not isinstance(found, Symbol):
        return None
    if isinstance(found.node, syntax.ClassDef):
        return found
    if isinstance(found.node, syntax.Assign) and found.node.value is not None:
        if found.node.annotation is not None and (
            said := _annotated(at.modules, found.path, found.node.annotation, "")
        ):
            return said
        return _instance(Inside(at.modules, found.path, ""), found.node.value, depth)
    return None


def _attribute(at: Inside, owner: Symbol, name: str, depth: int) -> Symbol | None:
    """The class of `owner`'s attribute: annotated in a body, set by a method, or a property."""
    for it, node in class_bodies(at.modules, owner):
        for one in node.body:
            if isinstance(one, syntax.Assign) and any(syntax.dotted(target) == name for target in one.targets):
                said = _annotated(at.modules, it.path, one.annotation, it.name) if one.annotation else None
                there = Inside(at.modules, it.path, it.name)
                return said or (_instance(there, one.value, depth) if one.value is not None else None)
            if isinstance(one, syntax.FunctionDef):
                if one.name == name and one.returns is not None:
                    return _annotated(at.modules, it.path, one.returns, it.name)
                there = Inside(at.modules, it.path, f"{it.name}.{one.name}")
                for made in at.modules.files[it.path].scope(there.name).assignments.get(f"self.{name}", ()):
                    said = _annotated(at.modules, it.path, made.annotation, it.name) if made.annotation else None
                    return said or (_instance(there, made.value, depth) if made.value is not None else None)
    return None


def _annotated(modules: Modules, path: str, annotation: syntax.Expr, scope: str) -> Symbol | None:
    type_ = resolve_type(modules, path, annotation, scope)
    found = type_.symbol
    if found is None and type_.name == "type" and type_.args:
        found = type_.args[0].symbol
    return found if found is not None and isinstance(found.node, syntax.ClassDef) else None
