"""Declarations of routes, without what is above them: decorators, `add_api_route`, `APIRoute(…)` in a list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routers.link import Routers
from lsp_server.project.routers.listed import Listed, listed_in
from lsp_server.project.routers.rounds import Round, rounds
from lsp_server.project.routers.values import Given, Key, Prefix, prefix_of, texts_of
from lsp_server.project.routes.class_views import made_by_classes
from lsp_server.project.routes.endpoints import METHODS, Endpoint, endpoints, of_class
from lsp_server.project.routes.forwarded import DECORATORS, forwarded, forwarders

_PLAIN = frozenset({"route", "websocket_route"})
CALLS = {
    "add_api_route": "api_route",
    "add_route": "route",
    "add_api_websocket_route": "websocket",
    "add_websocket_route": "websocket_route",
}

CLASSES = {
    "APIRoute": "api_route",
    "Route": "route",
    "APIWebSocketRoute": "websocket",
    "WebSocketRoute": "websocket_route",
}

_CALL_SIGNS = (*(f".{it}(" for it in CALLS), ")(")


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration, with the handler it is for."""

    router: Key
    turn: Round  # the call that says it, with what the loops around it go over
    methods: tuple[str, ...]
    path: Prefix
    handler: Symbol
    name: str  # of the route, where it is given none
    sure: bool = True  # False: whether it runs, or for which methods, is not known
    listed: bool = False  # in a list of routes: what its router says of itself does not count
    plain: bool = False  # Starlette's own, without dependencies or tags; or in a mount, which keeps only paths
    bare: bool = False  # Starlette's own: the handler is given the request, and nothing of it
    written: Placed | None = None  # the decorator of the project that hands on to the router

    @property
    def call(self) -> syntax.Call:
        """The call that declares it, as it is written in the file of `at`."""
        assert isinstance(self.at.node, syntax.Call)
        return self.at.node

    def path_written(self, modules: Modules) -> syntax.Expr | None:
        """The path in that call."""
        if self.written is None:
            return self.call.argument(0, "path")
        given = self.turn.argument(modules, 0, "path")
        return given.node if given is not None and given.path == self.at.path else None

    def path_with(self, routers: Routers, given: Given) -> Prefix:
        """The path where the factory of the router is called with these texts."""
        written = self.turn.argument(routers.modules, 0, "path") if given and not self.path.known else None
        found = prefix_of(routers.modules, replace(written, given=given)) if written is not None else self.path
        return found if found.known and self.sure else self.path

    @property
    def at(self) -> Placed:
        """The call, with its file and the function around it."""
        return self.written or self.turn.at


def declared_routes(routers: Routers, path: str) -> Iterator[Declared]:
    """Every declaration of a file, in the order of handlers; stacked decorators as Python runs them."""
    facts = routers.modules.files[path]
    signs = (*(f".{it}(" for it in DECORATORS), *(f"{it}(" for it in forwarders(routers.modules)))
    if facts.says("@") and facts.says(*signs):
        for name, node in facts.definitions.items():
            for it in reversed(node.decorators):
                yield from _decorated(routers, Symbol(path, name, node), it)
    if facts.says(*_CALL_SIGNS):
        yield from _added(routers, path)
    for made in made_by_classes(routers.modules, path):
        router = routers.names.find(Placed(made.router, path))
        if router is not None and routers.is_router(router):
            turn = Round(made.call, Placed(made.call, path), {})
            yield _declared(routers, router, turn, "api_route", made.endpoint)
    for listed in listed_in(routers.modules, path):
        if listed.kind in CLASSES:
            yield from _in_list(routers, listed)


def _in_list(routers: Routers, it: Listed) -> Iterator[Declared]:
    """`APIRoute("/path", handler)` in a list of routes."""
    turn = Round(it.call, it.at, {})
    if not routers.is_router(it.router):
        return
    kind = CLASSES[it.kind]
    for one in endpoints(routers.modules, turn.argument(routers.modules, 1, "endpoint"), kind in _PLAIN):
        made = _declared(routers, it.router, turn, kind, one)
        yield replace(made, path=it.prefix + made.path, listed=True, plain=made.plain or it.mounted)


