"""Tables that inherit from tables: joined to their parent's table, or sharing it."""

from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.models.declarative import mapped_above
from lsp_server.project.models.values import Table
from lsp_server.project.view import Project


def ancestors(project: Project, table: Table) -> tuple[Table, ...]:
    """The tables that `table` inherits from, the root first; none for SQLModel, which does not map such classes."""
    above = mapped_above(project.modules, table.symbol) if table.library == "sqlalchemy" else None
    parent = project.table_of(above) if above is not None else None
    return (*ancestors(project, parent), parent) if parent is not None else ()


def whole(project: Project, table: Table) -> Table:
    """The table with the fields of its ancestors first; the key is the root's, which SQLAlchemy hands down."""
    above = ancestors(project, table)
    if not above:
        return table
    found = {it.name: it for it in above[0].fields}
    for each in (*above[1:], table):
        own_key = {it.name for it in each.primary_key if it.column and it.column.foreign_key}
        found |= {it.name: it for it in each.fields if it.name not in own_key and it.name not in found}
    relations = {it.name: it for each in (*above, table) for it in each.relationships}
    return replace(table, fields=tuple(found.values()), relationships=tuple(relations.values()))


def discriminator(project: Project, table: Table) -> str | None:
    """The field that `polymorphic_on` names, which SQLAlchemy sets by itself."""
    for each in (*ancestors(project, table), table):
        for node in syntax.walk(*each.node.body):
            match node:
                case syntax.Dict(items=items):
                    given = [value for key, value in items if _is_on(key)]
                case syntax.Keyword(arg="polymorphic_on", value=value):
                    given = [value]
                case _:
                    given = []
            for it in given:
                return (
                    it.value if isinstance(it, syntax.Constant) and isinstance(it.value, str) else syntax.last_name(it)
                )
    return None


def _is_on(key: syntax.Expr | None) -> bool:
    return isinstance(key, syntax.Constant) and key.value == "polymorphic_on"
