"""What belongs to a table: its relatives, its schemas, who serves it, and how others are served."""

from collections.abc import Iterator
from itertools import islice

from lsp_server.agent.brief import Piece
from lsp_server.near.pieces import named_in, of_node, piece, without_repeats
from lsp_server.project.models.values import Table
from lsp_server.project.view import Project

_SCHEMAS, _RELATIVES = 6, 6


def around_table(project: Project, table: Table) -> tuple[Piece, ...]:
    """Most important first. The table itself is not among them."""
    own = of_node(project, table.path, table.node, "the table")
    return without_repeats(_around(project, table), own)


def _around(project: Project, table: Table) -> Iterator[Piece]:
    schemas = [it for it in project.schemas if it.table == table.name]
    for it in schemas[:_SCHEMAS]:
        yield piece(project, it.symbol, f"a schema of {table.name}")
    own = [it for it in project.services if (it.table, it.table_path) == (table.name, table.path)]
    for service in own[:2]:
        if service.node is not None:
            yield of_node(project, service.path, service.node, f"serves {table.name} today")
    yield from islice(_relatives(project, table), _RELATIVES)
    conventions = project.conventions_near(table.path)
    if conventions.provider is not None:
        yield piece(project, conventions.provider.symbol, "provides the session")
    for role, error in sorted(conventions.domain_errors.items()):
        yield piece(project, error, f"the domain error for {role.replace('_', ' ')}")
    example = next((it for it in project.services if it.node is not None and it.table != table.name), None)
    if example is not None and example.node is not None:
        yield of_node(project, example.path, example.node, f"how {example.table} is served in this project")


def _relatives(project: Project, table: Table) -> Iterator[Piece]:
    for relationship in table.relationships:
        if relationship.target_symbol is not None:
            yield piece(project, relationship.target_symbol, f"{table.name}.{relationship.name} leads to it")
    for field in table.fields:
        key = field.column.foreign_key if field.column is not None else None
        target = project.table_by_db_name(key.table, table.path) if key is not None else None
        if target is not None and target.name != table.name:
            yield piece(project, target.symbol, f"{table.name}.{field.name} is a key of it")
    for symbol in named_in(project, table.path, table.node):
        yield piece(project, symbol, f"named in {table.name}")
