"""The requests that a test sends, itself or through functions of the tests, and what is asserted of the answers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from lsp_server.facts import syntax
from lsp_server.project.functions.signatures import method as method_of
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routers.rounds import Loop, rounds
from lsp_server.project.routers.values import Key as RouterKey
from lsp_server.project.tests.clients import Apps, application_of
from lsp_server.project.tests.fixtures import fixture_near, is_fixture
from lsp_server.project.tests.senders import METHODS, is_sender, may_send
from lsp_server.project.tests.urls import Texts, Urls, rows_of, texts_of_fixtures
from lsp_server.project.tests.values import ClientCall
from lsp_server.text import Span

_MAPPINGS = frozenset("headers cookies params json environ".split())  # their `get` sends nothing
_DEPTH = 3  # helpers of helpers


@dataclass(frozen=True)
class _Sent:
    """A request: of a test itself, or of what it calls."""

    method: str
    url: str
    query: tuple[str, ...]
    app: RouterKey | None = None


def client_calls(modules: Modules, path: str, name: str, test: syntax.FunctionDef) -> Iterator[ClientCall]:
    """The requests of the test of this qualified name, in the order of its lines."""
    if not may_send(modules, path, test):
        return
    fixed = texts_of_fixtures(modules, path, name)
    rows = ({**fixed, **it} for it in rows_of(modules, path, test))
    sent_by = [it for row in rows for it in _of_function(modules, path, name, row, None, _DEPTH)]
    statuses = _statuses(modules.files[path].scope(name).nodes) if sent_by else {}
    found = {_client_call(sent, call, url, statuses.get(call.span, ())): None for call, url, sent in sent_by}
    yield from sorted((it for it in found if it.route_name or "/" in it.path), key=lambda it: it.span.start)


def _client_call(sent: _Sent, call: syntax.Call, url: syntax.Expr, statuses: tuple[int, ...]) -> ClientCall:
    if sent.url.startswith("\0"):
        return ClientCall(sent.method, "", sent.url[1:], sent.query, statuses, call.span, url.span, sent.app)
    bare, _, query = sent.url.partition("?")
    bare = re.sub(r"^https?://[^/]*", "", bare)
    names = (*re.findall(r"(?:^|&)(\w+)=", query), *sent.query)
    return ClientCall(sent.method, bare, None, names, statuses, call.span, url.span, sent.app)


def _of_function(
    modules: Modules, path: str, name: str, given: Texts, handed: Apps | None, depth: int
) -> Iterator[tuple[syntax.Call, syntax.Expr, _Sent]]:
    """Each request with the call in this function that sends it, and the expression that says where to.

    `handed` are the applications of the clients that a helper is handed; a test and a fixture have theirs of fixtures.
    """
    nodes = modules.files[path].scope(name).nodes
    bases = {**dict(_bases_of_fixtures(modules, path, name)), **_bases(modules, path, name, nodes)}
    loops = tuple(it for it in nodes if isinstance(it, Loop))
    for call in (it for it in nodes if isinstance(it, syntax.Call)):
        for known in _turns(modules, path, name, call, loops, given):
            urls = Urls(modules, path, name, known)
            if (url := _url(call)) is not None and not _is_mapping(call, nodes):
                assert isinstance(call.func, syntax.Attribute)
                base = bases.get(syntax.dotted(call.func.value) or "", "")
                app = application_of(modules, Placed(call.func.value, path, name), handed)
                query = _dict_keys(call.keyword("params"))
                for method in _methods(call, urls):
                    for text in urls.texts(url):
                        whole = base + text if text.startswith("/") else text
                        yield call, url, _Sent(method, whole, query, app)
            elif depth > 0 and (helper := _helper(modules, path, name, call)) is not None:
                assert isinstance(helper.node, syntax.FunctionDef)
                inside = _handed(helper.node, call, urls)
                apps = _apps(modules, helper.node, call, Placed(call, path, name), handed)
                for _, _, sent in _of_function(modules, helper.path, helper.name, inside, apps, depth - 1):
                    yield call, _said(call), sent


def _turns(
    modules: Modules, path: str, name: str, call: syntax.Call, loops: tuple[Loop, ...], given: Texts
) -> Iterator[Texts]:
    """The known texts, with those of the loops around a call in each of their rounds."""
    for it in rounds(modules, Placed(call, path, name), call, loops):
        bound = ((key, Urls(modules, one.path, one.scope, given).texts(one.node)) for key, one in it.bound.items())
        yield {**given, **{key: texts for key, texts in bound if texts}}


def _bases(modules: Modules, path: str, name: str, nodes: tuple[syntax.Node, ...]) -> Mapping[str, str]:
    """What a client of the test's own puts before each path: `TestClient(app, base_url="http://test/api")`."""
    found: dict[str, str] = {}
    for it in nodes:
        match it:
            case syntax.WithItem(context=syntax.Call() as made, target=syntax.Name(id=variable)):
                pass
            case syntax.Assign(targets=(syntax.Name(id=variable),), value=syntax.Call() as made):
                pass
            case _:
                continue
        texts = Urls(modules, path, name).texts(made.keyword("base_url"))
        if len(texts) == 1:
            found[variable] = re.sub(r"^https?://[^/]*", "", texts[0]).rstrip("/")
    return found


