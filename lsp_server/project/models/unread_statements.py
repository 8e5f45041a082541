"""What a class body adds to its table in ways that are not followed here: said, so that no DDL leaves it out."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.models.column_calls import COLUMNS, column_call
from lsp_server.project.models.composites import composite_call
from lsp_server.project.models.values import Table
from lsp_server.project.names.classes import class_bodies, library_name
from lsp_server.project.names.modules import Modules, Symbol

_ARGUMENTS = frozenset({"__table_args__", "__mapper_args__"})


def unread_statements(modules: Modules, table: Table) -> tuple[str, ...]:
    """Statements that make columns inside of other calls, or the table itself: `note = wrapped(Column(String))`."""
    if table.library != "sqlalchemy":
        return ()
    return tuple(_unread(modules, table))


def _unread(modules: Modules, table: Table) -> Iterator[str]:
    for owner, node in class_bodies(modules, table.symbol):
        for it in node.body:
            match it:
                case syntax.Assign(targets=(syntax.Name(id=name),), value=value) if value is not None:
                    is_read = name in _ARGUMENTS or table.field(name) is not None
                    if not is_read and (name == "__table__" or _adds(modules, owner, value)):
                        yield name
                case _:
                    pass


def _adds(modules: Modules, owner: Symbol, value: syntax.Expr) -> bool:
    calls = [it for it in syntax.walk(value) if isinstance(it, syntax.Call)]
    named = {library_name(modules, owner.path, it, owner.name) for it in calls}
    is_read = column_call(modules, owner.path, value, owner.name) or composite_call(modules, owner, value)
    return bool(named & COLUMNS) and not is_read and "sqlalchemy.orm.relationship" not in named
