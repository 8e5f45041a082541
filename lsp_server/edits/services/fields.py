"""Who gives the value of a field: the client, the service's caller, the model or the database."""

import re
from dataclasses import dataclass

from lsp_server.project.models.values import Field, Schema, Table

MOMENTS = ("datetime.datetime", "datetime")
UPDATED = frozenset(
    "updated_at updated_on updated modified_at modified last_updated last_modified date_updated".split()
)
_CREATED = frozenset("created_at created_on created date_created creation_date inserted_at".split())
_SECRET = re.compile(r"(^|_)(hashed|hash|secret|password|passwd|api_key|private_key|token|salt)(_|$)|password")
_NOT_SECRET = re.compile(
    r"^(secret_(name|identity|santa)|token_(count|type|limit)|tokens_.*|.*_tokens|password_changed_at|.*_(at|count|id))$"
)


@dataclass(frozen=True)
class Roles:
    """The fields of one table by who gives them.

    `scope` is the owner or tenant column, `kind` the field that tells the classes of an inheritance apart.
    """

    table: Table
    scope: Field | None = None
    kind: str | None = None

    @property
    def deleted(self) -> tuple[Field, ...]:
        """The marks of a soft delete; the first one is what queries ask for."""
        return soft_delete(self.table)

    def in_create(self, field: Field) -> bool:
        """Whether a client gives this field when it creates a row."""
        return not (
            field.column is None
            or generated_by_database(field, self.table)
            or field == self.scope
            or field in self.deleted
            or is_secret(field)
            or is_kept_by_model(field)
            or field.name == self.kind
        )

    def in_update(self, field: Field) -> bool:
        return self.in_create(field) and not (field.column and field.column.primary_key)

    def in_public(self, field: Field) -> bool:
        return field.column is not None and field not in self.deleted and not is_secret(field)

    def must_be_given(self, field: Field, create: Schema | None) -> bool:
        """Whether a row can't be made without this field, and no client sends it: `create` is what clients send."""
        column = field.column
        if column is None or not field.required or field == self.scope or generated_by_database(field, self.table):
            return False
        if column.server_default is not None or (column.nullable and field.default is not None):
            return False
        if field.name == self.kind:
            return False
        return create.field(field.name) is None if create else not self.in_create(field)


def can_change(table: Table) -> bool:
    """Whether a row has anything to update: a link of two keys has not."""
    roles = Roles(table)
    return any(roles.in_update(it) for it in table.fields)


def generated_by_database(field: Field, table: Table) -> bool:
    """Whether nobody but the database or the model gives the value of this key."""
    column = field.column
    return (
        column is not None
        and column.primary_key
        and (
            column.autoincrement
            or field.default_factory is not None
            or column.server_default is not None
            or (not field.required and column.foreign_key is None and len(table.primary_key) == 1)
        )
    )


def is_secret(field: Field) -> bool:
    """Whether the name says that clients must neither read nor simply write it."""
    name = field.name.lower()
    return bool(_SECRET.search(name)) and not _NOT_SECRET.match(name)


def is_kept_by_model(field: Field) -> bool:
    """Timestamps that the model, the database or the service sets: no client gives them."""
    column = field.column
    if column is None or field.type.name not in MOMENTS:
        return field.name in _CREATED | UPDATED
    return (
        field.name in _CREATED | UPDATED
        or field.default_factory is not None
        or column.server_default is not None
        or column.onupdate is not None
    )


def soft_delete(table: Table) -> tuple[Field, ...]:
    """The columns that say that a row is deleted: a stamp, a flag, or both."""
    found = (table.field(name) for name in ("deleted_at", "is_deleted", "deleted"))
    return tuple(it for it in found if it is not None and it.column is not None and it.type.name in (*MOMENTS, "bool"))


def touched(table: Table) -> Field | None:
    """`updated_at`, where neither the model nor the database keeps it."""
    for it in table.fields:
        if it.name in UPDATED and it.column is not None and it.column.onupdate is None and it.type.name in MOMENTS:
            return it
    return None
