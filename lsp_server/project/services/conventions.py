"""How this project writes its services, read from what it has; each answer with its evidence.

Everything is read from the part of the repository that a file belongs to, so that a monorepo's
packages do not speak for each other. Where nothing is found, the value is Backline's default
(DESIGN section 7) and has no places.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.schema_names import role_of_name
from lsp_server.project.models.schemas import link_schemas
from lsp_server.project.models.values import Schema, SchemaRole
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import shared_parts
from lsp_server.project.services.entity_names import EntityName
from lsp_server.project.services.errors import ErrorStyle, domain_errors, error_style
from lsp_server.project.services.evidence import Convention, Place, majority
from lsp_server.project.services.format import Format, read_format
from lsp_server.project.services.link import OPERATIONS, Operation, Service, Shape, link_services
from lsp_server.project.sessions.link import link_session_aliases, link_sessions
from lsp_server.project.sessions.values import SessionAlias, SessionProvider

SCOPES = (
    "tenant_id",
    "organization_id",
    "org_id",
    "workspace_id",
    "account_id",
    "owner_id",
    "user_id",
    "created_by_id",
)

DEFAULT_NAMES: Mapping[Operation, str] = {
    "create": "create_{one}",
    "get": "get_{one}",
    "list": "list_{many}",
    "update": "update_{one}",
    "delete": "delete_{one}",
}
# What is sent over queues and kept in logs is no request or response: `TaskUpdateEventData`.
NOT_OF_ROUTES = re.compile(r"Event|Job|Message|Notification|Log|Error|Tool|Prompt")
_SKIPPED = re.compile(
    r"(^|/)(tests?|alembic|migrations|versions|\.[^/]+|venv|node_modules)/|(^|/)(test_[^/]*|conftest)\.py$"
)


@dataclass(frozen=True)
class Conventions:
    """The answers for one root, the folder that is on the import path."""

    root: str
    package: str  # the folder that holds the layers: "backend/app"
    shape: Convention[Shape]
    class_suffix: Convention[str]
    names: Mapping[Operation, Convention[str]]  # with {one} and {many} for the entity
    file_name: Convention[str]  # stem with {one} and {many}, or a fixed one such as "crud"
    folder: Convention[str]  # where services live; "{feature}" stands for the folder of the table's file
    data_name: Convention[str]  # parameter for the schema, with {one}
    keyword_only: Convention[bool]
    session_name: Convention[str]
    session_attribute: Convention[str]
    provider: SessionProvider | None
    alias: SessionAlias | None
    is_async: Convention[bool]
    errors: Convention[ErrorStyle]
    domain_errors: Mapping[str, Symbol]  # "not_found", "conflict", "invalid", "translate" -> the project's own
    schema_suffix: Mapping[SchemaRole, Convention[str]]
    schema_base: Convention[Literal["sqlmodel", "pydantic"]]
    scopes: Mapping[str, tuple[Place, ...]]  # owner and tenant columns that queries filter by
    offset_name: Convention[str]
    limit_name: Convention[str]
    relative_imports: Convention[bool]
    select_from: Convention[Literal["sqlmodel", "sqlalchemy"]]
    format: Format


@tracked
def link_conventions(modules: Modules, near: str) -> Conventions:
    """The conventions that hold for the file `near`."""
    files, services = modules.files, link_services(modules)
    providers, aliases, schemas = link_sessions(modules), link_session_aliases(modules), link_schemas(modules)
    root, package = import_root(near, modules)
    inside = {path: it for path, it in files.items() if _is_in(path, root) and not _SKIPPED.search(path)}
    mine = tuple(it for it in services if it.path in inside)
    provider = _provider(providers, aliases, near, inside)
    own_schemas = tuple(it for it in schemas if it.path in inside)
    return Conventions(
        root=root,
        package=package,
        shape=majority(((it.shape, _at(it)) for it in mine), "constructor"),
        class_suffix=majority(_class_suffixes(mine), "Service"),
        names={it: majority(_names(mine, it), DEFAULT_NAMES[it]) for it in OPERATIONS},
        file_name=majority(_file_names(mine), "{one}"),
        folder=majority(_folders(mine), ""),
        data_name=majority(_data_names(mine), "data"),
        keyword_only=majority(((it.session.keyword_only, _at(it)) for it in mine if it.session), False),
        session_name=majority(_session_names(mine, inside), "session"),
        session_attribute=majority(
            ((it.session.attribute, _at(it)) for it in mine if it.session and it.session.attribute), "session"
        ),
        provider=provider,
        alias=_alias(aliases, provider, near, inside),
        is_async=_is_async(provider, mine),
        errors=error_style(mine, modules),
        domain_errors=domain_errors(inside),
        schema_suffix=_suffixes(own_schemas),
        schema_base=majority(
            ((_schema_library(it), Place(it.path, it.node.name_span)) for it in own_schemas if it.table), "sqlmodel"
        ),
        scopes=_scopes(inside),
        offset_name=majority(_parameters(inside, ("skip", "offset")), "offset"),
        limit_name=majority(_parameters(inside, ("limit",)), "limit"),
        relative_imports=majority(_import_styles(inside, modules), False),
        select_from=majority(_selects(inside), "sqlmodel"),
        format=read_format(files, near),
    )


# --------------------------------------------------------------------------- where


def import_root(path: str, modules: Modules) -> tuple[str, str]:
    """The import root of a file, and the folder of the package that it belongs to.

    Of `backend/app/models/hero.py`, imported as `app.models.hero`, these are `backend` and `backend/app`.
    """
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    depth = modules.name_of(path).count(".") + 1
    root = "/".join(parts[: len(parts) - depth])
    package = "/".join(parts[: len(parts) - depth + 1]) if depth > 1 else root
    return root, package


def _is_in(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _at(service: Service) -> Place:
    node = service.node or next(iter(service.operations.values()))
    return Place(service.path, node.name_span)


# --------------------------------------------------------------------------- services


def _class_suffixes(services: tuple[Service, ...]) -> Iterator[tuple[str, Place]]:
    for it in services:
        if it.node is not None and it.name.lower().startswith(it.table.lower()) and it.name != it.table:
            yield it.name[len(it.table) :], _at(it)


def _names(services: tuple[Service, ...], operation: Operation) -> Iterator[tuple[str, Place]]:
    for it in services:
        node = it.operations.get(operation)
        if node is not None:
            yield _generalized(node.name, it.table), Place(it.path, node.name_span)


def _generalized(name: str, table: str) -> str:
    entity = EntityName(table)
    for word, mark in ((entity.plural, "{many}"), (entity.snake, "{one}")):
        found = re.search(rf"(?:^|(?<=_)){re.escape(word)}(?=_|$)", name)
        if found:
            return name[: found.start()] + mark + name[found.end() :]
    return name


def _file_names(services: tuple[Service, ...]) -> Iterator[tuple[str, Place]]:
    for it in services:
        yield _generalized(it.path.rpartition("/")[2].removesuffix(".py"), it.table), _at(it)


def _folders(services: tuple[Service, ...]) -> Iterator[tuple[str, Place]]:
    for it in services:
        folder, models = it.path.rpartition("/")[0], it.table_path.rpartition("/")[0]
        by_feature = folder == models and it.table.lower() in folder.rpartition("/")[2].lower()
        yield "{feature}" if by_feature else folder, _at(it)


def _data_names(services: tuple[Service, ...]) -> Iterator[tuple[str, Place]]:
    for service in services:
        for operation in ("create", "update"):
            node = service.operations.get(operation)
            for it in node.parameters if node else ():
                name = syntax.last_name(it.annotation)
                if name and name.startswith(service.table) and role_of_name(name) == operation:
                    yield _generalized(it.name, service.table), Place(service.path, it.span)


def _session_names(services: tuple[Service, ...], files: Mapping[str, FileFacts]) -> Iterator[tuple[str, Place]]:
    given = [(it.session.name, _at(it)) for it in services if it.session]
    yield from given
    if not given:
        for path, facts in files.items():
            for _, node in facts.functions:
                for it in node.parameters:
                    if it.name in ("session", "db", "db_session") and it.annotation is not None:
                        yield it.name, Place(path, it.span)


def _provider(
    providers: tuple[SessionProvider, ...], aliases: tuple[SessionAlias, ...], near: str, files: Mapping[str, FileFacts]
) -> SessionProvider | None:
    """The provider that the files around use most; of two that are used alike, the nearest."""
    mine = [it for it in providers if it.path in files] or list(providers)
    if len(mine) < 2:
        return mine[0] if mine else None
    by_alias: dict[str, set[str]] = {}
    for alias in aliases:
        if alias.provider:
            by_alias.setdefault(alias.provider, set()).add(alias.name)

    def uses(it: SessionProvider) -> int:
        names = {it.name, *by_alias.get(it.name, ())}
        return sum(imported.name in names for facts in files.values() for imported in facts.imports)

    return max(mine, key=lambda it: (shared_parts(it.path, near), uses(it)))


def _alias(
    aliases: tuple[SessionAlias, ...], provider: SessionProvider | None, near: str, files: Mapping[str, FileFacts]
) -> SessionAlias | None:
    mine = [it for it in aliases if it.path in files and provider is not None and it.provider == provider.name]
    return max(mine, key=lambda it: shared_parts(it.path, near), default=None)


def _is_async(provider: SessionProvider | None, services: tuple[Service, ...]) -> Convention[bool]:
    if provider is not None:
        return Convention(provider.is_async, (Place(provider.path, provider.symbol.node.span),))
    return majority(((it.is_async, _at(it)) for it in services), True)


# --------------------------------------------------------------------------- schemas


def _suffixes(schemas: tuple[Schema, ...]) -> Mapping[SchemaRole, Convention[str]]:
    defaults: dict[SchemaRole, str] = {"create": "Create", "update": "Update", "public": "Public"}

    def of(role: SchemaRole) -> Iterator[tuple[str, Place]]:
        for it in schemas:
            suffix = it.name.removeprefix(it.table or "")
            if it.role == role and suffix not in ("", it.name) and not NOT_OF_ROUTES.search(suffix):
                yield suffix, Place(it.path, it.node.name_span)

    return {role: majority(of(role), default) for role, default in defaults.items()}


def _schema_library(schema: Schema) -> Literal["sqlmodel", "pydantic"]:
    return "pydantic" if "BaseModel" in schema.bases else "sqlmodel"


# --------------------------------------------------------------------------- queries, parameters, imports


def _scopes(files: Mapping[str, FileFacts]) -> Mapping[str, tuple[Place, ...]]:
    """Owner and tenant columns by the comparisons that existing queries make: `Task.user_id == user_id`."""
    found: dict[str, list[Place]] = {}
    for path, facts in files.items():
        for node in syntax.walk(*facts.body) if facts.says(*SCOPES) else ():
            match node:
                case syntax.Compare(left=left, ops=("==",)):
                    inner = left.args[0] if isinstance(left, syntax.Call) and len(left.args) == 1 else left
                    if isinstance(inner, syntax.Attribute) and inner.attr in SCOPES:
                        owner = syntax.last_name(inner.value)
                        if owner and owner[:1].isupper():
                            found.setdefault(inner.attr, []).append(Place(path, node.span))
                case syntax.Call(func=syntax.Attribute(attr="filter_by"), keywords=keywords):
                    for it in keywords:
                        if it.arg in SCOPES:
                            found.setdefault(it.arg, []).append(Place(path, node.span))
                case _:
                    pass
    return {name: tuple(places) for name, places in found.items()}


def _parameters(files: Mapping[str, FileFacts], names: tuple[str, ...]) -> Iterator[tuple[str, Place]]:
    for path, facts in files.items():
        for _, node in facts.functions:
            for it in node.parameters:
                if it.name in names:
                    yield it.name, Place(path, it.span)


def _import_styles(files: Mapping[str, FileFacts], modules: Modules) -> Iterator[tuple[bool, Place]]:
    for path, facts in files.items():
        if path.endswith("__init__.py"):
            continue  # packages re-export relatively whatever the rest of the project does
        for it in facts.imports:
            if it.level:
                yield True, Place(path, it.span)
            elif modules.find(it.module, path) is not None:
                yield False, Place(path, it.span)


def _selects(files: Mapping[str, FileFacts]) -> Iterator[tuple[Literal["sqlmodel", "sqlalchemy"], Place]]:
    for path, facts in files.items():
        for it in facts.imports:
            if it.name == "select" and it.module in ("sqlmodel", "sqlalchemy", "sqlalchemy.future"):
                yield "sqlmodel" if it.module == "sqlmodel" else "sqlalchemy", Place(path, it.span)
