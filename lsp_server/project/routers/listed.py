"""Routes as values: `routes=[Route(…), Mount(…)]` of an application or router, and what is added to its `routes`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import externals, library_name, lookup
from lsp_server.project.names.literals import Placed, followed, items
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routers.names import Names, routers_in
from lsp_server.project.routers.values import Key, Prefix, prefix_of

_DEPTH = 6  # of mounts inside each other
_SIGNS = ("routes=", ".routes", "mount(", "Router([", "Starlette(")
_PLAIN = ("Router", "Starlette")  # what a mount holds and needs no name


@dataclass(frozen=True, slots=True)
class Listed:
    """A `Route(…)`, or the `Mount(…)` of an application, in the list of a router: its own prefix is not put before."""

    router: Key
    prefix: Prefix  # of the mounts around it
    mounted: bool  # whether there are any
    call: syntax.Call
    at: Placed  # the call, with its file and function
    kind: str  # `Route`, `APIRoute`, `Mount` and so on, as the library calls it


@tracked
def listed_in(modules: Modules, path: str) -> tuple[Listed, ...]:
    """What the lists of routes that a file hands to routers hold; lists of other files are followed."""
    return tuple(_listed(Names(modules), path)) if modules.files[path].says(*_SIGNS) else ()


def _listed(names: Names, path: str) -> Iterator[Listed]:
    for it in routers_in(names.modules, path):
        yield from _of_list(names.modules, it.key, _routes(it.call, Placed(it.call, path, it.key[1])))
    for scope, nodes in scopes(names.modules, path, _SIGNS[1:3]):
        for node in nodes:
            for owner, added in _added(node, path, scope):
                router = names.find(owner)
                if router is not None:
                    yield from _of_list(names.modules, router, added)


def _added(node: syntax.Node, path: str, scope: str) -> Iterator[tuple[Placed, Placed]]:
    """The router that a statement adds routes to, and the list of them."""
    match node:
        case syntax.Call(func=syntax.Attribute(value=syntax.Attribute(value=owner, attr="routes"), attr=how)):
            added = node.argument(1 if how == "insert" else 0, "value")
            if added is not None and how in ("append", "insert"):
                yield Placed(owner, path, scope), Placed(_list(added), path, scope)
            elif added is not None and how == "extend":
                yield Placed(owner, path, scope), Placed(added, path, scope)
        case syntax.AugAssign(target=syntax.Attribute(value=owner, attr="routes"), value=added):
            yield Placed(owner, path, scope), Placed(added, path, scope)
        case syntax.Call(func=syntax.Attribute(value=owner, attr="mount")):
            # With a variable for the application it is an include.
            if isinstance(node.argument(1, "app"), syntax.Call):
                yield Placed(owner, path, scope), Placed(_list(node), path, scope)
        case _:
            pass


def _list(node: syntax.Expr) -> syntax.Collection:
    return syntax.Collection(node.span, "list", (node,))


def _of_list(modules: Modules, router: Key, listed: Placed | None) -> Iterator[Listed]:
    yield from _elements(modules, router, listed, Prefix(), False, _DEPTH)


def _elements(
    modules: Modules, router: Key, listed: Placed | None, prefix: Prefix, mounted: bool, depth: int
) -> Iterator[Listed]:
    if depth <= 0:
        return
    for it in items(modules, listed):
        it = followed(modules, it)
        if not isinstance(it.node, syntax.Call):
            continue
        kind = _kind(modules, it, it.node)
        if kind in ("Mount", "mount"):
            inner = _mounted(it, it.node)
            if inner is not None:
                below = prefix + mount_prefix(modules, it, it.node)
                yield from _elements(modules, router, inner, below, True, depth - 1)
            elif kind == "Mount":
                yield Listed(router, prefix, mounted, it.node, it, kind)
        elif kind.endswith("Route"):
            yield Listed(router, prefix, mounted, it.node, it, kind)


def mount_prefix(modules: Modules, at: Placed, call: syntax.Call) -> Prefix:
    """The path of a mount."""
    path = call.argument(0, "path")
    prefix = prefix_of(modules, replace(at, node=path)) if path is not None else Prefix("", False)
    return Prefix(prefix.text.rstrip("/"), prefix.known)


def _mounted(at: Placed, call: syntax.Call) -> Placed | None:
    """The list of routes that a mount holds itself, or through a plain router that has no name."""
    app = call.argument(1, "app")
    if isinstance(app, syntax.Call) and syntax.last_name(app.func) in _PLAIN:
        return _routes(app, at)
    given = call.argument(2, "routes") if app is None or syntax.last_name(call.func) == "Mount" else None
    return replace(at, node=given) if given is not None else None


def _routes(call: syntax.Call, at: Placed) -> Placed | None:
    """The list in a call that makes a router or an application."""
    first = call.args[0] if call.args and syntax.last_name(call.func) == "Router" else None
    given = call.keyword("routes") or first
    return replace(at, node=given) if given is not None else None


def _kind(modules: Modules, at: Placed, call: syntax.Call) -> str:
    """The class of Starlette or FastAPI that a call makes one of, or one of the project's below it."""
    if syntax.last_name(call.func) == "mount":
        return "mount"
    found = lookup(modules, at.path, at.scope, syntax.dotted(call.func) or "")
    names = externals(modules, found) if isinstance(found, Symbol) else {library_name(modules, at.path, call, at.scope)}
    last = (it.rpartition(".")[2] for it in names if it.startswith(("fastapi.", "starlette.")) or "." not in it)
    return next((it for it in last if it.endswith("Route") or it == "Mount"), "")
