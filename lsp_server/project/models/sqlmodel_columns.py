"""The column that SQLModel makes of a field (0.0.50: `get_column_from_field`)."""

from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.models.column_arguments import ColumnCall, computed_flag
from lsp_server.project.models.column_calls import column_call, read_arguments, split_key, timezone_of
from lsp_server.project.models.fields import Declared
from lsp_server.project.models.values import Column, ForeignKey
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.constants import source, text_of, truth_of
from lsp_server.project.names.modules import Modules
from lsp_server.project.names.versions import pinned

_AWARE = (0, 0, 45)  # the first version of SQLModel that makes aware columns of a plain `datetime`


def sqlmodel_column(modules: Modules, it: Declared) -> Column:
    """The column of a table's field. Only the last Field(...) counts, as SQLModel has it."""
    last = it.calls[-1] if it.calls else None
    if last is None or not isinstance(last.node, syntax.Call):
        return Column(it.name, None, _takes_none(modules, it), timezone=_inferred_timezone(modules, it))
    call, path = last.node, last.path
    own = column_call(modules, path, call.keyword("sa_column"), it.owner.name)
    return from_column(modules, it.name, own) if own is not None else _from_field(modules, it, call, path)


def from_column(modules: Modules, name: str, call: ColumnCall) -> Column:
    """A column as `Column(...)` makes it: nullable unless it says otherwise, whatever the annotation says."""
    primary_key = call.flag(modules, "primary_key") or False
    nullable = call.flag(modules, "nullable")
    generated = call.server_generated
    return Column(
        name=call.name or name,
        sql_type=source(modules, call.path, call.type) if call.type is not None else None,
        nullable=not primary_key if nullable is None else nullable,
        primary_key=primary_key,
        unique=call.flag(modules, "unique") or False,
        index=call.flag(modules, "index") or False,
        foreign_key=call.foreign_key,
        timezone=timezone_of(modules, call.path, call.type),
        server_default=call.text(modules, "server_default")
        or (source(modules, call.path, generated) if generated is not None else None),
        onupdate=call.text(modules, "onupdate"),
        numbering=call.flag(modules, "autoincrement"),
        sequence=source(modules, call.path, call.sequence) if call.sequence is not None else None,
        doubt=call.doubts(modules),
        typed_by_key=call.type is None and call.points,
        checks=tuple(source(modules, call.path, it) for it in call.checks),
    )


def _from_field(modules: Modules, it: Declared, call: syntax.Call, path: str) -> Column:
    extra = _column_arguments(modules, call, path)
    key = truth_of(modules, path, call.keyword("primary_key"), it.owner.name) or False
    nullable = truth_of(modules, path, call.keyword("nullable"), it.owner.name)
    nullable = (not key and _takes_none(modules, it)) if nullable is None else nullable
    sql_type = call.keyword("sa_type")
    timezone = timezone_of(modules, path, sql_type) if sql_type is not None else _inferred_timezone(modules, it)
    made = from_column(modules, it.name, extra)
    extra_key = extra.flag(modules, "primary_key")
    extra_nullable = extra.flag(modules, "nullable")
    return replace(
        made,
        sql_type=source(modules, path, sql_type) if sql_type is not None else None,
        primary_key=key if extra_key is None else extra_key,
        nullable=nullable if extra_nullable is None else extra_nullable,
        unique=_either(extra.flag(modules, "unique"), truth_of(modules, path, call.keyword("unique"))),
        index=_either(extra.flag(modules, "index"), truth_of(modules, path, call.keyword("index"))),
        foreign_key=_foreign_key(modules, it, call, path) or made.foreign_key,
        doubt=made.doubt or computed_flag(modules, path, {it.arg: it.value for it in call.keywords if it.arg}),
        typed_by_key=False,  # SQLModel makes a type of the annotation before it looks at keys
        timezone=timezone,
    )


def _either(kwargs: bool | None, own: bool | None) -> bool:
    """What sa_column_kwargs says wins over the field's own keyword."""
    return (own or False) if kwargs is None else kwargs


def _column_arguments(modules: Modules, call: syntax.Call, path: str) -> ColumnCall:
    """sa_column_args and sa_column_kwargs, as the arguments of the Column(...) that SQLModel makes with them."""
    keywords: list[syntax.Keyword] = []
    match call.keyword("sa_column_kwargs"):
        case syntax.Dict(items=items):
            for key, value in items:
                if isinstance(key, syntax.Constant) and isinstance(key.value, str):
                    keywords.append(syntax.Keyword(value.span, key.value, value))
        case syntax.Call(func=syntax.Name(id="dict"), keywords=given):
            keywords += given
        case _:
            pass
    args = call.keyword("sa_column_args")
    elements = args.elements if isinstance(args, syntax.Collection) else ()
    return read_arguments(modules, path, elements, tuple(keywords))


def _foreign_key(modules: Modules, it: Declared, call: syntax.Call, path: str) -> ForeignKey | None:
    target = text_of(modules, path, call.keyword("foreign_key"), it.owner.name)
    return split_key(target, text_of(modules, path, call.keyword("ondelete"), it.owner.name)) if target else None


def _takes_none(modules: Modules, it: Declared) -> bool:
    """Whether the field takes None: by its annotation, and in pydantic 1 by its default too."""
    if it.annotation.type.optional:
        return True
    default = it.node.value
    if isinstance(default, syntax.Call):
        default = default.argument(0, "default")
    is_none = isinstance(default, syntax.Constant) and default.value is None
    version = pinned(modules, "pydantic", it.owner.path) if is_none else None
    return version is not None and version < (2,)


def _inferred_timezone(modules: Modules, it: Declared) -> bool | None:
    """What the annotation alone tells.

    A plain `datetime` depends on SQLModel's version: naive before 0.0.45, with time zone since; None where the
    project pins no version.
    """
    names = [library_name(modules, meta.path, meta.node) for meta in it.annotation.metadata]
    if "pydantic.NaiveDatetime" in names:
        return False
    if "pydantic.AwareDatetime" in names:
        return True
    version = pinned(modules, "sqlmodel", it.owner.path)
    return version >= _AWARE if version is not None else None
