"""A schema: the table that it belongs to, and field by field where the two differ.

Shown on the name of a pydantic or SQLModel class without a table, where it is defined and wherever it is used.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, counted, facts_table, limits, link, link_to, place, type_words
from lsp_server.facts.at import name_at
from lsp_server.markup import Code, Line, Part, Strong, Words, joined
from lsp_server.markup import Table as Rows
from lsp_server.project.models.values import Field, Schema, Table
from lsp_server.project.names.classes import key
from lsp_server.project.names.nearest import nearest
from lsp_server.project.routes.uses import speaking_of
from lsp_server.project.view import Project

_MOST = 40
_TEXT = frozenset({"str", "pydantic.EmailStr"})


def show(cursor: Cursor) -> Shown | None:
    named = name_at(cursor.facts, cursor.selection)
    schema = cursor.project.schema(named[0], cursor.path) if named is not None else None
    if named is None or schema is None:
        return None
    project = cursor.project
    table = nearest((it for it in project.tables if it.name == schema.table), schema.path) if schema.table else None
    of: Words = (" of table ", link_to(project, table.symbol)) if table is not None else ()
    where = place(project, schema.path, schema.node.name_span.start)
    head = (Strong("Schema"), " ", Code(schema.name), *of, f", {counted(len(schema.fields), 'field')}, in ", where)
    parts: list[Part] = [Line(head)]
    if schema.fields:
        rows = tuple(_row(it, table, project) for it in schema.fields[:_MOST])
        parts.append(Rows(("field", "type", "", f"in {table.name}" if table is not None else ""), rows))
    missing = [it for it in table.fields if schema.field(it.name) is None] if table is not None else []
    said = facts_table(
        ("further fields", (str(len(schema.fields) - _MOST),) if len(schema.fields) > _MOST else ()),
        ("only in the table", joined((link(project, it.name, it.path, it.span.start),) for it in missing)),
        ("other keys", ("refused (extra=forbid)",) if schema.extra_forbid else ()),
        ("routes", joined(_routes(schema, project))),
    )
    parts += [said] if said is not None else []
    return Shown(tuple(parts), named[1])


def _row(it: Field, table: Table | None, project: Project) -> tuple[Words, ...]:
    need: Words = ("required",) if it.required else ("default ", Code(it.default)) if it.default else ("optional",)
    checked = limits(it)
    name: Words = (link(project, it.alias or it.name, it.path, it.span.start),)
    return (
        name,
        type_words(project, it.type),
        (*need, *((", ", *checked) if checked else ())),
        _compared(it, table, project),
    )


def _compared(it: Field, table: Table | None, project: Project) -> Words:
    """What is different in the table; nothing where the two say the same."""
    if table is None:
        return ()
    column = table.field(it.name)
    if column is None:
        if table.relationship(it.name) is not None:
            return ("relationship",)
        return ("not known",) if table.unread else ("not there",)
    found: list[Words] = []
    if (column.type.name, column.type.args) != (it.type.name, it.type.args) and column.type.text != it.type.text:
        found.append((Code(column.type.text),))
    elif column.type.optional != it.type.optional:
        found.append(("may be None" if column.type.optional else "never None",))
    there = _with_length(column, table, project)
    if limits(there) != limits(it):
        found.append(limits(there) or _unlimited(column, table, project))
    return joined(one for one in found if one)


def _with_length(column: Field, table: Table, project: Project) -> Field:
    """The column with the length of its type in the database: a limit as good as pydantic's."""
    if column.type.name not in _TEXT or column.constraints.max_length is not None:
        return column
    from lsp_server.sql.kept import ddl_of  # not needed at start

    length = re.fullmatch(r"(?:VAR)?CHAR\((\d+)\)", ddl_of(project, table).types.get(column.name, ""))
    return replace(column, constraints=replace(column.constraints, max_length=int(length[1]))) if length else column


def _unlimited(column: Field, table: Table, project: Project) -> Words:
    """That the database takes any value; nothing where a constraint may look at it, or the type is not known."""
    from lsp_server.sql.kept import ddl_of  # not needed at start

    made = ddl_of(project, table)
    known = made.statements and column.name in made.types
    return ("no limits",) if known and not any("CHECK" in it for it in made.statements) else ()


def _routes(schema: Schema, project: Project) -> Iterator[Words]:
    for it in speaking_of(project.modules, {key(schema.symbol)}):
        yield (link(project, f"{it.method} {it.path}", it.file, it.node.name_span.start),)


CARD = Card("schema", show)
