"""A column: its type in the database, keys, indexes and defaults, what pydantic checks, and the DDL that makes it.

Shown on a field of a table class, on `Hero.name` and on the same attribute of a query's rows, and on a foreign key's
string.
"""

import re

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, facts_table, limits, place
from lsp_server.cards.model import default_of, in_database, update_of
from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.markup import Block, Code, Line, Part, Strong, Words, joined
from lsp_server.project.models.values import Column, Field, Table
from lsp_server.text import Span


def show(cursor: Cursor) -> Shown | None:
    found = attribute_at(cursor)
    field = found[0].field(found[1]) if found is not None else None
    if found is None or field is None or field.column is None:
        return None
    from lsp_server.sql.kept import ddl_of  # not needed at start

    table, column, project = found[0], field.column, cursor.project
    made = ddl_of(project, table)
    type_ = made.types.get(field.name, field.type.text)
    null = "NULL" if column.nullable else "NOT NULL"
    parts: list[Part] = [
        Line(
            (
                Strong("Column"),
                " ",
                Code(f"{table.label}.{column.name if table.table else field.name}"),
                ": ",
                Code(f"{type_} {null}"),
            )
        )
    ]
    said = facts_table(
        ("attribute", (Code(f"{table.name}.{field.name}: {field.type.text}"),)),
        ("declared", (place(project, field.path, field.span.start), *_owner(field.owner, table))),
        ("in the database", in_database(field, table, project)),
        ("in Python", joined(_in_python(field, column))),
        ("checked", limits(field)),
    )
    parts += [said] if said is not None else []
    lines = "\n".join(_ddl(made.statements, column))
    return Shown((*parts, Block("sql", lines)) if lines else tuple(parts), found[2])


def attribute_at(cursor: Cursor) -> tuple[Table, str, Span] | None:
    """The table's attribute under the cursor: declared, read of the class or of a query's row, or a foreign key."""
    around = nodes_at(cursor.facts, cursor.selection)
    match around[:1]:
        case (syntax.Name(id=name, span=span),):
            return _declared(cursor, name, span)
        case (syntax.Attribute(value=value, attr=name, attr_span=span),) if span.contains(cursor.selection):
            owner = syntax.dotted(value)
            table = cursor.project.table(owner, cursor.path) if owner is not None else None
            return (table, name, span) if table is not None else _of_row(cursor, span)
        case (syntax.Constant(value=str(text), span=span),) if text.count(".") in (1, 2):
            return _foreign_key(cursor, text, span)
        case _:
            return None


def _declared(cursor: Cursor, name: str, span: Span) -> tuple[Table, str, Span] | None:
    enclosing = cursor.facts.enclosing(cursor.selection)
    if not enclosing or not isinstance(enclosing[0][1], syntax.ClassDef):
        return None
    is_target = any(
        isinstance(it, syntax.Assign) and it.targets and it.targets[0].span == span for it in enclosing[0][1].body
    )
    tables = cursor.project.tables_in(cursor.path) if is_target else ()
    table = next((it for it in tables if it.symbol.name == enclosing[0][0]), None)
    return (table, name, span) if table is not None else None


def _of_row(cursor: Cursor, span: Span) -> tuple[Table, str, Span] | None:
    """`hero.name`, where `hero` is a row of a query of the function."""
    scope = next((name for name, it in cursor.facts.enclosing(span) if isinstance(it, syntax.FunctionDef)), "")
    flow = cursor.project.flow(cursor.path, scope) if scope else None
    for query in flow.queries if flow is not None else ():
        for use in query.uses_of("column", "relationship", "written"):
            if isinstance(use.node, syntax.Attribute) and use.node.attr_span == span and use.table is not None:
                return use.table, use.name, span
    return None


def _foreign_key(cursor: Cursor, text: str, span: Span) -> tuple[Table, str, Span] | None:
    table_name, _, column = text.rpartition(".")
    table = cursor.project.table_by_db_name(table_name, cursor.path)
    fields = table.fields if table is not None else ()
    field = next((it for it in fields if it.column is not None and it.column.name == column), None)
    return (table, field.name, span) if table is not None and field is not None else None


def _in_python(field: Field, column: Column) -> list[Words]:
    """What the program gives the column a value by: none of it is known to the database."""
    said = (default_of(field) if column.server_default is None else (), update_of(field))
    return [it for it in said if it]


def _owner(owner: str, table: Table) -> Words:
    return (" by ", Code(owner)) if owner != table.name else ()


def _ddl(statements: tuple[str, ...], column: Column) -> list[str]:
    """The lines of the DDL that speak of the column: its own, its constraints, its indexes."""
    word = re.compile(rf'(?<![\w"]){re.escape(column.name)}(?!\w)|"{re.escape(column.name)}"')
    found: list[str] = []
    for statement in statements:
        if statement.startswith("CREATE TABLE"):
            lines = [it.strip().removesuffix(",") for it in statement.splitlines()[1:-1]]
            own = [it for it in lines if it.startswith((f"{column.name} ", f'"{column.name}" '))]
            keys = [
                it for it in lines if it not in own and re.match(r"(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK)\b", it)
            ]
            found += own + [it for it in keys if word.search(it.partition("REFERENCES")[0].partition("(")[2])]
        elif "INDEX" in statement and word.search(statement.partition("(")[2]):
            found.append(f"{statement};")
    return found


CARD = Card("column", show)
