"""How to store a row of each table that a test needs: made-up values, parents first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.edits.change import Refusal
from lsp_server.edits.contract_tests.names import module_name, snake
from lsp_server.edits.contract_tests.schema_values import made_up
from lsp_server.edits.contract_tests.subject import table_named
from lsp_server.edits.contract_tests.values import Value, Want, value
from lsp_server.edits.imports import Wanted
from lsp_server.project.models.values import Constraints, Field, Table
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project

# What stays empty in a row that is simply there: marks of an end, and what is only known later.
_LATER = re.compile(r"(delet|archiv|complet|revok|expir|lock|disabl|cancel|finish|clos|last_|used_)")


@dataclass(frozen=True, slots=True)
class Parent:
    """A foreign key: `column` of the row takes `attribute` of a row made by `factory`."""

    column: str
    factory: str
    table: Table
    attribute: str


@dataclass(frozen=True, slots=True)
class Factory:
    """The helper that stores a row: `add_hero(session, **values)`."""

    table: Table
    parents: tuple[Parent, ...]
    values: tuple[tuple[str, Value], ...]
    imports: frozenset[Wanted]

    @property
    def name(self) -> str:
        return factory_name(self.table)


def factory_name(table: Table) -> str:
    return f"add_{snake(table.name)}"


def factories(project: Project, tables: tuple[Table, ...]) -> tuple[Factory, ...] | Refusal:
    """A factory for each of `tables` and for every table that their rows refer to, in that order."""
    done: dict[tuple[str, str], Factory] = {}
    left = list(tables)
    while left:
        table = left.pop(0)
        if (table.path, table.name) in done:
            continue
        made = _factory(project, table)
        if isinstance(made, Refusal):
            return made
        done[table.path, table.name] = made
        left += [it.table for it in made.parents]
    return tuple(done.values())


def unique_fields(table: Table) -> frozenset[str]:
    """Fields that must differ from row to row, alone or as the last part of a combination."""
    alone = {it.name for it in table.fields if it.column and it.column.unique}
    primary = {it.name for it in table.primary_key} if len(table.primary_key) == 1 else set()
    parts = {name for names in table.unique for name in names if not _refers(table, name)}
    return frozenset(alone | primary | parts)


def keeps_time_zones(table: Table, field: Field) -> bool:
    """Whether a date-time column takes aware values.

    SQLModel 0.0.50 makes them so unless told otherwise; older ones did not, which shows in the naive
    defaults of the table's other columns.
    """
    naive = re.compile(r"utcnow|\bnow(\(\))?$")
    factories_ = (it.default_factory or "" for it in table.fields if it.type.name == "datetime.datetime")
    if field.column is not None and field.column.timezone is not None and "timezone" in (field.column.sql_type or ""):
        return field.column.timezone
    return not (field.column and field.column.timezone is False) and not any(map(naive.search, factories_))


def column_limits(field: Field) -> Constraints:
    """What the field's class demands, and the length that its column has room for."""
    length = (
        re.search(r"(?:String|VARCHAR|AutoString|CHAR)\((?:length=)?(\d+)\)", field.column.sql_type or "")
        if field.column
        else None
    )
    numeric = (
        re.search(r"(?:Numeric|DECIMAL|NUMERIC)\((?:precision=)?(\d+), *(?:scale=)?(\d+)", field.column.sql_type or "")
        if field.column
        else None
    )
    limits = field.constraints
    if length and limits.max_length is None:
        limits = replace(limits, max_length=int(length[1]))
    if numeric and limits.decimal_places is None:
        limits = replace(limits, max_digits=int(numeric[1]), decimal_places=int(numeric[2]))
    return limits


def json_of(expression: str, type_: Type) -> str:
    """The JSON spelling of a Python value that `expression` holds."""
    if type_.enum is not None:
        # A member of a `str` enumeration equals its text, also where the column gives the text itself.
        return expression if type_.enum.mixin else f"{expression}.value"
    if type_.name in ("uuid.UUID", "decimal.Decimal"):
        return f"str({expression})"
    if type_.name in ("datetime.datetime", "datetime.date", "datetime.time"):
        return f"{expression}.isoformat()"
    return expression


def _refers(table: Table, name: str) -> bool:
    field = table.field(name)
    return bool(field and field.column and field.column.foreign_key)


def _factory(project: Project, table: Table) -> Factory | Refusal:
    parents, values = list(_parents(project, table)), []
    given = {it.column for it in parents}
    unique = unique_fields(table)
    imports: set[Wanted] = set()
    for field in table.fields:
        if field.name not in given and (made := _document(project, table, field)) is not None:
            values.append((field.name, made))
            continue
        if field.name in given or not _needed(field):
            continue
        aware = keeps_time_zones(table, field)
        made = value(Want(field.name, field.type, column_limits(field), field.name in unique, aware))
        if made is not None:
            values.append((field.name, made))
            imports |= made.imports
            if field.type.enum is not None:
                imports.add((module_name(project.modules, field.type.enum.symbol.path), field.type.enum.symbol.name))
        elif _demanded(field):
            why = f"Backline has no {field.type.text} for the field {field.name}"
            if not field.type.text:
                why = f"the code does not tell the type of its field {field.name}"
            return Refusal(f"A row of {table.name} can't be made up: {why}.")
    return Factory(table, tuple(parents), tuple(values), frozenset(imports))


def _document(project: Project, table: Table, field: Field) -> Value | None:
    """A JSON column takes the shape that a schema of the table gives it."""
    if field.type.name not in ("dict", "list"):
        return None
    for schema in project.schemas:
        inside = schema.field(field.name) if schema.table == table.name else None
        if inside is not None and inside.type.name not in ("dict", "list", ""):
            made = made_up(project, inside, 0, False, True, None)
            return None if made is None else Value(made.json, made.json, unique=made.unique)
    return None


def _parents(project: Project, table: Table) -> Iterator[Parent]:
    for field in table.fields:
        key = field.column.foreign_key if field.column else None
        target = table_named(project, key.table) if key else None
        if key is None or target is None or field.default not in (None, "None"):
            continue
        # An optional reference that leads back here stays empty: a tree's root, a team without captain.
        if field.column and field.column.nullable and _leads_to(project, target, table):
            continue
        attribute = next((it.name for it in target.fields if it.column and it.column.name == key.column), key.column)
        yield Parent(field.name, factory_name(target), target, attribute)


def _leads_to(project: Project, start: Table, goal: Table) -> bool:
    seen: set[tuple[str, str]] = set()
    left = [start]
    while left:
        table = left.pop()
        if (table.path, table.name) == (goal.path, goal.name):
            return True
        if (table.path, table.name) in seen:
            continue
        seen.add((table.path, table.name))
        keys = (it.column.foreign_key for it in table.fields if it.column and it.column.foreign_key)
        left += [it for it in (table_named(project, key.table) for key in keys if key) if it]
    return False


def _needed(field: Field) -> bool:
    """Whether a made-up value is worth giving: it is demanded, or it would otherwise stay empty."""
    column = field.column
    if column is None or column.autoincrement or field.default_factory or column.server_default or column.foreign_key:
        return _demanded(field) if column and column.foreign_key else False
    if field.default not in (None, "None"):
        return False
    return field.required or not column.nullable or not _LATER.search(field.name)


def _demanded(field: Field) -> bool:
    column = field.column
    return bool(
        column
        and not column.nullable
        and not column.autoincrement
        and not column.server_default
        and not field.default_factory
        and field.default in (None, "None")
    )