def _bases_of_fixtures(modules: Modules, path: str, name: str) -> Iterator[tuple[str, str]]:
    """What the clients that fixtures give put before each path, by the parameters of a test or fixture."""
    function = modules.files[path].definitions.get(name)
    for parameter in function.parameters if isinstance(function, syntax.FunctionDef) else ():
        fixture = fixture_near(modules, path, parameter.name, name)
        if fixture is not None and fixture.node.suite.may_hold(b"base_url"):
            nodes = modules.files[fixture.path].scope(fixture.function).nodes
            bases = set(_bases(modules, fixture.path, fixture.function, nodes).values())
            if len(bases) == 1:
                yield parameter.name, bases.pop()


# --------------------------------------------------------------------------- functions that send for a test


def _helper(modules: Modules, path: str, name: str, call: syntax.Call) -> Symbol | None:
    """A function of the tests that a test calls; not one of the application, whose requests go elsewhere."""
    dotted = syntax.dotted(call.func)
    if dotted is None or dotted.count(".") > 1:
        return None
    owner, _, attr = dotted.rpartition(".")
    if owner in ("self", "cls"):
        above = modules.symbol(path, name.rpartition(".")[0])
        found = method_of(modules, above, attr) if above is not None else None
    else:
        named = lookup(modules, path, name, dotted)
        found = named if isinstance(named, Symbol) else None
    if found is None or not isinstance(found.node, syntax.FunctionDef) or is_fixture(found.node):
        return None
    return found if is_sender(modules, found, path) else None


def _handed(function: syntax.FunctionDef, call: syntax.Call, urls: Urls) -> Texts:
    """What a call gives the parameters, or their defaults."""
    found: dict[str, tuple[str, ...]] = {}
    for it, given in _arguments(function, call):
        if given is None and isinstance(it.default, syntax.Constant) and isinstance(it.default.value, str):
            found[it.name] = (it.default.value,)
        elif given is not None and (texts := urls.texts(given)):
            found[it.name] = texts
    return found


def _apps(modules: Modules, function: syntax.FunctionDef, call: syntax.Call, at: Placed, handed: Apps | None) -> Apps:
    """The applications of the clients among what a call gives the parameters."""
    return {
        it.name: application_of(modules, replace(at, node=given), handed) if given is not None else None
        for it, given in _arguments(function, call)
    }


def _arguments(
    function: syntax.FunctionDef, call: syntax.Call
) -> Iterator[tuple[syntax.Parameter, syntax.Expr | None]]:
    parameters = (it for it in function.parameters if it.name not in ("self", "cls"))
    return ((it, call.argument(index, it.name)) for index, it in enumerate(parameters))


