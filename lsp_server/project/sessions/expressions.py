"""What an expression makes: a database session, or a factory of them; from what is called, not from annotations."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.facts.scope import scope_of
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import externals, library_name, lookup
from lsp_server.project.names.constants import truth_of
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.sessions.values import SessionKind
from lsp_server.project.types.link import resolve_type

_CLASSES: dict[str, SessionKind] = {
    "sqlmodel.ext.asyncio.session.AsyncSession": "sqlmodel-async",
    "sqlalchemy.ext.asyncio.AsyncSession": "sqlalchemy-async",
    "sqlmodel.Session": "sqlmodel-sync",
    "sqlalchemy.orm.Session": "sqlalchemy-sync",
}
_FACTORIES = {
    "sqlalchemy.orm.sessionmaker": "sqlalchemy.orm.Session",
    "sqlalchemy.ext.asyncio.async_sessionmaker": "sqlalchemy.ext.asyncio.AsyncSession",
}
_SCOPED = frozenset({"sqlalchemy.orm.scoped_session", "sqlalchemy.ext.asyncio.async_scoped_session"})
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Made:
    """A session (or, for a factory, the sessions it makes)."""

    kind: SessionKind
    class_name: str
    expire_on_commit: bool | None = None
    begins: bool = False  # factory.begin(): commits and rolls back by itself


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: a file, and the function in it (None at module level)."""

    modules: Modules
    path: str
    name: str = ""  # qualified name of the function
    function: syntax.FunctionDef | None = None
    depth: int = _DEPTH

    def inside(self, symbol: Symbol) -> "Scope":
        """The body of another function, one step deeper."""
        function = symbol.node if isinstance(symbol.node, syntax.FunctionDef) else None
        return Scope(self.modules, symbol.path, symbol.name, function, self.depth - 1)


def session_class(modules: Modules, path: str, node: syntax.Expr | None, scope: str = "") -> Made | None:
    """The session class that a name stands for: a library's own, or a subclass of one in the project."""
    if isinstance(node, syntax.Constant) and isinstance(node.value, str) and node.value.isidentifier():
        node = syntax.Name(node.span, node.value)
    name = syntax.dotted(node)
    found = lookup(modules, path, scope, name) if name is not None else None
    if isinstance(found, External) and canonical(found.name) in _CLASSES:
        return Made(_CLASSES[canonical(found.name)], found.name.rpartition(".")[2])
    if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
        above = {canonical(it) for it in externals(modules, found)}
        kind = next((_CLASSES[it] for it in _CLASSES if it in above), None)
        return Made(kind, found.node.name) if kind is not None else None
    if isinstance(found, Symbol) and node is not None:
        # An alias or a NewType of one.
        full = resolve_type(modules, path, node, scope).name
        return Made(_CLASSES[full], found.name) if full in _CLASSES else None
    return None


def factory(at: Scope, node: syntax.Expr | None) -> Made | None:
    """What the sessions of a factory are: of `async_sessionmaker(engine)`, a variable that holds one, a class."""
    if node is None or at.depth <= 0:
        return None
    if isinstance(node, syntax.Await):
        return factory(at, node.value)
    if isinstance(node, syntax.Call):
        return _called_factory(at, node)
    made = session_class(at.modules, at.path, node, at.name)
    return made or next((it for there, value in bindings(at, node) if (it := factory(there, value))), None)


def session(at: Scope, node: syntax.Expr | None) -> Made | None:
    """The session that an expression is, when it makes one: `Session(engine)`, `factory()`, `factory.begin()`."""
    if node is None or at.depth <= 0:
        return None
    match node:
        case syntax.Await(value=value):
            return session(at, value)
        case syntax.Call(func=syntax.Attribute(value=inner, attr="begin")):
            made = factory(at, inner)
            return replace(made, begins=True) if made is not None else None
        case syntax.Call():
            made = factory(at, node.func)
            if made is None and library_name(at.modules, at.path, node, at.name) in _SCOPED:
                return _called_factory(at, node)
            return _with_keywords(at, made, node) if made is not None else None
        case _:
            return None


