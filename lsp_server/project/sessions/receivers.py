"""Whether an expression is a database session, and of which kind: by types and by what made it, never by its name."""

from lsp_server.facts import syntax
from lsp_server.project.functions.depends import dependency_of
from lsp_server.project.incremental.tracked import placeless, tracked
from lsp_server.project.names.bodies import body_of
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import class_bodies, lookup
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.sessions.expressions import Scope, called, session, session_class
from lsp_server.project.sessions.link import provider_of
from lsp_server.project.sessions.values import SessionKind
from lsp_server.project.types.link import read_annotation
from lsp_server.project.types.values import Type

# A scoped session is a registry that acts as the session itself; SQLModel has none of its own.
_KINDS: dict[str, SessionKind] = {
    "sqlmodel.ext.asyncio.session.AsyncSession": "sqlmodel-async",
    "sqlalchemy.ext.asyncio.AsyncSession": "sqlalchemy-async",
    "sqlalchemy.ext.asyncio.async_scoped_session": "sqlalchemy-async",
    "sqlmodel.Session": "sqlmodel-sync",
    "sqlalchemy.orm.Session": "sqlalchemy-sync",
    "sqlalchemy.orm.scoped_session": "sqlalchemy-sync",
}


# What is being looked at: a variable where some of its bindings hold, or an attribute of a class. In
# `label = label or item` it comes round again, and adds nothing to itself.
_Seen = frozenset[tuple[str, ...]]
_FAR = 6  # names that are followed from one to the next; in a loop each way through them is another one


def session_kind(
    modules: Modules, path: str, name: str, body: Body, node: syntax.Expr, seen: _Seen = frozenset()
) -> SessionKind | None:
    """The kind of session that `node` is in the function `name` of a file; None: none, or not known."""
    if isinstance(node, syntax.Name):
        return _of_name(modules, path, name, body, node, seen)
    if isinstance(node, syntax.Attribute) and isinstance(node.value, syntax.Name) and node.value.id in ("self", "cls"):
        return _of_attribute(modules, path, name.rpartition(".")[0], node.attr, seen)
    return None


def _of_name(modules: Modules, path: str, name: str, body: Body, node: syntax.Name, seen: _Seen) -> SessionKind | None:
    sure, maybe = body.definition(node)
    places = (it.at for it in (sure, *maybe) if it is not None)
    bound = tuple(it for it in places if (path, name, node.id, str(it)) not in seen)
    is_far = len({it[:3] for it in seen}) > _FAR
    return _of_bindings(modules, path, name, node.id, bound, seen) if bound and not is_far else None


@tracked
def _of_bindings(
    modules: Modules, path: str, name: str, variable: str, bound: tuple[int, ...], seen: _Seen
) -> SessionKind | None:
    """What a variable of a function is where these bindings of it, by their places, may hold."""
    body = body_of(modules, path, name)
    kinds = set()
    seen |= {(path, name, variable, str(it)) for it in bound}
    for it in body.bindings.get(variable, ()) if body is not None else ():
        if it.at not in bound or body is None:
            continue
        if it.how == "parameter":
            parameter = body.function.parameter(it.name)
            kinds.add(parameter_kind(modules, path, name, parameter) if parameter is not None else None)
        elif it.value is not None:
            annotation = it.node.annotation if isinstance(it.node, syntax.Assign) else None
            kinds.add(_made(modules, path, name, body, it.value, seen) or _annotated(modules, path, name, annotation))
    # `db: AsyncSession | None = None` followed by `db = db or …` is a session either way.
    kinds.discard(None)
    return kinds.pop() if len(kinds) == 1 else None


def parameter_kind(modules: Modules, path: str, name: str, parameter: syntax.Parameter) -> SessionKind | None:
    """The provider tells what is really there; the annotation is what the author believes."""
    provided = dependency_of(modules, path, parameter.annotation, parameter.default, name)
    provider = provider_of(modules, provided) if provided is not None else None
    return provider.kind if provider is not None else _annotated(modules, path, name, parameter.annotation)


def _annotated(modules: Modules, path: str, name: str, annotation: syntax.Expr | None) -> SessionKind | None:
    if annotation is None:
        return None
    return _of_type(modules, annotation, read_annotation(modules, path, annotation, name).type)


def _of_type(modules: Modules, annotation: syntax.Expr, type_: Type) -> SessionKind | None:
    if type_.name == "typing.Union":
        # `AsyncSession | AsyncReadSession`: a session whichever it is, if all of them are of one kind.
        kinds = {_of_type(modules, annotation, it) for it in type_.args}
        return kinds.pop() if len(kinds) == 1 else None
    if type_.symbol is not None:
        owner = syntax.Name(annotation.span, type_.symbol.name)
        made = session_class(modules, type_.symbol.path, owner) if "." not in type_.symbol.name else None
        return made.kind if made is not None else None
    return _KINDS.get(canonical(type_.name))


def _made(modules: Modules, path: str, name: str, body: Body, value: syntax.Expr, seen: _Seen) -> SessionKind | None:
    """`SessionLocal()`, `async_session()`, `next(get_session())`, `get_session()` entered or iterated, another name."""
    while isinstance(value, syntax.Await):
        value = value.value
    if isinstance(value, syntax.Name | syntax.Attribute):
        return session_kind(modules, path, name, body, value, seen)
    if isinstance(value, syntax.BoolOp):
        parts = (_made(modules, path, name, body, it, seen) for it in (value.left, value.right))
        return next((it for it in parts if it is not None), None)
    if not isinstance(value, syntax.Call):
        return None
    at = Scope(modules, path, name, body.function)
    made = session(at, value)
    if made is not None:
        return made.kind
    if syntax.dotted(value.func) in ("next", "anext") and value.args:
        return _made(modules, path, name, body, value.args[0], seen)
    function = called(at, value)
    provider = provider_of(modules, function) if function is not None else None
    return provider.kind if provider is not None else None


@placeless
def _of_attribute(modules: Modules, path: str, owner: str, attribute: str, seen: _Seen) -> SessionKind | None:
    """What `self.db` is: from `self.db = db` in a method, or from `db: AsyncSession` in a class of the family."""
    found = lookup(modules, path, "", owner) if owner else None
    if not isinstance(found, Symbol) or (found.path, found.name, attribute) in seen:
        return None
    seen |= {(found.path, found.name, attribute)}
    for symbol, node in class_bodies(modules, found):
        for it in node.body:
            if isinstance(it, syntax.Assign) and any(syntax.dotted(target) == attribute for target in it.targets):
                return _annotated(modules, symbol.path, symbol.name, it.annotation)
            if isinstance(it, syntax.FunctionDef):
                kind = _assigned_in(modules, symbol, it, f"self.{attribute}", seen)
                if kind is not None:
                    return kind
    return None


def _assigned_in(
    modules: Modules, owner: Symbol, method: syntax.FunctionDef, target: str, seen: _Seen
) -> SessionKind | None:
    scope = f"{owner.name}.{method.name}"
    body = body_of(modules, owner.path, scope) if method.suite.may_hold(target.encode()) else None
    if body is None:
        return None
    for it in body.own:
        if isinstance(it, syntax.Assign) and it.value is not None and target in map(syntax.dotted, it.targets):
            found = _annotated(modules, owner.path, scope, it.annotation)
            return found or _made(modules, owner.path, scope, body, it.value, seen)
    return None
