"""Which routes reach a table: what all routes reach, found once for all who ask."""

from dataclasses import dataclass

from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.values import Table
from lsp_server.project.names.modules import Modules
from lsp_server.project.reach.link import Reacher
from lsp_server.project.routes.link import routes_in
from lsp_server.project.routes.values import Route


@dataclass(frozen=True, slots=True)
class Reached:
    """A route, and the tables that it works on by their files and qualified names."""

    route: Route
    tables: frozenset[tuple[str, str]]


def reaching(modules: Modules, table: Table) -> tuple[Route, ...]:
    """The routes that work on a table, in the order of files and declarations."""
    wanted = (table.path, table.symbol.name)
    return tuple(it.route for it in everywhere(modules, reached_in) if wanted in it.tables)


@tracked
def reached_in(modules: Modules, path: str) -> tuple[Reached, ...]:
    """What the routes that a file declares reach."""
    reacher = Reacher(modules)
    return tuple(
        Reached(it, frozenset((one.path, one.symbol.name) for one in reacher.of_route(it).tables))
        for it in routes_in(modules, path)
    )