def bindings(at: Scope, node: syntax.Expr) -> Iterator[tuple[Scope, syntax.Expr | None]]:
    """The expressions that a variable is bound to: in the function, in the class (`self.x`), in its module."""
    name = syntax.dotted(node)
    if name is None:
        return
    deeper = replace(at, depth=at.depth - 1)
    if at.function is not None:
        yield from ((deeper, it) for it in scope_of(at.function).values.get(name, ()))
        parameter = at.function.parameter(name)
        if parameter is not None:
            yield deeper, parameter.default
            return
    if name.startswith("self."):
        yield from _attributes(at, name)
        return
    found = lookup(at.modules, at.path, at.name, name)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
        there = Scope(at.modules, found.path, depth=at.depth - 1)
        # `maker = None` at first, set by a function that says `global maker`.
        facts = at.modules.files[found.path]
        for value in assigned(facts.body, found.name, everywhere=facts.says("global ")):
            yield there, value


def assigned(body: tuple[syntax.Stmt, ...], name: str, everywhere: bool = False) -> Iterator[syntax.Expr]:
    """The values assigned to a name in a body, in order; `everywhere`: in functions inside it as well."""
    for it in (syntax.walk if everywhere else syntax.walk_scope)(*body):
        match it:
            case syntax.Assign(targets=targets, value=value) if value is not None:
                if any(syntax.dotted(target) == name for target in targets):
                    yield value
            case syntax.NamedExpr(target=target, value=value) if target.id == name:
                yield value
            case _:
                pass


def _attributes(at: Scope, name: str) -> Iterator[tuple[Scope, syntax.Expr | None]]:
    """What a class's methods assign to `self.x`."""
    owner = at.modules.files[at.path].definitions.get(at.name.rpartition(".")[0])
    if isinstance(owner, syntax.ClassDef):
        for it in owner.body:
            if isinstance(it, syntax.FunctionDef):
                there = Scope(at.modules, at.path, f"{at.name.rpartition('.')[0]}.{it.name}", it, at.depth - 1)
                yield from ((there, value) for value in scope_of(it).values.get(name, ()))


def _called_factory(at: Scope, node: syntax.Call) -> Made | None:
    """A call that gives a factory: sessionmaker(…), scoped_session(…), partial(…), a function that returns one."""
    name = library_name(at.modules, at.path, node, at.name)
    if name in _FACTORIES:
        chosen = node.keyword("class_")
        made = session_class(at.modules, at.path, chosen, at.name) if chosen is not None else None
        full = _FACTORIES[name]
        return _with_keywords(at, made or Made(_CLASSES[full], full.rpartition(".")[2]), node)
    if name in _SCOPED or name == "functools.partial":
        made = factory(at, node.argument(0, "session_factory"))
        return _with_keywords(at, made, node) if made is not None else None
    function = called(at, node)
    if function is None or not isinstance(function.node, syntax.FunctionDef):
        return None
    there = at.inside(function)
    returned = scope_of(function.node).returned
    return next((made for it in returned if (made := factory(there, it)) and not _is_class(there, it)), None)


def _is_class(at: Scope, node: syntax.Expr | None) -> bool:
    return session_class(at.modules, at.path, node, at.name) is not None


def called(at: Scope, node: syntax.Call) -> Symbol | None:
    """The function or method of the project that a call goes to: `make()`, `self.make()`, `manager.session()`."""
    name = syntax.dotted(node.func)
    if name is None:
        return None
    if name.startswith("self."):
        name = f"{at.name.rpartition('.')[0]}.{name.removeprefix('self.')}"
    found = lookup(at.modules, at.path, at.name, name)
    if isinstance(found, Symbol):
        return found
    owner, _, method = name.rpartition(".")
    made = lookup(at.modules, at.path, at.name, owner) if owner else None
    if isinstance(made, Symbol) and isinstance(made.node, syntax.Assign) and isinstance(made.node.value, syntax.Call):
        class_name = syntax.dotted(made.node.value.func)
        if class_name is not None:
            method_name = f"{class_name}.{method}"
            found = at.modules.resolve(made.path, method_name)
    return found if isinstance(found, Symbol) else None


def _with_keywords(at: Scope, made: Made, node: syntax.Call) -> Made:
    said = truth_of(at.modules, at.path, node.keyword("expire_on_commit"), at.name)
    return made if said is None else replace(made, expire_on_commit=said)
