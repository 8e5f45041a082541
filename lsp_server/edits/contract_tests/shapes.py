"""What an answer looks like: one thing, a list of things, or an envelope around a list."""

import re
from dataclasses import dataclass, replace

from lsp_server.project.models.values import Field, Schema, Table
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project

_LISTS = frozenset(("list", "set", "tuple", "collections.abc.Sequence"))


@dataclass(frozen=True, slots=True)
class Shape:
    """`item` is what the answer is about; None where that is not known (a plain dict, a scalar, nothing)."""

    item: Schema | Table | None
    many: bool = False
    items_key: str | None = None  # of the envelope's list; None: the answer is the list itself
    total_key: str | None = None  # of the envelope's count of all rows
    keys: tuple[str, ...] = ()  # all keys of the envelope


def class_of(project: Project, type_: Type | None) -> Schema | Table | None:
    """The schema or table that a type names."""
    if type_ is None or type_.symbol is None:
        return None
    return project.table_of(type_.symbol) or project.schema_of(type_.symbol)


def shape_of(project: Project, response: Type | None) -> Shape:
    """The shape of what a route declares to return."""
    if response is None or response.name in ("", "None", "dict", "typing.Any"):
        return Shape(None)
    if response.name in _LISTS:
        return Shape(class_of(project, response.args[0] if response.args else None), many=True)
    found = class_of(project, response)
    if isinstance(found, Schema) and (envelope := _envelope(project, found, response)) is not None:
        return envelope
    return Shape(found)


def key_of(field: Field) -> str:
    """The key under which a field travels."""
    return field.alias or field.name


def _envelope(project: Project, schema: Schema, response: Type) -> Shape | None:
    """A schema of a list and what belongs to it: a count, the page, a cursor."""
    lists = [it for it in schema.fields if it.type.name in _LISTS and it.type.args]
    rest = [it for it in schema.fields if it not in lists]
    if len(lists) != 1 or any(class_of(project, it.type) for it in rest):
        return None
    if not (schema.role == "list" or all(_is_about_the_page(it.name) for it in rest)):
        return None
    inner = lists[0].type.args[0]
    item = class_of(project, inner) or class_of(project, response.args[0] if response.args else None)
    total = next(
        (key_of(it) for it in rest if re.fullmatch(r"(total|count)(_?(count|items|results|rows))?", it.name)), None
    )
    return replace(
        Shape(item, many=True, items_key=key_of(lists[0]), total_key=total), keys=tuple(map(key_of, schema.fields))
    )


def _is_about_the_page(name: str) -> bool:
    return bool(re.search(r"total|count|page|size|limit|offset|skip|next|prev|cursor|has_|more", name.lower()))
