"""A table: its columns as PostgreSQL has them, relationships, who uses it, and the DDL.

Shown on the name of a table class, where it is defined and wherever it is used.
"""

from collections.abc import Iterable, Sequence

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown
from lsp_server.facts.at import name_at
from lsp_server.project.models.values import Field, Relationship, Table
from lsp_server.project.routes.values import Route
from lsp_server.project.view import Project

_ENOUGH = 8  # of a list; more would hide what comes below


def show(cursor: Cursor) -> Shown | None:
    named = name_at(cursor.facts, cursor.selection)
    table = cursor.project.table(named[0], cursor.path) if named is not None else None
    if named is None or table is None:
        return None
    from lsp_server.sql.ddl import ddl  # imports SQLAlchemy

    made = ddl(cursor.project, table)
    columns = [it for it in table.fields if it.column is not None]
    parts = [f"**{table.name}**: table `{table.table}`, {_count(len(columns), 'column')}, in {table.path}"]
    rows = [(it.name, made.types.get(it.name, it.type.text), _null(it), _notes(it, table)) for it in columns]
    parts.append(_aligned(("column", "type", "null", ""), rows))
    parts += [f"Relationships: {text}" for text in [_relationships(table.relationships)] if text]
    parts += [f"Used by {text}" for text in [_users(table, cursor.project)] if text]
    if made.statements:
        parts.append("```sql\n" + "\n\n".join(f"{_trimmed(it)};" for it in made.statements) + "\n```")
    return Shown("\n\n".join(parts) + "\n", named[1])


def _null(field: Field) -> str:
    return "yes" if field.column is not None and field.column.nullable else ""


def _notes(field: Field, table: Table) -> str:
    column = field.column
    assert column is not None
    notes: list[str] = []
    if column.primary_key:
        notes.append("primary key")
    if column.name != field.name:
        notes.append(f"named {column.name}")
    if column.foreign_key is not None:
        deleted = f" on delete {column.foreign_key.ondelete.lower()}" if column.foreign_key.ondelete else ""
        notes.append(f"→ {column.foreign_key.target}{deleted}")
    if column.unique or (field.name,) in table.unique:
        notes.append("unique")
    if column.index or any(it[:1] == (field.name,) for it in table.indexes):
        notes.append("index")
    if column.server_default is not None:
        notes.append(f"server default {column.server_default}")
    elif field.default not in (None, "None"):
        notes.append(f"default {field.default}")
    elif field.default_factory is not None:
        made = field.default_factory
        notes.append(f"default {made.removeprefix('lambda: ') if made.startswith('lambda: ') else made + '()'}")
    return ", ".join(notes)


def _relationships(found: Iterable[Relationship]) -> str:
    return ", ".join(
        f"`{it.name}` → {'many' if it.many else 'one'} {it.target}"
        + (f" through {it.link_model}" if it.link_model else "")
        + (f" ({it.lazy})" if it.lazy else "")
        for it in found
    )


def _users(table: Table, project: Project) -> str:
    schemas = [it.name for it in project.schemas if it.table == table.name]
    services = [it.name for it in project.services if (it.table, it.table_path) == (table.name, table.path)]
    routes = [f"{it.method} {it.path}" for it in project.routes if _speaks_of(it, table, project)]
    listed = (("schemas", schemas), ("services", services), ("routes", routes))
    return "; ".join(f"{what} {_listed(names)}" for what, names in listed if names)


def _speaks_of(route: Route, table: Table, project: Project) -> bool:
    """Whether a route takes or gives the table or one of its schemas."""
    for it in (route.request, route.response):
        for type_ in (it, *it.args) if it is not None else ():
            if type_.symbol is None:
                continue
            found = project.table_of(type_.symbol)
            schema = project.schema_of(type_.symbol)
            if found is not None and (found.name, found.path) == (table.name, table.path):
                return True
            if schema is not None and schema.table == table.name:
                return True
    return False


def _listed(names: Iterable[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - _ENOUGH} more" if len(unique) > _ENOUGH else ""
    return ", ".join(unique[:_ENOUGH]) + more


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns also stand under each other as plain text."""
    cells = [[_cell(it) for it in line] for line in (head, *rows)]
    widths = [max(3, *(len(line[index]) for line in cells)) for index in range(len(head))]
    lines = [[it.ljust(width) for it, width in zip(line, widths, strict=True)] for line in cells]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _trimmed(statement: str) -> str:
    return "\n".join(it.rstrip() for it in statement.splitlines())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


CARD = Card("model", show)
