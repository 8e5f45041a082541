"""What is to be written for a table: decided from facts and conventions, before any text exists."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lsp_server.edits.services.constraint_names import Named, foreign_keys, naming_convention, unique_constraints
from lsp_server.edits.services.family import Family, family_of
from lsp_server.edits.services.fields import Roles, soft_delete, touched
from lsp_server.edits.services.finder import Finder, finder_of
from lsp_server.edits.services.inheritance import ancestors, discriminator, whole
from lsp_server.edits.services.names import operation_names
from lsp_server.edits.services.placement import Placement, place_service
from lsp_server.edits.services.refusals import Refusals, read_refusals
from lsp_server.edits.services.schema_plan import Loaded, SchemaPlan, WrittenRole, plan_schemas, shown
from lsp_server.edits.services.session_kind import provider_for, session_kind
from lsp_server.edits.services.style import Style, read_style
from lsp_server.project.models.values import Field, Table
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.entity_names import EntityName
from lsp_server.project.services.session_use import session_of
from lsp_server.project.services.values import Operation, Service, SessionUse, Shape
from lsp_server.project.sessions.values import SessionKind, SessionProvider
from lsp_server.project.view import Project


@dataclass(frozen=True)
class Plan:
    """All decisions for one table."""

    project: Project
    table: Table  # with the fields of the tables that it inherits from
    entity: EntityName
    conventions: Conventions
    style: Style
    refusals: Refusals
    existing: Service | None
    family: Family | None
    operations: tuple[Operation, ...]  # to be written
    names: Mapping[Operation, str]
    place: Placement
    shape: Shape
    class_name: str
    session: SessionUse
    kind: SessionKind
    provider: SessionProvider | None  # whose sessions it works with
    flush_only: bool
    schemas: Mapping[WrittenRole, SchemaPlan]
    key: tuple[Field, ...]
    roles: Roles
    deleted: tuple[Field, ...]  # of a soft delete; the first is what queries ask for
    touched: Field | None  # updated_at, where nothing but the service keeps it
    given: tuple[Field, ...]  # required by the table, in no schema: keyword arguments of create
    shown: tuple[Loaded, ...]
    unique: tuple[Named, ...]
    parents: tuple[tuple[str, Field], ...]
    finder: Finder | None = None  # an existing `get` that update and delete call

    @property
    def is_async(self) -> bool:
        return self.kind.endswith("-async")

    @property
    def saves(self) -> bool:
        """Whether anything that is written changes rows."""
        return bool({"create", "update", "delete"} & set(self.operations))

    @property
    def is_sqlmodel(self) -> bool:
        """Whether the table (not the session) is SQLModel's."""
        return self.table.library == "sqlmodel"

    @property
    def scope(self) -> Field | None:
        """The owner or tenant column by which the project's queries are narrowed."""
        return self.roles.scope

    @property
    def key_names(self) -> tuple[str, ...]:
        """The parameters for the key: `hero_id` for a key called id."""
        return tuple(f"{self.entity.snake}_id" if it.name == "id" else it.name for it in self.key)


def make_plan(project: Project, table: Table, existing: Service | None, missing: tuple[Operation, ...]) -> Plan:
    conventions = project.conventions_near(existing.path if existing else table.path)
    above = ancestors(project, table)
    all_of_it = whole(project, table)
    entity = EntityName(table.name)
    place = place_service(project, table, entity, conventions, existing)
    family = None if existing or place.join else family_of(project, conventions)
    scope = next((it for name in conventions.scopes if (it := all_of_it.field(name)) and it.column), None)
    key = all_of_it.primary_key
    roles = Roles(all_of_it, None if scope in key else scope, discriminator(project, table))
    schemas = plan_schemas(project, table, conventions)
    naming = naming_convention(project.files)
    style = read_style(project, conventions, existing)
    shape = _shape(conventions, existing, place, family)
    like = existing or (family.sibling if family else place.join)
    kind = session_kind(project, conventions, existing, like, table)
    provider = provider_for(project, conventions, kind)
    plan = Plan(
        project=project,
        table=all_of_it,
        entity=entity,
        conventions=conventions,
        style=style,
        refusals=read_refusals(project, conventions, existing),
        existing=existing,
        family=family,
        operations=tuple(it for it in missing if family is None or it not in family.brings),
        names=operation_names(entity, conventions, existing),
        place=place,
        shape=shape,
        class_name=existing.name if existing else f"{table.name}{conventions.class_suffix.value}",
        session=_session(project, conventions, existing, family),
        kind=kind,
        provider=provider,
        flush_only=style.flushes or bool(provider and provider.commits),
        schemas=schemas,
        key=key,
        roles=roles,
        deleted=soft_delete(all_of_it),
        touched=touched(all_of_it),
        given=tuple(it for it in all_of_it.fields if roles.must_be_given(it, schemas["create"].schema)),
        shown=shown(project, all_of_it, schemas["public"].schema),
        unique=tuple(it for each in (*above, table) for it in unique_constraints(each, naming, all_of_it)),
        parents=tuple(
            it for each in (*above, table) for it in foreign_keys(each, naming) if not (above and it[1] in key)
        ),
    )
    return replace(plan, finder=_finder(plan))


def _shape(conventions: Conventions, existing: Service | None, place: Placement, family: Family | None) -> Shape:
    if existing:
        return existing.shape
    if family is not None:
        return family.sibling.shape
    return place.join.shape if place.join is not None else conventions.shape.value


def _session(project: Project, conventions: Conventions, existing: Service | None, family: Family | None) -> SessionUse:
    like = existing or (family.sibling if family else None)
    if like is not None and (given := session_of(project.modules, like)) is not None:
        return given
    return SessionUse(
        conventions.session_name.value, conventions.session_attribute.value, None, conventions.keyword_only.value
    )


def _finder(plan: Plan) -> Finder | None:
    """The `get` that is there, or the one that is going to be written, for the others to call."""
    given: dict[str, tuple[str, ...]] = {
        name: (it.name, f"{plan.entity.snake}_{it.name}") for name, it in zip(plan.key_names, plan.key, strict=True)
    }
    if plan.scope is not None:
        given[plan.scope.name] = ()
    if "get" not in plan.operations:
        session = plan.session.name if plan.shape != "constructor" else None
        return finder_of(plan.existing, plan.table, given, session=session, awaited=plan.is_async)
    names = tuple(given) if not plan.style.scope_first else tuple(reversed(given)) if plan.scope else tuple(given)
    return Finder(plan.names["get"], names, "none" if plan.refusals.missing == "none" else "raises")
