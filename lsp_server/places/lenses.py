"""Lines above routes and models that say what else speaks of them: tests, routes, services.

To say where they stand is quick. What they say is found when an editor is about to show it: which routes reach a
table takes a look at all that they call.
"""

from collections.abc import Iterator

from lsp_server.places.outline import route_name
from lsp_server.places.values import Lens, LensKind, Spot, Standing
from lsp_server.project.models.values import Table
from lsp_server.project.view import Project
from lsp_server.text import Span


def lenses(project: Project, path: str, wanted: tuple[str, ...]) -> tuple[Standing, ...]:
    """Where the lenses of the wanted kinds stand in a file, in the order of its text."""
    found = {Standing(it.node.name_span, "tests", it.handler) for it in project.routes_of(path)}
    for table in project.tables_in(path):
        kinds: tuple[LensKind, ...] = ("routes", "services") if any(_serving(project, table)) else ("routes",)
        found |= {Standing(table.node.name_span, kind, table.symbol.name) for kind in kinds}
    return tuple(sorted(it for it in found if it.kind in wanted))


def resolve(project: Project, path: str, it: Standing) -> Lens | None:
    """What a lens says now; None where what it stood on has gone."""
    if it.kind == "tests":
        return _tests(project, path, it.name)
    table = next((one for one in project.tables_in(path) if one.symbol.name == it.name), None)
    if table is None:
        return None
    return _routes(project, table) if it.kind == "routes" else _services(project, table)


def _tests(project: Project, path: str, handler: str) -> Lens | None:
    routes = [it for it in project.routes_of(path) if it.handler == handler]
    tests = dict.fromkeys(one for it in routes for one in project.tests_of(it))
    spots = tuple(Spot(it.path, it.node.name_span, it.name) for it in tests)
    return Lens(_counted(len(spots), "test"), spots) if routes else None


def _routes(project: Project, table: Table) -> Lens:
    reaching = project.routes_reaching(table)
    spots = dict.fromkeys(Spot(it.file, it.node.name_span, route_name(it)) for it in reaching)
    return Lens(_counted(len(spots), "route"), tuple(spots))


def _services(project: Project, table: Table) -> Lens:
    spots = tuple(dict.fromkeys(_serving(project, table)))
    return Lens(spots[0].title if len(spots) == 1 else _counted(len(spots), "service"), spots)


def _serving(project: Project, table: Table) -> Iterator[Spot]:
    """The classes that serve a table; of a module of functions the first of them."""
    for it in project.services:
        if (it.table_path, it.table) == (table.path, table.name):
            spans = [it.node.name_span] if it.node is not None else [one.name_span for one in it.operations.values()]
            yield Spot(it.path, min(spans, default=Span(0, 0)), it.name)


def _counted(number: int, what: str) -> str:
    return f"no {what}s" if number == 0 else f"1 {what}" if number == 1 else f"{number} {what}s"
