"""Which application a test's client is made of: that one decides which routes it reaches, and under which paths."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routers.names import Names
from lsp_server.project.routers.values import Key
from lsp_server.project.tests.fixtures import fixture_near, given_by, is_fixture

_DEPTH = 6
Apps = Mapping[str, Key | None]  # of the clients that a helper is handed, by its parameters


def application_of(modules: Modules, client: Placed, handed: Apps | None = None) -> Key | None:
    """The application of a client in a test, a fixture, or a helper with these parameters; None: it is not known."""
    found = set(_applications(modules, client, handed, _DEPTH))
    return found.pop() if len(found) == 1 else None


def _applications(modules: Modules, client: Placed, handed: Apps | None, depth: int) -> Iterator[Key | None]:
    """The applications of all that a client may be; None among them: one that is not known."""
    node = client.node
    if isinstance(node, syntax.Name) and handed is not None and node.id in handed:
        yield handed[node.id]
        return
    if isinstance(node, syntax.Call):
        app = _app_argument(modules, client, node)
        yield from _served(modules, app, depth) if app is not None else (None,)
        return
    values = list(_values(modules, client)) if isinstance(node, syntax.Name) and depth > 0 else []
    for it in values:
        yield from _applications(modules, it, None, depth - 1)
    if not values:
        yield None


def _app_argument(modules: Modules, at: Placed, made: syntax.Call) -> Placed | None:
    """`TestClient(app)`, `AsyncClient(transport=ASGITransport(app=app))`"""
    match syntax.last_name(made.func):
        case "TestClient" | "ASGITransport":
            app = made.argument(0, "app")
        case "AsyncClient" | "Client" if (transport := made.keyword("transport")) is not None:
            there = replace(at, node=transport)
            values = list(_values(modules, there)) if isinstance(transport, syntax.Name) else [there]
            inner = values[0] if len(values) == 1 else there
            if not isinstance(inner.node, syntax.Call) or syntax.last_name(inner.node.func) != "ASGITransport":
                return None
            return _app_argument(modules, inner, inner.node)
        case "AsyncClient" | "Client":
            app = made.keyword("app")
        case _:  # what a fixture makes of an application: `make_client(app)`
            app = made.args[0] if len(made.args) == 1 else None
    return replace(at, node=app) if app is not None else None


def _served(modules: Modules, app: Placed, depth: int) -> Iterator[Key | None]:
    names = Names(modules)
    key = names.find(app)
    router = names.router(key) if key is not None else None
    if router is not None:
        yield router.key if router.is_app else None
        return
    values = list(_values(modules, app)) if isinstance(app.node, syntax.Name) and depth > 0 else []
    for it in values:
        yield from _served(modules, it, depth - 1)
    if not values:
        yield None


def _values(modules: Modules, at: Placed) -> Iterator[Placed]:
    """All that a name may stand for: what it is assigned, what `with` gives it, what the fixture of this name gives."""
    assert isinstance(at.node, syntax.Name)
    facts, name, scope = modules.files[at.path], at.node.id, at.scope
    while scope:
        function = facts.definitions.get(scope)
        if isinstance(function, syntax.FunctionDef):
            bound = list(_bound(facts.scope(scope).nodes, name))
            if bound:
                yield from (Placed(it, at.path, scope) for it in bound)
                return
            if function.parameter(name) is not None:
                asks = is_fixture(function) or function.name.startswith("test")
                fixture = fixture_near(modules, at.path, name, scope) if asks else None
                yield from given_by(modules, fixture) if fixture is not None else ()
                return
        scope = scope.rpartition(".")[0]
    found = lookup(modules, at.path, "", name)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign) and found.node.value is not None:
        yield Placed(found.node.value, found.path)


def _bound(nodes: tuple[syntax.Node, ...], name: str) -> Iterator[syntax.Expr]:
    for it in nodes:
        match it:
            case syntax.WithItem(context=value, target=syntax.Name(id=target)) if target == name:
                yield value
            case syntax.Assign(value=value) if value is not None and any(
                isinstance(one, syntax.Name) and one.id == name for one in it.targets
            ):
                yield value.value if isinstance(value, syntax.Await) else value
            case _:
                pass
