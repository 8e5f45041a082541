"""Declarations of routes, without what is above them: decorators, `add_api_route`, `APIRoute(…)` in a list."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import Inside, callee
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routers.link import Routers
from lsp_server.project.routers.values import Key, Prefix, prefix_of, texts_of

_METHODS = frozenset("get post put patch delete head options trace".split())
_DECORATORS = _METHODS | {"api_route", "websocket", "websocket_route", "route"}
_CALLS = {
    "add_api_route": "api_route",
    "add_route": "route",
    "add_api_websocket_route": "websocket",
    "add_websocket_route": "websocket",
}

_CALL_SIGNS = (*(f".{it}(" for it in _CALLS), ")(")


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration, with the handler it is for."""

    router: Key
    call: syntax.Call
    methods: tuple[str, ...]
    path: Prefix
    at: Placed  # the call, with its file and the function around it
    handler: Symbol


def declared_routes(routers: Routers, path: str) -> Iterator[Declared]:
    """Every declaration of a file, in the order of handlers; stacked decorators as Python runs them."""
    facts = routers.modules.files[path]
    text = facts.document.text
    if "@" in text and any(f".{it}(" in text for it in _DECORATORS):
        for name, node in facts.functions:
            for it in reversed(node.decorators):
                yield from _decorated(routers, Symbol(path, name, node), it)
    if any(it in text for it in _CALL_SIGNS):
        yield from _added(routers, path)


def _decorated(routers: Routers, handler: Symbol, node: syntax.Expr) -> Iterator[Declared]:
    if isinstance(node, syntax.Call) and isinstance(node.func, syntax.Attribute) and node.func.attr in _DECORATORS:
        at = Placed(node, handler.path, handler.name.rpartition(".")[0])
        router = routers.names.find(Placed(node.func.value, at.path, at.scope))
        if router is not None and routers.is_router(router):
            yield _declared(routers, router, node, node.func.attr, at, handler)


def _added(routers: Routers, path: str) -> Iterator[Declared]:
    """`app.add_api_route("/x", read)`, and `app.get("/x")(read)`."""
    for scope, nodes in scopes(routers.modules, path, _CALL_SIGNS):
        for it in nodes:
            match it:
                case syntax.Call(func=syntax.Attribute(attr=attr)) if attr in _CALLS:
                    handler = it.argument(1, "endpoint") or it.argument(1, "route")
                    yield from _one(routers, Placed(it, path, scope), it, _CALLS[attr], handler)
                case syntax.Call(func=syntax.Call(func=syntax.Attribute(attr=attr)) as inner, args=(handler,)):
                    if attr in _DECORATORS:
                        yield from _one(routers, Placed(inner, path, scope), inner, attr, handler)
                case _:
                    pass


def _one(
    routers: Routers, at: Placed, call: syntax.Call, kind: str, endpoint: syntax.Expr | None
) -> Iterator[Declared]:
    assert isinstance(call.func, syntax.Attribute)
    router = routers.names.find(Placed(call.func.value, at.path, at.scope))
    handler = _handler(routers, at, endpoint)
    if router is not None and handler is not None and routers.is_router(router):
        yield _declared(routers, router, call, kind, at, handler)


def _handler(routers: Routers, at: Placed, node: syntax.Expr | None) -> Symbol | None:
    """The function that a name means, or a method: `self.read`, `controller.read`."""
    if node is None or syntax.dotted(node) is None:
        return None
    found = lookup(routers.modules, at.path, at.scope, syntax.dotted(node) or "")
    if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
        return found
    called = callee(Inside(routers.modules, at.path, at.scope), syntax.Call(node.span, node, (), ()))
    return called if isinstance(node, syntax.Attribute) else None


def _declared(routers: Routers, router: Key, call: syntax.Call, kind: str, at: Placed, handler: Symbol) -> Declared:
    written = call.argument(0, "path")
    path = prefix_of(routers.modules, Placed(written, at.path, at.scope)) if written is not None else Prefix("", False)
    return Declared(router, call, _methods(routers, call, kind, at), path, at, handler)


def _methods(routers: Routers, call: syntax.Call, kind: str, at: Placed) -> tuple[str, ...]:
    if kind.startswith("websocket"):
        return ("WEBSOCKET",)
    if kind in _METHODS:
        return (kind.upper(),)
    said = call.keyword("methods")
    found = texts_of(routers.modules, Placed(said, at.path, at.scope)) if said is not None else ()
    return tuple(dict.fromkeys(it.upper() for it in found)) or ("GET",)
