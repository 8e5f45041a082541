"""The DDL of a table, as SQLAlchemy would create it."""

from dataclasses import dataclass

from sqlalchemy import Enum, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.named_types import CreateEnumType
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from lsp_server.project.models import Table as TableFacts
from lsp_server.project.view import Project
from lsp_server.sql.dialect import readable
from lsp_server.sql.interpret import Unknown
from lsp_server.sql.tables import Rebuilt


@dataclass(frozen=True, slots=True)
class Ddl:
    """`statements` without semicolons: types, the table, its indexes. `unsure` says why there are none."""

    statements: tuple[str, ...]
    unsure: tuple[str, ...] = ()


def ddl(project: Project, table: TableFacts) -> Ddl:
    """What creates the table in PostgreSQL; nothing where a part of it is not known."""
    rebuilt = Rebuilt(project)
    try:
        made = rebuilt.table(table)
        unsure = rebuilt.unsure.get(table.table, [])
        return Ddl((), tuple(unsure)) if unsure else Ddl(tuple(_statements(made)))
    except (Unknown, SQLAlchemyError) as error:
        return Ddl((), (str(error),))


def column_types(project: Project, table: TableFacts) -> dict[str, str]:
    """The PostgreSQL type of each field, such as "VARCHAR(50)", where it is known."""
    rebuilt, dialect = Rebuilt(project), readable()
    try:
        made = rebuilt.table(table)
    except (Unknown, SQLAlchemyError):
        return {}
    found: dict[str, str] = {}
    for field in table.fields:
        if field.column is not None and field.column.name in made.c:
            try:
                found[field.name] = made.c[field.column.name].type.compile(dialect)
            except SQLAlchemyError:
                continue  # a type that is not known
    return found


def _statements(table: Table) -> list[str]:
    dialect = readable()
    enums = {it.type.name: it.type for it in table.columns if isinstance(it.type, Enum) and it.type.native_enum}
    made: list[ExecutableDDLElement] = [
        *(CreateEnumType(postgresql.ENUM(*it.enums, name=name)) for name, it in enums.items()),
        CreateTable(table),
        *(CreateIndex(it) for it in sorted(table.indexes, key=lambda it: str(it.name))),
    ]
    return [str(it.compile(dialect=dialect)).strip().replace("\t", "    ") for it in made]
