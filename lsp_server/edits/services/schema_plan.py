"""Which schemas a table has, which it lacks and where those go, and the relationships that clients are shown."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lsp_server.edits.services.placement import place_schemas
from lsp_server.project.models.values import Relationship, Schema, SchemaRole, Table
from lsp_server.project.names.modules import Symbol
from lsp_server.project.services.code_habits import NOT_OF_ROUTES
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.view import Project

WrittenRole = Literal["create", "update", "public"]
_ROLES: tuple[WrittenRole, ...] = ("create", "update", "public")


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


def plan_schemas(project: Project, table: Table, conventions: Conventions) -> Mapping[WrittenRole, SchemaPlan]:
    path = place_schemas(project, table, conventions)
    found: dict[WrittenRole, SchemaPlan] = {}
    for role in _ROLES:
        schema = _schema_of(project, table, role)
        name = f"{table.name}{conventions.schema_suffix[role].value}"
        found[role] = SchemaPlan(schema.name if schema else name, schema.path if schema else path, schema)
    return found


def schema_base(project: Project, conventions: Conventions, path: str) -> Symbol | Literal["sqlmodel", "pydantic"]:
    """What the schemas of a file, or else of the project, are derived from: a class of its own, or a library's."""
    inside = [it for it in project.schemas if it.path.startswith(conventions.root) and it.role in _ROLES]
    beside = [it for it in inside if it.path == path]
    found = Counter(base for it in beside or inside if (base := _base(project, it)) is not None)
    if not found:
        return conventions.schema_base.value
    return max(found, key=lambda it: found[it])


def _base(project: Project, schema: Schema) -> Symbol | Literal["sqlmodel", "pydantic"] | None:
    """The base of a schema where it is a plain one: a library's, or one without fields."""
    for name in schema.bases:
        if name in ("SQLModel", "BaseModel"):
            return "sqlmodel" if name == "SQLModel" else "pydantic"
        found = project.modules.resolve(schema.path, name)
        above = project.schema_of(found) if isinstance(found, Symbol) else None
        if isinstance(found, Symbol) and above is not None:
            return found if not above.fields else _base(project, above)
    return None


def own_base(project: Project, table: Table) -> Schema | None:
    """`HeroBase`, which both the table and its schemas are derived from."""
    for name in table.bases:
        found = project.modules.resolve(table.path, name)
        schema = project.schema_of(found) if isinstance(found, Symbol) else None
        if schema is not None and schema.name == f"{table.name}Base":
            return schema
    return None


def shown(project: Project, table: Table, public: Schema | None, depth: int = 3) -> tuple[Loaded, ...]:
    """The relationships of `table` that a public schema shows, and what those show in turn."""
    if public is None or depth == 0:
        return ()
    found = []
    for field in public.fields:
        relationship = table.relationship(field.name)
        if relationship is None:
            continue
        target = relationship.target_symbol
        other = project.table_of(target) if target else None
        inner = field.type.args[0] if field.type.args else field.type
        schema = project.schema_of(inner.symbol) if inner.symbol is not None else None
        below = shown(project, other, schema, depth - 1) if other else ()
        found.append(Loaded(table, relationship, below))
    return tuple(found)


def _schema_of(project: Project, table: Table, role: SchemaRole) -> Schema | None:
    """The table's schema for a role; of several the plainest name, in the nearest file."""
    found = [
        it
        for it in project.schemas
        if it.table == table.name
        and it.role == role
        and _means(project, it, table)
        and not NOT_OF_ROUTES.search(it.name.removeprefix(table.name))
    ]
    return min(found, key=lambda it: (len(it.name), it.path != table.path), default=None)


def _means(project: Project, schema: Schema, table: Table) -> bool:
    """Two packages of a monorepo may both have a Task: the schema goes with the nearest one."""
    same = [it for it in project.tables if it.name == table.name]
    if len(same) < 2:
        return True
    root = project.import_root(table.path)
    return schema.path.startswith(f"{root}/" if root else "")
