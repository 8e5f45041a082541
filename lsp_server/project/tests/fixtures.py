"""Read the pytest fixtures of a project: what each gives, for how long, and what it needs."""

import re
from collections.abc import Iterator, Mapping

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import class_bodies
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.tests.values import Fixture, FixtureKind

# What a class of a library means for a test. The names are those of httpx, Starlette, SQLModel and SQLAlchemy.
_KINDS: Mapping[str, FixtureKind] = {
    "TestClient": "client",
    "AsyncClient": "client",
    "Session": "session",
    "AsyncSession": "session",
    "Engine": "engine",
    "AsyncEngine": "engine",
    "create_engine": "engine",
    "create_async_engine": "engine",
    "FastAPI": "app",
}
_GENERATORS = frozenset("Generator Iterator Iterable AsyncGenerator AsyncIterator AsyncIterable Annotated".split())


def link_fixtures(modules: Modules) -> tuple[Fixture, ...]:
    """All fixtures of conftest.py files and test modules."""
    return everywhere(modules, fixtures_in)


@tracked
def fixtures_in(modules: Modules, path: str) -> tuple[Fixture, ...]:
    """The fixtures of a file."""
    return tuple(_fixtures(modules.files[path], modules)) if _may_hold(path) else ()


def fixture_near(modules: Modules, path: str, name: str, asking: str = "") -> Fixture | None:
    """The fixture that the test or fixture `asking` in the file `path` gets under a name.

    That of its class or of one above, else its module's, else that of the nearest conftest.py.
    """
    owner = modules.symbol(path, asking.rpartition(".")[0]) if "." in asking else None
    for class_, _ in class_bodies(modules, owner) if owner is not None else ():
        for fixture in fixtures_in(modules, class_.path):
            if fixture.name == name and fixture.function.rpartition(".")[0] == class_.name:
                return fixture
    folders = path.split("/")[:-1]
    above = ("/".join([*folders[:end], "conftest.py"]) for end in range(len(folders), -1, -1))
    for it in (path, *above):
        found = fixtures_in(modules, it) if it in modules.files else ()
        for fixture in found:
            if fixture.name == name and "." not in fixture.function:
                return fixture
    return None


def given_by(modules: Modules, fixture: Fixture) -> Iterator[Placed]:
    """What a fixture returns or yields, wherever it does."""
    for it in modules.files[fixture.path].scope(fixture.function).nodes:
        if isinstance(it, syntax.Yield | syntax.Return) and it.value is not None:
            yield Placed(it.value, fixture.path, fixture.function)


def is_fixture(node: syntax.FunctionDef) -> bool:
    return any(syntax.last_name(it) == "fixture" for it in node.decorators)


def _may_hold(path: str) -> bool:
    stem = path.rpartition("/")[2]
    return stem == "conftest.py" or stem.startswith("test_") or stem.endswith("_test.py")


def _fixtures(facts: FileFacts, modules: Modules) -> Iterator[Fixture]:
    for function, node in facts.functions:
        decorator = next((it for it in node.decorators if syntax.last_name(it) == "fixture"), None)
        if decorator is None:
            continue
        gives = _declared(node) or _given(node)
        found = modules.resolve(facts.path, gives) if gives else None
        symbol = found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None
        name = _word(decorator, "name") or node.name
        yield Fixture(
            name=name,
            path=facts.path,
            function=function,
            node=node,
            scope=_word(decorator, "scope") or "function",
            kind=_kind(name, gives, symbol),
            gives=gives,
            is_async=node.is_async,
            autouse=_is_true(decorator, "autouse"),
            needs=tuple(it.name for it in node.parameters if it.name not in ("self", "cls")),
            symbol=symbol,
            decorator=syntax.dotted(decorator.func if isinstance(decorator, syntax.Call) else decorator) or "",
            loop_scope=_word(decorator, "loop_scope"),
        )


def _kind(name: str, gives: str | None, symbol: Symbol | None) -> FixtureKind:
    if symbol is not None:
        return "row"
    if gives is not None and (kind := _KINDS.get(gives.rpartition(".")[2])):
        return kind
    if "header" in name and gives in (None, "dict", "Dict", "Mapping"):
        return "headers"
    if gives is None and re.fullmatch(r"(test_|async_)?(db|session|db_session)", name):
        return "session"
    return "other"


def _word(decorator: syntax.Expr, keyword: str) -> str | None:
    value = decorator.keyword(keyword) if isinstance(decorator, syntax.Call) else None
    return value.value if isinstance(value, syntax.Constant) and isinstance(value.value, str) else None


def _is_true(decorator: syntax.Expr, keyword: str) -> bool:
    value = decorator.keyword(keyword) if isinstance(decorator, syntax.Call) else None
    return isinstance(value, syntax.Constant) and value.value is True


def _declared(node: syntax.FunctionDef) -> str | None:
    """The class that the annotation promises, out of its generator: `AsyncIterator[AsyncClient]`."""
    annotation = node.returns
    while isinstance(annotation, syntax.Subscript) and syntax.last_name(annotation) in _GENERATORS:
        annotation = annotation.slices[0]
    if isinstance(annotation, syntax.Subscript):
        annotation = annotation.value
    return syntax.dotted(annotation)


def _given(node: syntax.FunctionDef) -> str | None:
    """The class of what is yielded or returned: of a call, or of the name that a call was bound to."""
    values = [it.value for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.Yield | syntax.Return)]
    value = next((it for it in values if it is not None), None)
    if isinstance(value, syntax.Name):
        value = _bound(node, value.id)
    if isinstance(value, syntax.Dict):
        return "dict"
    return syntax.dotted(value.func) if isinstance(value, syntax.Call) else None


def _bound(node: syntax.FunctionDef, name: str) -> syntax.Expr | None:
    for it in syntax.walk_scope(*node.body):
        if isinstance(it, syntax.WithItem) and isinstance(it.target, syntax.Name) and it.target.id == name:
            return it.context
        if isinstance(it, syntax.Assign) and any(isinstance(x, syntax.Name) and x.id == name for x in it.targets):
            return it.value.value if isinstance(it.value, syntax.Await) else it.value
    return None
