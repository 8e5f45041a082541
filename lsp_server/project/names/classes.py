"""Classes across files: what their bases are, in which order Python looks through them."""

from lsp_server.facts import syntax
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.canonical import STARRED, canonical
from lsp_server.project.names.modules import External, Modules, Resolved, Symbol

Ancestor = Symbol | External


def lookup(modules: Modules, path: str, scope: str, name: str) -> Resolved | None:
    """What a dotted name means inside the class or function `scope` (qualified; "" is the module) of a file.

    The methods of a class are no names in its functions: there `update(…)` is what the module means by it.
    """
    facts = modules.files.get(path)
    start = scope
    while scope and facts is not None:
        found = facts.definitions.get(f"{scope}.{name}")
        if found is not None:
            is_method = isinstance(found, syntax.FunctionDef) and isinstance(
                facts.definitions.get(scope), syntax.ClassDef
            )
            if scope == start or not is_method:
                return Symbol(path, f"{scope}.{name}", found)
        scope = scope.rpartition(".")[0]
    return modules.resolve(path, name) or _starred(modules, path, name)


def _starred(modules: Modules, path: str, name: str) -> External | None:
    """What `from sqlmodel import *` brought, for the libraries whose names are known."""
    facts = modules.files.get(path)
    stars = [it.module for it in facts.imports if it.name == "*" and not it.level] if facts is not None else []
    return next((External(f"{it}.{name}") for it in stars if name in STARRED.get(it, ())), None)


def bases(modules: Modules, symbol: Symbol) -> tuple[Ancestor, ...]:
    """The bases in a class header that can be known; `Generic[T]` counts as `typing.Generic`.

    Also the class that `Base = declarative_base(cls=CustomBase)` makes its base.
    """
    found = (base_of(modules, symbol, it) for it in bases_written(symbol))
    return tuple(it for it in found if it is not None)


def bases_written(symbol: Symbol) -> tuple[syntax.Expr, ...]:
    """The expressions that `bases` looks at, known or not."""
    match symbol.node:
        case syntax.ClassDef(bases=nodes):
            return nodes
        case syntax.Assign(value=syntax.Call() as call) if (custom := call.keyword("cls")) is not None:
            return (custom,)
        case _:
            return ()


def base_of(modules: Modules, symbol: Symbol, node: syntax.Expr) -> Ancestor | None:
    """What one of these expressions stands for; None: not known."""
    name = syntax.dotted(node.value if isinstance(node, syntax.Subscript) else node)
    if name is None:
        return None
    found = lookup(modules, symbol.path, symbol.name.rpartition(".")[0], name)
    if isinstance(found, Symbol) and key(found) == key(symbol):
        # `class BaseModel(BaseModel)`: the base is what the name meant before, so an import.
        found = _imported(modules, symbol.path, name)
    return found if isinstance(found, Symbol | External) else None


def mro(modules: Modules, symbol: Symbol) -> tuple[Ancestor, ...]:
    """The class and all its known ancestors in Python's method resolution order.

    Where Python would refuse the class (cycles, contradicting orders) the order is depth first.
    """
    known = _order(modules, symbol.path, symbol.name)
    # Of several classes with one name in a file, the last one is known by it.
    return known if known and _is(known[0], symbol) else _mro(modules, symbol, frozenset())


def class_bodies(modules: Modules, symbol: Symbol) -> tuple[tuple[Symbol, syntax.ClassDef], ...]:
    """The classes of the project in the resolution order, with their syntax."""
    return tuple(
        (it, it.node) for it in mro(modules, symbol) if isinstance(it, Symbol) and isinstance(it.node, syntax.ClassDef)
    )


def externals(modules: Modules, symbol: Symbol) -> frozenset[str]:
    """Full names of all ancestors outside the project."""
    return frozenset(it.name for it in mro(modules, symbol) if isinstance(it, External))


def library_name(modules: Modules, path: str, node: syntax.Node | None, scope: str = "") -> str:
    """The documented full name of a library's thing, such as "sqlmodel.Field"; "" for anything else.

    A call stands for its function. A name that the file uses but never binds counts as written: the
    import is often typed last.
    """
    name = syntax.dotted(node.func if isinstance(node, syntax.Call) else node)
    if name is None:
        return ""
    found = lookup(modules, path, scope, name)
    if isinstance(found, Symbol) and _is_later(modules, path, node, scope, found):
        found = _imported(modules, path, name)
    if found is None:
        return name
    return canonical(found.name) if isinstance(found, External) else ""


def _is_later(modules: Modules, path: str, node: syntax.Node | None, scope: str, found: Symbol) -> bool:
    """Whether a class is made after what names it has run: `team: "Team" = Relationship()` in `class Relationship`."""
    if node is None or found.path != path or not isinstance(found.node, syntax.ClassDef):
        return False
    around = modules.files[path].definitions.get(scope) if scope else None
    return node.span.start < found.node.span.end and not isinstance(around, syntax.FunctionDef)


def key(ancestor: Ancestor) -> tuple[str, str]:
    """What tells two ancestors apart; comparing symbols would compare their whole syntax."""
    return (ancestor.path, ancestor.name) if isinstance(ancestor, Symbol) else ("", ancestor.name)


def _is(one: Ancestor, other: Symbol) -> bool:
    return isinstance(one, Symbol) and one.node is other.node


@tracked
def _order(modules: Modules, path: str, name: str) -> tuple[Ancestor, ...]:
    symbol = modules.symbol(path, name)
    return _mro(modules, symbol, frozenset()) if symbol is not None else ()


def _imported(modules: Modules, path: str, name: str) -> Resolved | None:
    for it in modules.files[path].imports:
        if it.local == name and it.name is not None:
            target = modules.find_relative(it.module, it.level, path) if it.level else modules.find(it.module, path)
            return modules.resolve(target, it.name) if target is not None else External(f"{it.module}.{it.name}")
    return None


def _mro(modules: Modules, symbol: Symbol, seen: frozenset[tuple[str, str]]) -> tuple[Ancestor, ...]:
    if key(symbol) in seen:
        return ()
    seen = seen | {key(symbol)}
    parents = bases(modules, symbol)
    lists: list[list[Ancestor]] = [list(_mro(modules, it, seen)) if isinstance(it, Symbol) else [it] for it in parents]
    return (symbol, *_merge([*lists, list(parents)]))


def _merge(lists: list[list[Ancestor]]) -> list[Ancestor]:
    """Python's C3: the first head that stands in no other list's tail comes next."""
    merged: list[Ancestor] = []
    pending = [it for it in lists if it]
    while pending:
        tails = {key(it) for one in pending for it in one[1:]}
        head = next((one[0] for one in pending if key(one[0]) not in tails), pending[0][0])
        merged.append(head)
        pending = [rest for one in pending if (rest := [it for it in one if key(it) != key(head)])]
    return merged
