"""`backline models`: every table with its columns and relationships."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from lsp_server.cli.output import format_option, show_json, show_line, show_table
from lsp_server.cli.workspace import Workspace, open_workspace, root_option
from lsp_server.project.models.values import Field, Relationship, Table


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@format_option
@root_option
def models(path: Path, output: str, root: Path | None) -> None:
    """List the tables of the project.

    With PATH, those in that file or folder.
    """
    workspace = open_workspace((path,), root)
    chosen = [it for it in workspace.snapshot.project.tables if workspace.is_below(it.path, path)]
    if output == "json":
        show_json([as_json(workspace, it) for it in chosen])
    elif not chosen:
        show_line("There are no tables here.")
    else:
        rows = (
            (
                it.name,
                it.table or "not known",
                _columns(it),
                ", ".join(r.name for r in it.relationships),
                _place(workspace, it),
            )
            for it in chosen
        )
        show_table(("model", "table", "columns", "relationships", "place"), rows)


def _place(workspace: Workspace, it: Table) -> str:
    return f"{workspace.shown(it.path)}:{_line(workspace, it)}"


def _line(workspace: Workspace, it: Table) -> int:
    return workspace.document(it.path).line_and_column(it.node.name_span.start)[0]


def _columns(table: Table) -> str:
    key = ", ".join(it.name for it in table.primary_key)
    known = f"{sum(it.column is not None for it in table.fields)}{' known' if table.unread else ''}"
    if not key:
        return known if table.unread else "none is the key"
    return f"{known}, key {key}"


def as_json(workspace: Workspace, it: Table) -> dict[str, Any]:
    """A table as docs/json.md describes it."""
    from lsp_server.sql.ddl import ddl  # SQLAlchemy takes a while to import, and the table for people needs it not

    types = ddl(workspace.snapshot.project, it).types
    return {
        "name": it.name,
        "table": it.table,
        "file": it.path,
        "line": _line(workspace, it),
        "complete": not it.unread,
        "columns": [_column(it, field, types) for field in it.fields if field.column is not None],
        "relationships": [_relationship(each) for each in it.relationships],
    }


def _column(table: Table, field: Field, types: Mapping[str, str]) -> dict[str, Any]:
    column = field.column
    assert column is not None, "only columns are asked for"
    return {
        "name": column.name,
        "type": types.get(field.name) or column.sql_type or field.type.text,
        "nullable": column.nullable,
        "primary_key": column.primary_key,
        "index": table.is_indexed(field),
        "unique": table.is_unique(field),
        "foreign_key": column.foreign_key.target if column.foreign_key is not None else None,
    }


def _relationship(it: Relationship) -> dict[str, Any]:
    return {
        "name": it.name,
        "target": it.target,
        "many": it.many,
        "back_populates": it.back_populates,
        "link_model": it.link_model,
    }
