"""A table: its columns as PostgreSQL has them, relationships, who uses it, and the DDL.

Shown on the name of a table class, where it is defined and wherever it is used.
"""

from collections.abc import Iterator

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, counted, facts_table, link, link_to, place
from lsp_server.facts.at import name_at
from lsp_server.markup import Block, Code, Line, Link, Part, Piece, Strong, Table, Words, joined
from lsp_server.project.models import values
from lsp_server.project.models.values import Field, Relationship
from lsp_server.project.names.classes import key
from lsp_server.project.routes.uses import speaking_of
from lsp_server.project.routes.values import Route
from lsp_server.project.view import Project

NUMBER = {True: "many ", False: "one ", None: ""}  # of what is at the far side of a relationship; None: not known


def show(cursor: Cursor) -> Shown | None:
    named = name_at(cursor.facts, cursor.selection)
    table = cursor.project.table(named[0], cursor.path) if named is not None else None
    if named is None or table is None:
        return None
    from lsp_server.sql.kept import ddl_of  # not needed at start

    project = cursor.project
    made = ddl_of(project, table)
    columns = [it for it in table.fields if it.column is not None]
    where = place(project, table.path, table.node.name_span.start)
    parts: list[Part] = [
        Line(
            (
                Strong("Table"),
                *((" ", Code(table.table)) if table.table else ()),
                " of ",
                Code(table.name),
                "" if table.table else ", whose name in the database is not known",
                f", {counted(len(columns), 'known column' if table.unread else 'column')}, in ",
                where,
            )
        )
    ]
    rows = [
        ((Code(it.name),), (Code(made.types.get(it.name, it.type.text)),), (_null(it),), notes(it, table, project))
        for it in columns
    ]
    if rows:
        parts.append(Table(("column", "type", "null", ""), tuple(rows)))
    used = facts_table(
        ("further columns", _further(table)),
        ("relationships", joined(_relationship(it, project) for it in table.relationships)),
        *_users(table, project),
        ("DDL", _doubt(table, made.unsure)),
    )
    parts += [used] if used is not None else []
    if made.statements:
        parts.append(Block("sql", "\n\n".join(f"{it};" for it in made.statements)))
    return Shown(tuple(parts), named[1])


def _further(table: values.Table) -> Words:
    """Why there is no DDL: not all columns are known."""
    if not table.unread:
        return ()
    return (*joined((Code(it),) for it in table.unread), " may bring some, so the DDL is not known")


def _doubt(table: values.Table, unsure: tuple[str, ...]) -> Words:
    """Why there is no DDL though all columns are known."""
    if table.unread or not unsure:
        return ()
    more = f" (and {len(unsure) - 1} more)" if len(unsure) > 1 else ""
    reason = unsure[0].replace(".)", ")").rstrip(".")
    reason = f"the {reason.removeprefix('The ')}" if reason.startswith("The ") else reason
    return (f"not known: {reason}{more}",)


def notes(field: Field, table: values.Table, project: Project) -> Words:
    """What else there is to know of a column: keys, indexes, its default."""
    said = (default_of(field), update_of(field))
    return joined([*_keys(field, table, project), *(it for it in said if it)])


def in_database(field: Field, table: values.Table, project: Project) -> Words:
    """What else the database knows of a column: keys, indexes, the server's default."""
    column = field.column
    by_server = column is not None and column.server_default is not None
    return joined([*_keys(field, table, project), *([default_of(field)] if by_server else [])])


def _keys(field: Field, table: values.Table, project: Project) -> list[Words]:
    column = field.column
    assert column is not None
    found: list[Words] = []
    if column.primary_key:
        found.append(("primary key",))
    if column.name != field.name:
        found.append(("named ", Code(column.name)))
    if column.foreign_key is not None:
        key = column.foreign_key
        deleted = f" on delete {key.ondelete.lower()}" if key.ondelete else ""
        found.append(("→ ", target(key, table, project), deleted))
    if table.is_unique(field):
        found.append(("unique",))
    if table.is_indexed(field):
        found.append(("index",))
    return found


def target(key: values.ForeignKey, table: values.Table, project: Project) -> Piece:
    """The column that a foreign key points to, as a link where the project has its table."""
    other = project.table_by_db_name(key.table, table.path)
    field = next((it for it in other.fields if it.column and it.column.name == key.column), None) if other else None
    return link(project, key.target, field.path, field.span.start) if field is not None else Code(key.target)


def default_of(field: Field) -> Words:
    """The default of a column, by the server or else by Python."""
    if field.column is not None and field.column.server_default is not None:
        return ("server default ", Code(field.column.server_default))
    if field.default not in (None, "None"):
        return ("default ", Code(field.default or ""))
    if field.default_factory is not None:
        made = field.default_factory
        return ("default ", Code(made.removeprefix("lambda: ") if made.startswith("lambda: ") else made + "()"))
    return ()


def update_of(field: Field) -> Words:
    """What Python puts in whenever the row changes."""
    given = field.column.onupdate if field.column is not None else None
    return ("on each update ", Code(given.removeprefix("lambda: "))) if given is not None else ()


def _null(field: Field) -> str:
    return "yes" if field.column is not None and field.column.nullable else ""


def _relationship(it: Relationship, project: Project) -> Words:
    name = link(project, it.name, it.path, it.span.start)
    other: Piece = link_to(project, it.target_symbol) if it.target_symbol is not None else Code(it.target)
    through: Words = (" through ", Code(it.link_model)) if it.link_model else ()
    return (name, " → ", NUMBER[it.many], other, *through, f" ({it.lazy})" if it.lazy else "")


def _users(table: values.Table, project: Project) -> Iterator[tuple[str, Words]]:
    schemas = [it for it in project.schemas if it.table == table.name]
    yield "schemas", joined((link_to(project, it.symbol),) for it in schemas)
    services = (it for it in project.services if (it.table, it.table_path) == (table.name, table.path))
    yield "services", joined((Link(it.name, it.path, 1),) for it in services)
    yield (
        "routes",
        joined(
            (link(project, f"{it.method} {it.path}", it.file, it.node.name_span.start),)
            for it in _routes(table, schemas, project)
        ),
    )


def _routes(table: values.Table, schemas: list[values.Schema], project: Project) -> Iterator[Route]:
    """The routes that take or give the table or a schema of it, and those that work on its rows."""
    speaking = speaking_of(project.modules, {key(table.symbol), *(key(it.symbol) for it in schemas)})
    wanted = {_declared(it) for it in (*speaking, *project.routes_reaching(table))}
    return (it for it in project.routes if _declared(it) in wanted)


def _declared(route: Route) -> tuple[str, str, str, int]:
    """What tells two routes apart: comparing them whole would compare their syntax."""
    return route.method, route.path, route.declared_in, route.span.start


CARD = Card("model", show)
