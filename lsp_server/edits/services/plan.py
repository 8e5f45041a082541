"""What is to be written for a table: decided from facts and conventions, before any text exists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lsp_server.edits.services.constraint_names import Named, foreign_keys, naming_convention, unique_constraints
from lsp_server.edits.services.placement import Placement, place_schemas, place_service
from lsp_server.project.models.values import Field, Relationship, Schema, SchemaRole, Table
from lsp_server.project.names.modules import External, Symbol
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.entity_names import EntityName
from lsp_server.project.services.errors import ErrorStyle
from lsp_server.project.services.link import OPERATIONS, Operation, Service, SessionUse, Shape
from lsp_server.project.sessions.values import SessionKind
from lsp_server.project.view import Project

_SECRET = re.compile(r"(^|_)(hashed|hash|secret|password|passwd|api_key|private_key|token|salt)(_|$)|password")
_NOT_SECRET = re.compile(
    r"^(secret_(name|identity|santa)|token_(count|type|limit)|tokens_.*|.*_tokens|password_changed_at|.*_(at|count|id))$"
)
_CREATED = frozenset("created_at created_on created date_created creation_date inserted_at".split())
_UPDATED = frozenset(
    "updated_at updated_on updated modified_at modified last_updated last_modified date_updated".split()
)
_MOMENTS = ("datetime.datetime", "datetime")

WrittenRole = Literal["create", "update", "public"]


@dataclass(frozen=True)
class SchemaPlan:
    """One schema: an existing one (`schema`), or one to be written into `path`."""

    name: str
    path: str
    schema: Schema | None


@dataclass(frozen=True)
class Loaded:
    """A relationship to load with the row, and those to load with its rows."""

    owner: Table
    relationship: Relationship
    below: tuple["Loaded", ...]


@dataclass(frozen=True)
class Plan:
    """All decisions for one table."""

    project: Project
    table: Table
    entity: EntityName
    conventions: Conventions
    existing: Service | None
    operations: tuple[Operation, ...]  # to be written
    names: Mapping[Operation, str]
    place: Placement
    shape: Shape
    class_name: str
    session: SessionUse
    kind: SessionKind
    flush_only: bool
    errors: ErrorStyle
    schemas: Mapping[WrittenRole, SchemaPlan]
    key: tuple[Field, ...]
    scope: Field | None
    soft_delete: Field | None
    touched: Field | None  # updated_at, where nothing but the service keeps it
    given: tuple[Field, ...]  # required by the table, in no schema: keyword arguments of create
    shown: tuple[Loaded, ...]
    unique: tuple[Named, ...]
    parents: tuple[tuple[str, Field], ...]

    @property
    def is_async(self) -> bool:
        return self.kind.endswith("-async")

    @property
    def is_sqlmodel(self) -> bool:
        """Whether the table (not the session) is SQLModel's."""
        return self.table.library == "sqlmodel"


def make_plan(project: Project, table: Table, existing: Service | None, missing: tuple[Operation, ...]) -> Plan:
    conventions = project.conventions_near(existing.path if existing else table.path)
    entity = EntityName(table.name)
    shape: Shape = existing.shape if existing else conventions.shape.value
    place = place_service(project, table, entity, conventions, existing)
    if not existing and place.join is not None:
        shape = place.join.shape
    class_name = existing.name if existing else f"{table.name}{conventions.class_suffix.value}"
    scope = next((it for name in conventions.scopes if (it := table.field(name)) and it.column), None)
    kind = _session_kind(project, conventions, existing, table)
    session = (
        existing.session
        if existing and existing.session
        else SessionUse(
            conventions.session_name.value, conventions.session_attribute.value, None, conventions.keyword_only.value
        )
    )
    schemas = _schemas(project, table, conventions)
    key = table.primary_key
    plan = Plan(
        project=project,
        table=table,
        entity=entity,
        conventions=conventions,
        existing=existing,
        operations=missing,
        names=_names(entity, conventions, existing),
        place=place,
        shape=shape,
        class_name=class_name,
        session=session,
        kind=kind,
        flush_only=bool(conventions.provider and conventions.provider.commits),
        errors=conventions.errors.value,
        schemas=schemas,
        key=key,
        scope=scope if scope not in key else None,
        soft_delete=_soft_delete(table),
        touched=_touched(table),
        given=(),
        shown=_shown(project, table, schemas["public"].schema),
        unique=unique_constraints(table, naming_convention(project.files)),
        parents=foreign_keys(table, naming_convention(project.files)),
    )
    return replace(plan, given=tuple(it for it in table.fields if _must_be_given(plan, it)))


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
    if column is None or field.type.name not in _MOMENTS:
        return field.name in _CREATED | _UPDATED
    return (
        field.name in _CREATED | _UPDATED
        or field.default_factory is not None
        or column.server_default is not None
        or column.onupdate is not None
    )


def in_create(plan: Plan, field: Field) -> bool:
    """Whether a client gives this field when it creates a row."""
    return not (
        field.column is None
        or generated_by_database(field, plan.table)
        or field in (plan.scope, plan.soft_delete)
        or is_secret(field)
        or is_kept_by_model(field)
    )


