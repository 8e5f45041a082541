"""What a project's schemas, queries, parameters and imports look like, each with the places that show it."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.models.values import Schema, SchemaRole
from lsp_server.project.names.modules import Modules
from lsp_server.project.services.evidence import Convention, Place, majority

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
# What is sent over queues and kept in logs is no request or response: `TaskUpdateEventData`.
NOT_OF_ROUTES = re.compile(r"Event|Job|Message|Notification|Log|Error|Tool|Prompt")


def schema_suffixes(schemas: tuple[Schema, ...]) -> Mapping[SchemaRole, Convention[str]]:
    """What follows the table's name in the names of schemas, by what the schema is for."""
    defaults: dict[SchemaRole, str] = {"create": "Create", "update": "Update", "public": "Public"}

    def of(role: SchemaRole) -> Iterator[tuple[str, Place]]:
        for it in schemas:
            suffix = it.name.removeprefix(it.table or "")
            if it.role == role and suffix not in ("", it.name) and not NOT_OF_ROUTES.search(suffix):
                yield suffix, Place(it.path, it.node.name_span)

    return {role: majority(of(role), default) for role, default in defaults.items()}


def schema_library(schema: Schema) -> Literal["sqlmodel", "pydantic"]:
    """Whose base class a schema has."""
    return "pydantic" if "BaseModel" in schema.bases else "sqlmodel"


def owner_columns(files: Mapping[str, FileFacts]) -> Mapping[str, tuple[Place, ...]]:
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


def parameters_named(files: Mapping[str, FileFacts], names: tuple[str, ...]) -> Iterator[tuple[str, Place]]:
    """The parameters that have one of these names."""
    for path, facts in files.items():
        for _, node in facts.functions:
            for it in node.parameters:
                if it.name in names:
                    yield it.name, Place(path, it.span)


def import_styles(files: Mapping[str, FileFacts], modules: Modules) -> Iterator[tuple[bool, Place]]:
    """For each import of the project's own modules whether it is relative."""
    for path, facts in files.items():
        if path.endswith("__init__.py"):
            continue  # packages re-export relatively whatever the rest of the project does
        for it in facts.imports:
            if it.level:
                yield True, Place(path, it.span)
            elif modules.find(it.module, path) is not None:
                yield False, Place(path, it.span)


def selects(files: Mapping[str, FileFacts]) -> Iterator[tuple[Literal["sqlmodel", "sqlalchemy"], Place]]:
    """Where `select` is imported from."""
    for path, facts in files.items():
        for it in facts.imports:
            if it.name == "select" and it.module in ("sqlmodel", "sqlalchemy", "sqlalchemy.future"):
                yield "sqlmodel" if it.module == "sqlmodel" else "sqlalchemy", Place(path, it.span)
