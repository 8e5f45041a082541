"""The DDL of a table, as SQLAlchemy would create it."""

from sqlalchemy import Enum, Sequence, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.named_types import CreateEnumType
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateSequence, CreateTable, ExecutableDDLElement
from sqlalchemy.types import NullType

from lsp_server.project.models.naming import naming_convention
from lsp_server.project.models.values import Table as TableFacts
from lsp_server.project.view import Project
from lsp_server.sql.dialect import readable, type_of
from lsp_server.sql.tables import Rebuilt
from lsp_server.sql.values import Ddl, Unknown


def ddl(project: Project, table: TableFacts) -> Ddl:
    """What creates the table in PostgreSQL; no statements where a part of it is not known."""
    rebuilt = Rebuilt(project, naming_convention(project.modules, table))
    try:
        made = rebuilt.table(table)
    except (Unknown, SQLAlchemyError) as error:
        return Ddl((), (str(error),), {})
    types, refused = _types(table, made)
    unsure = (*rebuilt.unsure.get(table.table, ()), *refused)
    if unsure:
        return Ddl((), unsure, types)
    try:
        rebuilt.sketch_targets(table, made)
        return Ddl(tuple(_statements(made)), (), types)
    except (Unknown, SQLAlchemyError) as error:
        return Ddl((), (str(error),), types)


def _types(facts: TableFacts, table: Table) -> tuple[dict[str, str], tuple[str, ...]]:
    """The types of the fields, and what SQLAlchemy's compiler says of those that it refuses."""
    found: dict[str, str] = {}
    refused: list[str] = []
    for field in facts.fields:
        column = table.c.get(field.column.name) if field.column is not None else None
        if column is None or isinstance(column.type, NullType):
            continue
        try:
            found[field.name] = type_of(column)
        except SQLAlchemyError as error:
            refused.append(f"SQLAlchemy refuses the type of {field.name}: {error}")
    return found, tuple(refused)


def _statements(table: Table) -> list[str]:
    dialect = readable()
    enums = {it.type.name: it.type for it in table.columns if isinstance(it.type, Enum) and it.type.native_enum}
    made: list[ExecutableDDLElement] = [
        *(CreateSequence(it.default) for it in table.columns if isinstance(it.default, Sequence)),
        *(CreateEnumType(postgresql.ENUM(*it.enums, name=name)) for name, it in enums.items()),
        CreateTable(table),
        *(CreateIndex(it) for it in sorted(table.indexes, key=lambda it: str(it.name))),
    ]
    return [str(it.compile(dialect=dialect)).strip().replace("\t", "    ") for it in made]
