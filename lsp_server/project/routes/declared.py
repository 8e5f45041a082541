"""Declarations of routes, without what is above them: decorators, `add_api_route`, `APIRoute(…)` in a list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import Inside, callee
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed, followed
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routers.link import Routers
from lsp_server.project.routers.listed import Listed, listed_in
from lsp_server.project.routers.rounds import Round, rounds
from lsp_server.project.routers.values import Key, Prefix, prefix_of, texts_of

_METHODS = frozenset("get post put patch delete head options trace".split())
_DECORATORS = _METHODS | {"api_route", "websocket", "websocket_route", "route"}
_CALLS = {
    "add_api_route": "api_route",
    "add_route": "route",
    "add_api_websocket_route": "websocket",
    "add_websocket_route": "websocket",
}

_CLASSES = {
    "APIRoute": "api_route",
    "Route": "route",
    "APIWebSocketRoute": "websocket",
    "WebSocketRoute": "websocket_route",
}

_CALL_SIGNS = (*(f".{it}(" for it in _CALLS), ")(")


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration, with the handler it is for."""

    router: Key
    turn: Round  # the call that says it, with what the loops around it go over
    methods: tuple[str, ...]
    path: Prefix
    handler: Symbol
    listed: bool = False  # in a list of routes: what its router says of itself does not count
    plain: bool = False  # Starlette's own: no parameters, dependencies or tags; or in a mount, which keeps only paths

    @property
    def call(self) -> syntax.Call:
        return self.turn.call

    @property
    def at(self) -> Placed:
        """The call, with its file and the function around it."""
        return self.turn.at


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
    for listed in listed_in(routers.modules, path):
        if listed.kind in _CLASSES:
            yield from _in_list(routers, listed)


def _in_list(routers: Routers, it: Listed) -> Iterator[Declared]:
    """`APIRoute("/path", handler)` in a list of routes."""
    turn = Round(it.call, it.at, {})
    handler = _handler(routers, turn.argument(routers.modules, 1, "endpoint"))
    if handler is not None and routers.is_router(it.router):
        made = _declared(routers, it.router, turn, _CLASSES[it.kind], handler)
        yield replace(made, path=it.prefix + made.path, listed=True, plain=made.plain or it.mounted)


def _decorated(routers: Routers, handler: Symbol, node: syntax.Expr) -> Iterator[Declared]:
    if isinstance(node, syntax.Call) and isinstance(node.func, syntax.Attribute) and node.func.attr in _DECORATORS:
        at = Placed(node, handler.path, handler.name.rpartition(".")[0])
        router = routers.names.find(Placed(node.func.value, at.path, at.scope))
        if router is not None and routers.is_router(router):
            yield _declared(routers, router, Round(node, at, {}), node.func.attr, handler)


def _added(routers: Routers, path: str) -> Iterator[Declared]:
    """`app.add_api_route("/x", read)`, and `app.get("/x")(read)`; in a loop once for each of its rounds."""
    for scope, nodes in scopes(routers.modules, path, _CALL_SIGNS):
        for node in nodes:
            match node:
                case syntax.Call(func=syntax.Attribute(attr=attr)) if attr in _CALLS:
                    for it in rounds(routers.modules, Placed(node, path, scope), node, nodes):
                        given = (it.argument(routers.modules, 1, name) for name in ("endpoint", "route"))
                        yield from _one(routers, it, _CALLS[attr], next(filter(None, given), None))
                case syntax.Call(func=syntax.Call(func=syntax.Attribute(attr=attr)) as inner, args=(handled,)):
                    if attr in _DECORATORS:
                        for it in rounds(routers.modules, Placed(inner, path, scope), inner, nodes):
                            yield from _one(routers, it, attr, it.value(handled))
                case _:
                    pass


def _one(routers: Routers, it: Round, kind: str, endpoint: Placed | None) -> Iterator[Declared]:
    assert isinstance(it.call.func, syntax.Attribute)
    router = routers.names.find(it.value(it.call.func.value))
    handler = _handler(routers, endpoint)
    if router is not None and handler is not None and routers.is_router(router):
        yield _declared(routers, router, it, kind, handler)


def _handler(routers: Routers, it: Placed | None) -> Symbol | None:
    """The function that a name means, or a method: `self.read`, `controller.read`, or what an object was given."""
    if it is None:
        return None
    name = syntax.dotted(it.node)
    found = lookup(routers.modules, it.path, it.scope, name) if name is not None else None
    if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
        return found
    if name is not None and isinstance(it.node, syntax.Attribute):
        inside = Inside(routers.modules, it.path, it.scope)
        called = callee(inside, syntax.Call(it.node.span, it.node, (), ()))
        if called is not None:
            return called
    part = followed(routers.modules, it)
    return _handler(routers, part) if part != it else None


def _declared(routers: Routers, router: Key, turn: Round, kind: str, handler: Symbol) -> Declared:
    written = turn.argument(routers.modules, 0, "path")
    path = prefix_of(routers.modules, written) if written is not None else Prefix("", False)
    methods = _methods(routers, turn, kind)
    path = path if turn.sure and methods else Prefix(path.text, False)
    plain = kind in ("route", "websocket_route")
    return Declared(router, turn, methods or ("GET",), path, handler, plain=plain)


def _methods(routers: Routers, turn: Round, kind: str) -> tuple[str, ...]:
    """The methods that a declaration is for; () where they are computed."""
    if kind.startswith("websocket"):
        return ("WEBSOCKET",)
    if kind in _METHODS:
        return (kind.upper(),)
    said = turn.argument(routers.modules, None, "methods")
    methods = tuple(dict.fromkeys(it.upper() for it in texts_of(routers.modules, said)))
    if said is None or (isinstance(said.node, syntax.Constant) and said.node.value is None):
        methods = ("GET",)
    # Starlette's own routes answer HEAD wherever they answer GET.
    return (*methods, "HEAD") if kind == "route" and "GET" in methods and "HEAD" not in methods else methods
