"""What a class body adds to its table in ways that are not followed here: said, so that no DDL leaves it out."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.models.column_calls import COLUMNS, column_call
from lsp_server.project.models.values import Table
from lsp_server.project.names.classes import class_bodies, library_name
from lsp_server.project.names.constants import source
from lsp_server.project.names.modules import Modules, Symbol

_COMPOSITE = "sqlalchemy.orm.composite"
_CONSTRAINTS = frozenset(
    f"sqlalchemy.{it}"
    for it in ("UniqueConstraint", "Index", "CheckConstraint", "ForeignKeyConstraint", "PrimaryKeyConstraint")
)
_ARGUMENTS = frozenset({"__table_args__", "__mapper_args__"})


def unread_statements(modules: Modules, table: Table) -> tuple[str, ...]:
    """Statements that make columns or constraints inside of other calls: `cast(str, Column(String))`, `composite(…)`.

    A constraint on its own takes effect where it is handed the columns themselves.
    """
    if table.library != "sqlalchemy":
        return ()
    return tuple(_unread(modules, table))


def _unread(modules: Modules, table: Table) -> Iterator[str]:
    for owner, node in class_bodies(modules, table.symbol):
        for it in node.body:
            match it:
                case syntax.Assign(targets=(syntax.Name(id=name),), value=value) if name not in _ARGUMENTS:
                    pass
                case syntax.ExprStmt(value=value):
                    name = ""
                case _:
                    continue
            if value is None or table.field(name) is not None:
                continue
            if name == "__table__" or _adds(modules, table, owner, value):
                yield name or source(modules, owner.path, value)


def _adds(modules: Modules, table: Table, owner: Symbol, value: syntax.Expr) -> bool:
    calls = [it for it in syntax.walk(value) if isinstance(it, syntax.Call)]
    named = {library_name(modules, owner.path, it, owner.name) for it in calls}
    if library_name(modules, owner.path, value, owner.name) in _CONSTRAINTS and isinstance(value, syntax.Call):
        return any(isinstance(it, syntax.Name) and table.field(it.id) for it in value.args)
    if _COMPOSITE in named:
        texts = (it.value for it in syntax.walk(value) if isinstance(it, syntax.Constant))
        if any(isinstance(it, str) and table.field(it) is None for it in texts):
            return True
    is_column = column_call(modules, owner.path, value, owner.name) is not None
    return bool(named & COLUMNS) and not is_column and "sqlalchemy.orm.relationship" not in named
