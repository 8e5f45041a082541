"""What a function stands on and who stands on it; a route with all that runs on its behalf."""

from collections.abc import Iterator

from lsp_server.agent.brief import Piece
from lsp_server.facts import syntax
from lsp_server.near.pieces import named_in, of_node, piece, without_repeats
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routes.values import Route
from lsp_server.project.view import Project

_MOST = 14


def around_code(project: Project, path: str, node: syntax.Node) -> tuple[Piece, ...]:
    """What a definition, or any code of a file, names: its own neighbours, then theirs."""
    own = of_node(project, path, node, "")
    found = [piece(project, it, "named in the selected code") for it in named_in(project, path, node, depth=2)]
    return without_repeats([*_reached(project, path, node), *found], own)[:_MOST]


def around_route(project: Project, route: Route) -> tuple[Piece, ...]:
    """What runs on behalf of a route, what it takes and gives, and a test that sends requests like it."""
    own = of_node(project, route.file, route.node, "")
    return without_repeats(_around_route(project, route), own)[:_MOST]


def _around_route(project: Project, route: Route) -> Iterator[Piece]:
    for type_, why in ((route.request, "what it takes"), (route.response, "what it answers")):
        for symbol in () if type_ is None else [it for it in (type_.symbol, *(x.symbol for x in type_.args)) if it]:
            yield piece(project, symbol, why)
    for work in project.reach(route).works[1:8]:
        yield piece(project, work.function, "runs on its behalf")
    tests = project.tests_of(route) or tuple(
        it for other in project.routes_of(route.file) for it in project.tests_of(other)
    )
    for test in tests[:2]:
        yield of_node(project, test.path, test.node, "a test of this file's routes")
    for it in project.fixtures:
        if it.kind in ("client", "session") and it.path.endswith("conftest.py"):
            yield of_node(project, it.path, it.node, "a fixture of the tests")
    for symbol in named_in(project, route.file, route.node):
        yield piece(project, symbol, "named in the handler")


def _reached(project: Project, path: str, node: syntax.Node) -> Iterator[Piece]:
    """The functions that a function calls, methods of injected objects among them."""
    names = [name for name, it in project.files[path].definitions.items() if it is node]
    if not names or not isinstance(node, syntax.FunctionDef):
        return
    for work in project.reacher.of_function(Symbol(path, names[0], node)).works[1:6]:
        yield piece(project, work.function, "called from the selected code")