def _said(call: syntax.Call) -> syntax.Expr:
    """The argument of a helper that holds the path, where one does."""
    given = (*call.args, *(it.value for it in call.keywords))
    paths = (it for it in given if isinstance(it, syntax.Constant) and "/" in str(it.value))
    return next(paths, call.func)


# --------------------------------------------------------------------------- one request


def _methods(call: syntax.Call, urls: Urls) -> tuple[str, ...]:
    assert isinstance(call.func, syntax.Attribute)
    if call.func.attr != "request":
        return (call.func.attr.upper(),)
    return tuple(it.upper() for it in urls.texts(call.argument(0, "method")) if it.lower() in METHODS)


def _url(call: syntax.Call) -> syntax.Expr | None:
    """What says the path, if the call can be a client's request."""
    if not isinstance(call.func, syntax.Attribute) or call.func.attr not in (*METHODS, "request"):
        return None
    return call.argument(1 if call.func.attr == "request" else 0, "url")


def _is_mapping(call: syntax.Call, nodes: tuple[syntax.Node, ...]) -> bool:
    """Whether what `get` is called on is a dict, by the text: a display, headers, the JSON of an answer."""
    assert isinstance(call.func, syntax.Attribute)
    owner = call.func.value
    if isinstance(owner, syntax.Name):
        made = [it.value for it in nodes if isinstance(it, syntax.Assign) and _names(it, owner.id)]
        owner = made[0] if len(made) == 1 and made[0] is not None else owner
    return isinstance(owner, syntax.Dict) or syntax.last_name(owner) in _MAPPINGS


def _names(it: syntax.Assign, name: str) -> bool:
    return any(isinstance(one, syntax.Name) and one.id == name for one in it.targets)


def _dict_keys(node: syntax.Expr | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, syntax.Dict) else ()
    return tuple(key.value for key, _ in items if isinstance(key, syntax.Constant) and isinstance(key.value, str))


# --------------------------------------------------------------------------- what is asserted of answers


def _statuses(nodes: tuple[syntax.Node, ...]) -> Mapping[Span, tuple[int, ...]]:
    """The statuses that a test asserts of the answer of each call, by the call's place."""
    answers: dict[str, list[tuple[int, Span]]] = {}
    for node in nodes:
        if isinstance(node, syntax.Assign) and (call := _called(node.value)) is not None:
            for target in node.targets:
                if isinstance(target, syntax.Name):
                    answers.setdefault(target.id, []).append((node.span.start, call))
    found: dict[Span, tuple[int, ...]] = {}
    for node in nodes:
        for asked, accepted in _asserted(node.test) if isinstance(node, syntax.Assert) else ():
            call = _called(asked)
            if isinstance(asked, syntax.Name):
                before = [it for at, it in answers.get(asked.id, []) if at < node.span.start]
                call = before[-1] if before else None
            if call is not None:
                found[call] = found.get(call, ()) + accepted
    return found


def _called(node: syntax.Expr | None) -> Span | None:
    node = node.value if isinstance(node, syntax.Await) else node
    return node.span if isinstance(node, syntax.Call) else None


def _asserted(test: syntax.Expr) -> Iterator[tuple[syntax.Expr, tuple[int, ...]]]:
    """(the response, statuses accepted) for each comparison of `….status_code` in an assertion."""
    for node in syntax.walk(test):
        if not isinstance(node, syntax.Compare) or len(node.ops) != 1 or node.ops[0] not in ("==", "in"):
            continue
        for side, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
            if isinstance(side, syntax.Attribute) and side.attr in ("status_code", "status"):
                options = other.elements if isinstance(other, syntax.Collection) else (other,)
                yield side.value, tuple(it for it in map(_status, options) if it is not None)


def _status(node: syntax.Expr) -> int | None:
    """201, `status.HTTP_201_CREATED`, `HTTPStatus.CREATED`, `codes.CREATED`"""
    if isinstance(node, syntax.Constant):
        return node.value if isinstance(node.value, int) else None
    name = syntax.last_name(node) or ""
    if found := re.match(r"HTTP_(\d{3})", name):
        return int(found[1])
    return HTTPStatus[name].value if name in HTTPStatus.__members__ else None
