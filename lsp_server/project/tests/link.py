"""Read the tests and fixtures of a project, as pytest 9 would find them with its default patterns."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.incremental.tracked import everywhere, tracked
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.tests.fixtures import is_fixture
from lsp_server.project.tests.values import ClientCall, Test
from lsp_server.text import Span

_METHODS = frozenset("get post put patch delete head options".split())


def link_tests(modules: Modules) -> tuple[Test, ...]:
    """All tests of the project, in the order of files and lines."""
    return everywhere(modules, tests_in)


@tracked
def tests_in(modules: Modules, path: str) -> tuple[Test, ...]:
    """The tests of a file."""
    return tuple(_tests(modules.files[path], modules)) if is_test_file(path) else ()


def is_test_file(path: str) -> bool:
    """Whether pytest collects the file."""
    stem = path.rpartition("/")[2]
    return stem.endswith(".py") and (stem.startswith("test_") or stem.endswith("_test.py"))


def _tests(facts: FileFacts, modules: Modules) -> Iterator[Test]:
    of_module = _marks(facts.assignments.get("pytestmark"))
    for name, node in facts.functions:
        owner = facts.definitions.get(name.rpartition(".")[0]) if "." in name else None
        if not node.name.startswith("test") or is_fixture(node):
            continue
        if "." in name and not (isinstance(owner, syntax.ClassDef) and owner.name.startswith("Test")):
            continue
        of_class = tuple(_mark(it) for it in owner.decorators) if owner else ()
        marks = tuple(filter(None, (*(_mark(it) for it in node.decorators), *of_class, *of_module)))
        fixtures = tuple(it.name for it in node.parameters if it.name not in ("self", "cls"))
        yield Test(name, facts.path, node, fixtures, tuple(_calls(node, facts.path, modules)), marks)


def _marks(node: syntax.Assign | syntax.TypeAlias | None) -> tuple[str, ...]:
    """Of `pytestmark = …`, one or a list."""
    value = node.value if isinstance(node, syntax.Assign) else None
    elements = value.elements if isinstance(value, syntax.Collection) else (value,)
    return tuple(filter(None, map(_mark, elements)))


def _mark(node: syntax.Expr | None) -> str | None:
    """`pytest.mark.asyncio`, with `(loop_scope="session")` where it says so."""
    name = syntax.dotted(node.func if isinstance(node, syntax.Call) else node)
    if name is None or ".mark." not in f".{name}":
        return None
    scope = node.keyword("loop_scope") if isinstance(node, syntax.Call) else None
    loop = scope.value if isinstance(scope, syntax.Constant) else None
    return f'{name}(loop_scope="{loop}")' if isinstance(loop, str) else name


# --------------------------------------------------------------------------- requests and what is asserted of them


def _calls(test: syntax.FunctionDef, path: str, modules: Modules) -> Iterator[ClientCall]:
    nodes = list(syntax.walk_scope(*test.body))
    requests = {it.span: it for it in nodes if isinstance(it, syntax.Call) and _method(it)}
    answers: dict[str, list[tuple[int, syntax.Call]]] = {}
    for node in nodes:
        if isinstance(node, syntax.Assign) and (call := _request_in(node.value, requests)):
            for target in node.targets:
                if isinstance(target, syntax.Name):
                    answers.setdefault(target.id, []).append((node.span.start, call))
    statuses: dict[Span, tuple[int, ...]] = {}
    for node in nodes:
        if isinstance(node, syntax.Assert):
            for asked, accepted in _asserted(node.test):
                call = _request_in(asked, requests)
                if isinstance(asked, syntax.Name):
                    before = [it for at, it in answers.get(asked.id, []) if at < node.span.start]
                    call = before[-1] if before else None
                if call is not None:
                    statuses[call.span] = statuses.get(call.span, ()) + accepted
    for call in requests.values():
        if (url := _url(call)) is not None and (said := _text(url, path, modules)) is not None:
            route_name = said.removeprefix("\0") if said.startswith("\0") else None
            bare, _, query = said.partition("?") if route_name is None else ("", "", "")
            bare = re.sub(r"^https?://[^/]*", "", bare)
            if route_name or "/" in bare:
                names = (*re.findall(r"(?:^|&)(\w+)=", query), *_dict_keys(call.keyword("params")))
                yield ClientCall(
                    _method(call) or "", bare, route_name, names, statuses.get(call.span, ()), call.span, url.span
                )


def _method(call: syntax.Call) -> str | None:
    """The HTTP method, if the call can be a client's request."""
    if not isinstance(call.func, syntax.Attribute):
        return None
    if call.func.attr in _METHODS and (call.args or call.keyword("url")):
        return call.func.attr.upper()
    method = call.argument(0, "method") if call.func.attr == "request" else None
    return method.value.upper() if isinstance(method, syntax.Constant) and isinstance(method.value, str) else None


def _url(call: syntax.Call) -> syntax.Expr | None:
    is_request = isinstance(call.func, syntax.Attribute) and call.func.attr == "request"
    return call.argument(1 if is_request else 0, "url")


def _request_in(node: syntax.Expr | None, requests: Mapping[Span, syntax.Call]) -> syntax.Call | None:
    node = node.value if isinstance(node, syntax.Await) else node
    return requests.get(node.span) if isinstance(node, syntax.Call) else None


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


def _text(node: syntax.Expr, path: str, modules: Modules) -> str | None:
    """The text of a URL expression with `{}` for what is not known; "\\0name" for a route's name; None: no text."""
    match node:
        case syntax.Constant(value=str(text)):
            return text
        case syntax.JoinedStr(values=values):
            parts = (it.value if isinstance(it, syntax.Constant) else _text(it, path, modules) or "{}" for it in values)
            return "".join(str(it) for it in parts)
        case syntax.BinOp(left=left, op="+", right=right):
            return (_text(left, path, modules) or "{}") + (_text(right, path, modules) or "{}")
        case syntax.Name(id=name):
            found = modules.resolve(path, name)
            value = found.node.value if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign) else None
            return _text(value, found.path, modules) if isinstance(found, Symbol) and value is not None else None
        case syntax.Call(func=syntax.Attribute(attr="url_path_for" | "url_for"), args=(first, *_)):
            route = first.value if isinstance(first, syntax.Constant) else None
            return f"\0{route}" if isinstance(route, str) else None
        case _:
            return None


def _dict_keys(node: syntax.Expr | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, syntax.Dict) else ()
    return tuple(key.value for key, _ in items if isinstance(key, syntax.Constant) and isinstance(key.value, str))
