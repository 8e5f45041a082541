"""Backline's tables and schemas in the words of `reality.py`."""

from typing import Any

from lsp_server.project.models.values import Field, Relationship, Table
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.text import Document


def project(files: dict[str, str]) -> Project:
    """The project that these files are."""
    return of(Document(path, text) for path, text in files.items()).project


def describe(files: dict[str, str]) -> dict[str, Any]:
    found = project(files)
    return {
        "tables": {it.name: _table(found, it) for it in found.tables},
        "schemas": {it.name: {"fields": [_field(one) for one in it.fields]} for it in found.schemas},
    }


def _table(project: Project, it: Table) -> dict[str, Any]:
    names = {one.name: one.column.name for one in it.fields if one.column is not None}
    return {
        "table": it.table,
        "columns": [_column(one) | (_field(one) if it.library == "sqlmodel" else {}) for one in it.fields],
        "relationships": {one.name: _relationship(project, it, one) for one in it.relationships},
        "unique": sorted(sorted(names.get(name, name) for name in one) for one in it.unique),
        "indexes": sorted(sorted(names.get(name, name) for name in one) for one in it.indexes),
    }


def _column(it: Field) -> dict[str, Any]:
    column = it.column
    assert column is not None
    key = column.foreign_key
    return {
        "name": it.name,
        "column": column.name,
        "nullable": column.nullable,
        "primary_key": column.primary_key,
        "unique": column.unique,
        "index": column.index,
        "foreign_key": key.target if key is not None else None,
        "ondelete": key.ondelete if key is not None else None,
        "server_default": column.server_default is not None,
        "onupdate": column.onupdate is not None,
        "autoincrement": column.autoincrement,
        "timezone": column.timezone,
    }


def _relationship(project: Project, table: Table, it: Relationship) -> dict[str, Any]:
    link = project.table(it.link_model, table.path) if it.link_model is not None else None
    assert it.target_symbol is not None, it.name
    return {
        "target": it.target_symbol.name.rpartition(".")[2],
        "many": it.many,
        "back_populates": it.back_populates,
        "secondary": (link.table if link is not None else it.link_model or "").rpartition(".")[2] or None,
        "lazy": it.lazy,
        "cascade_delete": it.cascade_delete,
    }


def _field(it: Field) -> dict[str, Any]:
    limits = {name: getattr(it.constraints, name) for name in it.constraints.__slots__}
    return {
        "name": it.name,
        "required": it.required,
        "factory": it.default_factory is not None,
        "default": it.default is not None,
        "alias": it.alias,
        "constraints": {
            name: float(value) if name in "gegtlelt" else value
            for name, value in sorted(limits.items())
            if value is not None
        },
        "type": describe_type(it.type),
    }


def describe_type(it: Type) -> str:
    mark = "?" if it.optional else ""
    if it.name == "typing.Literal":
        return f"typing.Literal[{', '.join(map(repr, (*it.literals, *([None] if it.optional else []))))}]"
    args = f"[{', '.join(map(describe_type, it.args))}]" if it.args else ""
    return f"{it.name or '-'}{args}{mark}"
