"""Valid values for the fields of a body, nested schemas included."""

from collections.abc import Iterator
from dataclasses import fields, replace

from lsp_server.edits.contract_tests.shapes import class_of, key_of
from lsp_server.edits.contract_tests.values import Value, Want, value
from lsp_server.project.models.values import Constraints, Field, Schema, Table
from lsp_server.project.view import Project


def fields_of(schema: Schema | Table) -> tuple[Field, ...]:
    """What a client may send."""
    if isinstance(schema, Table):
        return tuple(it for it in schema.fields if not (it.column and (it.column.autoincrement or it.default_factory)))
    return schema.fields


def made_up(
    project: Project,
    field: Field,
    variant: int,
    unique: bool,
    aware: bool,
    of_column: Constraints | None,
    depth: int = 0,
) -> Value | None:
    """A valid value for a field of a body; nested schemas become dicts."""
    limits = stricter(field.constraints, of_column)
    nested = class_of(project, field.type)
    if nested is not None:
        return object_value(project, nested, variant, depth)
    if field.type.name in ("list", "set", "collections.abc.Sequence") and field.type.args:
        inner = class_of(project, field.type.args[0])
        if inner is not None:
            made = object_value(project, inner, variant, depth)
            return None if made is None else Value(f"[{made.json}]", "", made.imports, made.unique, made.same)
        if field.name.endswith("_ids"):
            return Value("[]", "") if not limits.min_length else None
    return value(Want(field.name, field.type, limits, unique, aware, variant))


def stricter(one: Constraints, other: Constraints | None) -> Constraints:
    """A schema's limits, with the room that the column leaves where the schema says nothing."""
    if other is None:
        return one
    missing = {it.name: getattr(other, it.name) for it in fields(one) if getattr(one, it.name) is None}
    return replace(one, **missing)


def object_value(project: Project, schema: Schema | Table, variant: int, depth: int) -> Value | None:
    if depth > 3:
        return None
    parts = list(_parts(project, schema, variant, depth))
    if any(made is None and field.required for field, made in parts):
        return None
    known = [(field, made) for field, made in parts if made is not None]
    text = ", ".join(f'"{key_of(field)}": {made.json}' for field, made in known)
    return Value(
        f"{{{text}}}", "", frozenset().union(*(it.imports for _, it in known)), any(it.unique for _, it in known)
    )


def _parts(project: Project, schema: Schema | Table, variant: int, depth: int) -> Iterator[tuple[Field, Value | None]]:
    for field in fields_of(schema):
        yield field, made_up(project, field, variant, False, True, None, depth + 1)