def in_update(plan: Plan, field: Field) -> bool:
    return in_create(plan, field) and not (field.column and field.column.primary_key)


def in_public(plan: Plan, field: Field) -> bool:
    return field.column is not None and field != plan.soft_delete and not is_secret(field)


def _must_be_given(plan: Plan, field: Field) -> bool:
    column = field.column
    if column is None or not field.required or field == plan.scope or generated_by_database(field, plan.table):
        return False
    if column.server_default is not None or (column.nullable and field.default is not None):
        return False
    schema = plan.schemas["create"].schema
    return schema.field(field.name) is None if schema else not in_create(plan, field)


def _names(entity: EntityName, conventions: Conventions, existing: Service | None) -> Mapping[Operation, str]:
    found = {}
    for it in OPERATIONS:
        if existing and it in existing.operations:
            found[it] = existing.operations[it].name
        else:
            pattern = conventions.names[it].value
            if not conventions.names[it].found and _bare(existing, conventions):
                pattern = {"list": "list_all"}.get(it, it)
            found[it] = pattern.replace("{one}", entity.snake).replace("{many}", entity.plural)
    return found


def _bare(existing: Service | None, conventions: Conventions) -> bool:
    """Whether the names around are bare (`create`, `get`): then the missing ones are too."""
    if existing and existing.operations:
        return all(
            "_" not in it.name.removesuffix("_by_id").removeprefix("get_all") for it in existing.operations.values()
        )
    found = [it.value for it in conventions.names.values() if it.found]
    return bool(found) and not any("{" in it for it in found)


def _session_kind(project: Project, conventions: Conventions, existing: Service | None, table: Table) -> SessionKind:
    if conventions.provider is not None:
        return conventions.provider.kind
    for it in (existing, *project.services) if existing else project.services:
        if it.session and it.session.annotation:
            found = project.modules.resolve(it.path, it.session.annotation)
            match found:
                case External(name="sqlmodel.ext.asyncio.session.AsyncSession"):
                    return "sqlmodel-async"
                case External(name=name) if name.endswith("AsyncSession"):
                    return "sqlalchemy-async"
                case External(name="sqlmodel.Session"):
                    return "sqlmodel-sync"
                case External(name="sqlalchemy.orm.Session"):
                    return "sqlalchemy-sync"
                case _:
                    pass
    library = table.library
    return f"{library}-async" if conventions.is_async.value else f"{library}-sync"  # type: ignore[return-value]


def _schemas(project: Project, table: Table, conventions: Conventions) -> Mapping[WrittenRole, SchemaPlan]:
    path = place_schemas(project, table, conventions)
    found: dict[WrittenRole, SchemaPlan] = {}
    roles: tuple[WrittenRole, ...] = ("create", "update", "public")
    for role in roles:
        schema = _schema_of(project, table, role)
        name = f"{table.name}{conventions.schema_suffix[role].value}"
        found[role] = SchemaPlan(schema.name if schema else name, schema.path if schema else path, schema)
    return found


def _schema_of(project: Project, table: Table, role: SchemaRole) -> Schema | None:
    """The table's schema for a role; of several the plainest name, in the nearest file."""
    found = [it for it in project.schemas if it.table == table.name and it.role == role and _means(project, it, table)]
    return min(found, key=lambda it: (len(it.name), it.path != table.path), default=None)


def _means(project: Project, schema: Schema, table: Table) -> bool:
    """Two packages of a monorepo may both have a Task: the schema goes with the nearest one."""
    same = [it for it in project.tables if it.name == table.name]
    if len(same) < 2:
        return True
    root = project.import_root(table.path)
    return schema.path.startswith(f"{root}/" if root else "")


def _soft_delete(table: Table) -> Field | None:
    for name in ("deleted_at", "is_deleted", "deleted"):
        found = table.field(name)
        if found is not None and found.column is not None and found.type.name in (*_MOMENTS, "bool"):
            return found
    return None


def _touched(table: Table) -> Field | None:
    for it in table.fields:
        if it.name in _UPDATED and it.column is not None and it.column.onupdate is None and it.type.name in _MOMENTS:
            return it
    return None


def _shown(project: Project, table: Table, public: Schema | None, depth: int = 3) -> tuple[Loaded, ...]:
    """The relationships of `table` that a public schema shows, and what those show in turn."""
    if public is None or depth == 0:
        return ()
    found = []
    for field in public.fields:
        relationship = table.relationship(field.name)
        if relationship is None:
            continue
        target = relationship.target_symbol
        other = next((it for it in project.tables if target and (it.path, it.name) == (target.path, target.name)), None)
        inner = field.type.args[0] if field.type.args else field.type
        schema = _schema_at(project, inner.symbol)
        below = _shown(project, other, schema, depth - 1) if other else ()
        found.append(Loaded(table, relationship, below))
    return tuple(found)


def _schema_at(project: Project, symbol: Symbol | None) -> Schema | None:
    if symbol is None:
        return None
    return next((it for it in project.schemas if (it.path, it.name) == (symbol.path, symbol.name)), None)
