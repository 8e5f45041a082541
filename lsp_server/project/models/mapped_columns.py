"""One column of SQLAlchemy's declarative mapping: from its call, its annotation and the base's type map."""

from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.models.column_arguments import ColumnCall
from lsp_server.project.models.column_calls import column_call, is_none, timezone_of
from lsp_server.project.models.sql_types import type_map
from lsp_server.project.models.sqlmodel_columns import from_column
from lsp_server.project.models.values import Column
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.constants import source
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.types.link import Annotation, Metadata
from lsp_server.project.types.values import Type


def template_of(modules: Modules, annotation: Annotation | None) -> ColumnCall | None:
    """The mapped_column(...) inside `Annotated[int, mapped_column(primary_key=True)]`."""
    items: tuple[Metadata, ...] = annotation.metadata if annotation is not None else ()
    return next((call for it in items if (call := column_call(modules, it.path, it.node)) is not None), None)


def mapped_column(
    modules: Modules,
    mapped: Symbol,
    name: str,
    call: ColumnCall | None,
    template: ColumnCall | None,
    annotation: Annotation | None,
) -> Column:
    """The column of the attribute `name` of the class `mapped`: by call, annotation and template."""
    column = from_column(modules, name, call or ColumnCall(mapped.path))
    if template is not None:
        column = _merged(modules, name, column, call, template)
    said = [it.flag(modules, "nullable") for it in (call, template) if it is not None]
    listens = call is None or call.listens
    if annotation is not None and listens and all(it is None for it in said) and not column.primary_key:
        column = replace(column, nullable=annotation.type.optional)
    untyped = column.sql_type is None and column.timezone is None and not column.typed_by_key
    if annotation is not None and listens and untyped:
        sql_type, timezone = _mapped_type(modules, mapped, annotation.type)
        column = replace(column, sql_type=sql_type, timezone=timezone)
    return column


def _merged(modules: Modules, name: str, own: Column, call: ColumnCall | None, template: ColumnCall) -> Column:
    """What the annotation's template says, where the class's own mapped_column(...) is silent."""
    base = from_column(modules, name, template)
    if call is None:
        return base
    is_key = own.primary_key or base.primary_key
    nullable = call.flag(modules, "nullable")
    sql_type = own.sql_type or base.sql_type
    return Column(
        name=call.name or base.name,
        sql_type=sql_type,
        nullable=(base.nullable if nullable is None else nullable) and not is_key,
        primary_key=is_key,
        unique=own.unique or base.unique,
        index=own.index or base.index,
        foreign_key=own.foreign_key or base.foreign_key,
        timezone=own.timezone if own.sql_type else base.timezone,
        server_default=own.server_default or base.server_default,
        onupdate=own.onupdate or base.onupdate,
        numbering=base.numbering if own.numbering is None else own.numbering,
        sequence=own.sequence or base.sequence,
        doubt=own.doubt or base.doubt,
        typed_by_key=sql_type is None and (own.typed_by_key or base.typed_by_key),
        checks=(*base.checks, *own.checks),
    )


def _mapped_type(modules: Modules, mapped: Symbol, type_: Type) -> tuple[str | None, bool | None]:
    """What the base's type_annotation_map makes of a type; SQLAlchemy's own default for date-times is without zone."""
    path, node = type_map(modules, mapped, type_.name)
    if node is not None:
        return source(modules, path, node), timezone_of(modules, path, node)
    return None, False if type_.name == "datetime.datetime" else None


def defaults_of(modules: Modules, calls: list[ColumnCall]) -> tuple[str | None, str | None]:
    """The Python-side default: a value or an SQL expression, or else a function that makes it."""
    for call in calls:
        for keyword in ("default", "insert_default", "default_factory"):
            node = call.keywords.get(keyword)
            if node is None or is_none(modules, call.path, node):
                continue
            text = source(modules, call.path, node)
            return (None, text) if keyword == "default_factory" or _is_function(modules, call, node) else (text, None)
    return None, None


def _is_function(modules: Modules, call: ColumnCall, node: syntax.Expr) -> bool:
    if isinstance(node, syntax.Lambda):
        return True
    name = syntax.dotted(node)
    found = lookup(modules, call.path, "", name) if name is not None else None
    if isinstance(found, External):
        return True
    return isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef | syntax.ClassDef)
