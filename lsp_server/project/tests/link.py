"""Read the tests and fixtures of a project, as pytest 9 would find them with its default patterns."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.modules import Modules
from lsp_server.project.tests.fixtures import is_fixture
from lsp_server.project.tests.requests import client_calls
from lsp_server.project.tests.values import Test


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
        yield Test(name, facts.path, node, fixtures, tuple(client_calls(modules, facts.path, name, node)), marks)


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