def _decorated(routers: Routers, it: Symbol, node: syntax.Expr) -> Iterator[Declared]:
    if isinstance(node, syntax.Call) and isinstance(node.func, syntax.Attribute) and node.func.attr in DECORATORS:
        at, kind = Placed(node, it.path, it.name.rpartition(".")[0]), node.func.attr
        router = routers.names.find(Placed(node.func.value, at.path, at.scope))
        if router is None or not routers.is_router(router):
            return
        if isinstance(it.node, syntax.FunctionDef):
            yield _declared(routers, router, Round(node, at, {}), kind, Endpoint(it, it.node.name))
        elif kind in _PLAIN:
            for one in of_class(routers.modules, it):
                yield _declared(routers, router, Round(node, at, {}), kind, one)
    elif isinstance(it.node, syntax.FunctionDef):
        yield from _forwarded(routers, it, Placed(node, it.path, it.name.rpartition(".")[0]))


def _forwarded(routers: Routers, it: Symbol, at: Placed) -> Iterator[Declared]:
    """`@protected(router.get, "/x")`, a decorator of the project."""
    for turn in forwarded(routers.modules, at):
        method = turn.value(turn.call.func)
        if not isinstance(method.node, syntax.Attribute) or method.node.attr not in DECORATORS:
            continue
        router = routers.names.find(replace(method, node=method.node.value))
        if router is not None and routers.is_router(router) and isinstance(it.node, syntax.FunctionDef):
            endpoint = Endpoint(it, it.node.name)
            yield replace(_declared(routers, router, turn, method.node.attr, endpoint), written=at)


def _added(routers: Routers, path: str) -> Iterator[Declared]:
    """`app.add_api_route("/x", read)`, and `app.get("/x")(read)`; in a loop once for each of its rounds."""
    for scope, nodes in scopes(routers.modules, path, _CALL_SIGNS):
        for node in nodes:
            match node:
                case syntax.Call(func=syntax.Attribute(attr=attr)) if attr in CALLS:
                    for it in rounds(routers.modules, Placed(node, path, scope), node, nodes):
                        given = (it.argument(routers.modules, 1, name) for name in ("endpoint", "route"))
                        yield from _one(routers, it, CALLS[attr], next(filter(None, given), None))
                case syntax.Call(func=syntax.Call(func=syntax.Attribute(attr=attr)) as inner, args=(handled,)):
                    if attr in DECORATORS:
                        for it in rounds(routers.modules, Placed(inner, path, scope), inner, nodes):
                            yield from _one(routers, it, attr, it.value(handled))
                case _:
                    pass


def _one(routers: Routers, it: Round, kind: str, endpoint: Placed | None) -> Iterator[Declared]:
    assert isinstance(it.call.func, syntax.Attribute)
    router = routers.names.find(it.value(it.call.func.value))
    if router is not None and routers.is_router(router):
        for one in endpoints(routers.modules, endpoint, kind in _PLAIN):
            yield _declared(routers, router, it, kind, one)


def _declared(routers: Routers, router: Key, turn: Round, kind: str, endpoint: Endpoint) -> Declared:
    written = turn.argument(routers.modules, 0, "path")
    path = prefix_of(routers.modules, written) if written is not None else Prefix("", False)
    methods = _methods(routers, turn, kind, endpoint.methods)
    sure = turn.sure and methods is not None
    path = path if sure else Prefix(path.text, False)
    plain = kind in _PLAIN  # Starlette adds these as they are: the prefix of the router is not put before them.
    made = methods if methods is not None else ("GET",)
    return Declared(router, turn, made, path, endpoint.handler, endpoint.name, sure, plain, plain, plain)


def _methods(routers: Routers, turn: Round, kind: str, own: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The methods that a declaration is for, of those that a class has its `own` ones; None where they are computed."""
    if kind.startswith("websocket"):
        return ("WEBSOCKET",)
    if kind in METHODS:
        return (kind.upper(),)
    said = turn.argument(routers.modules, 2 if kind == "route" else None, "methods")
    if said is None or (isinstance(said.node, syntax.Constant) and said.node.value is None):
        methods: tuple[str, ...] = own or ("GET",)
    else:
        methods = tuple(dict.fromkeys(it.upper() for it in texts_of(routers.modules, said)))
        if not methods:
            return None
    # Starlette's own routes answer HEAD wherever they answer GET.
    if kind == "route" and "GET" in methods and "HEAD" not in methods:
        methods = (*methods, "HEAD")
    return methods if own is None else tuple(it for it in own if it in methods)
