"""How this project writes its services, read from what it has; each answer with its evidence.

Everything is read from the part of the repository that a file belongs to, so that a monorepo's
packages do not speak for each other. Where nothing is found, the value is Backline's default
(DESIGN section 7) and has no places.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.schemas import link_schemas
from lsp_server.project.models.values import SchemaRole
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.services.code_habits import (
    import_styles,
    owner_columns,
    parameters_named,
    schema_library,
    schema_suffixes,
    selects,
)
from lsp_server.project.services.errors import ErrorStyle, domain_errors, error_style
from lsp_server.project.services.evidence import Convention, Place, majority
from lsp_server.project.services.format import Format, read_format
from lsp_server.project.services.link import link_services
from lsp_server.project.services.service_habits import (
    class_suffixes,
    data_names,
    file_names,
    folders,
    operation_names,
    place_of,
)
from lsp_server.project.services.session_habits import alias_near, is_async, provider_near, session_names
from lsp_server.project.services.values import OPERATIONS, Operation, Shape
from lsp_server.project.sessions.link import link_session_aliases, link_sessions
from lsp_server.project.sessions.values import SessionAlias, SessionProvider

DEFAULT_NAMES: Mapping[Operation, str] = {
    "create": "create_{one}",
    "get": "get_{one}",
    "list": "list_{many}",
    "update": "update_{one}",
    "delete": "delete_{one}",
}
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
    provider = provider_near(providers, aliases, near, inside, modules)
    own_schemas = tuple(it for it in schemas if it.path in inside)
    return Conventions(
        root=root,
        package=package,
        shape=majority(((it.shape, place_of(it)) for it in mine), "constructor"),
        class_suffix=majority(class_suffixes(mine), "Service"),
        names={it: majority(operation_names(mine, it), DEFAULT_NAMES[it]) for it in OPERATIONS},
        file_name=majority(file_names(mine), "{one}"),
        folder=majority(folders(mine), ""),
        data_name=majority(data_names(mine), "data"),
        keyword_only=majority(((it.session.keyword_only, place_of(it)) for it in mine if it.session), False),
        session_name=majority(session_names(mine, inside), "session"),
        session_attribute=majority(
            ((it.session.attribute, place_of(it)) for it in mine if it.session and it.session.attribute), "session"
        ),
        provider=provider,
        alias=alias_near(aliases, provider, near, inside),
        is_async=is_async(provider, mine),
        errors=error_style(mine, modules),
        domain_errors=domain_errors(inside),
        schema_suffix=schema_suffixes(own_schemas),
        schema_base=majority(
            ((schema_library(it), Place(it.path, it.node.name_span)) for it in own_schemas if it.table), "sqlmodel"
        ),
        scopes=owner_columns(inside),
        offset_name=majority(parameters_named(inside, ("skip", "offset")), "offset"),
        limit_name=majority(parameters_named(inside, ("limit",)), "limit"),
        relative_imports=majority(import_styles(inside, modules), False),
        select_from=majority(selects(inside), "sqlmodel"),
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
