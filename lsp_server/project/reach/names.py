"""Names that are worth a look: a cheap question before the work."""

from lsp_server.facts import syntax
from lsp_server.project.incremental.tracked import settled
from lsp_server.project.models.link import link_tables
from lsp_server.project.names.classes import class_bodies
from lsp_server.project.names.modules import Modules


@settled
def relationship_names(modules: Modules) -> frozenset[str]:
    """The names of all relationships of the project."""
    return frozenset(one.name for it in link_tables(modules) for one in it.relationships)


@settled
def methods_of_tables(modules: Modules) -> frozenset[str]:
    """The names of the methods that the project gives its tables, inherited ones included."""
    return frozenset(
        it.name
        for table in link_tables(modules)
        for _, node in class_bodies(modules, table.symbol)
        for it in node.body
        if isinstance(it, syntax.FunctionDef)
    )
