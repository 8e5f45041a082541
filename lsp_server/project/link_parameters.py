"""What a client sends to a handler, by FastAPI's own rules (0.165): from where, of which type, with what limits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.canonical import canonical
from lsp_server.project.classes import externals, library_name
from lsp_server.project.constants import source, text_of
from lsp_server.project.constraints import constraints
from lsp_server.project.link_types import Metadata, read_annotation
from lsp_server.project.modules import Modules
from lsp_server.project.routes import Parameter, Place
from lsp_server.project.types import Type

_PLACES: dict[str, Place] = {
    "fastapi.Path": "path",
    "fastapi.Query": "query",
    "fastapi.Header": "header",
    "fastapi.Cookie": "cookie",
    "fastapi.Body": "body",
    "fastapi.Form": "form",
    "fastapi.File": "file",
}
# FastAPI fills these itself.
_FILLED = frozenset(
    f"{package}.{name}"
    for package in (
        "fastapi",
        "starlette.requests",
        "starlette.responses",
        "starlette.websockets",
        "starlette.background",
    )
    for name in ("Request", "Response", "BackgroundTasks", "WebSocket", "HTTPConnection")
) | {"fastapi.security.SecurityScopes"}
_MODELS = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel"})
_COLLECTIONS = frozenset({"list", "set", "tuple", "frozenset", "collections.deque", "collections.abc.Sequence"})


@dataclass(frozen=True, slots=True)
class Sent:
    """A parameter, and whether the body is wrapped under its name (`Body(embed=True)`)."""

    parameter: Parameter
    embedded: bool = False


def parameters_of(
    modules: Modules, path: str, scope: str, node: syntax.FunctionDef, route_path: str, *, skip: frozenset[str]
) -> Iterator[Sent]:
    """The parameters of a function that the client fills; `skip` are those that dependencies fill."""
    in_path = set(re.findall(r"{(\w+)(?::\w+)?}", route_path))
    for it in node.parameters:
        if it.name in skip or it.kind in ("var_positional", "var_keyword") or it.name in ("self", "cls"):
            continue
        read = read_annotation(modules, path, it.annotation, scope)
        if read.type.name in _FILLED or canonical(read.type.name) in _FILLED:
            continue
        metadata = list(read.metadata)
        default = it.default
        if isinstance(default, syntax.Call) and library_name(modules, path, default, scope) in _PLACES:
            metadata.append(Metadata(default, path))
            default = default.argument(0, "default") or (
                None if default.keyword("default_factory") is None else default
            )
        yield _sent(modules, path, scope, it, read.type, tuple(metadata), default, in_path)


def _sent(
    modules: Modules,
    path: str,
    scope: str,
    it: syntax.Parameter,
    type_: Type,
    metadata: tuple[Metadata, ...],
    default: syntax.Expr | None,
    in_path: set[str],
) -> Sent:
    said = [one for one in metadata if library_name(modules, one.path, one.node) in _PLACES]
    call = said[-1] if said else None
    place = (
        _PLACES[library_name(modules, call.path, call.node)]
        if call is not None
        else _place(modules, type_, it.name in in_path)
    )
    if it.name in in_path:
        place = "path"
    alias = embed = None
    if call is not None and isinstance(call.node, syntax.Call):
        alias = text_of(modules, call.path, call.node.keyword("alias"))
        embed = call.node.keyword("embed")
        if default is None and call.node.keyword("default_factory") is not None:
            default = call.node.keyword("default_factory")
    if place == "header" and alias is None and "_" in it.name:
        alias = it.name.replace("_", "-")
    required = default is None or isinstance(default, syntax.EllipsisLiteral) or place == "path"
    parameter = Parameter(
        name=it.name,
        alias=alias,
        place=place,
        type=type_,
        required=required,
        default=None if required or default is None else source(modules, path, default),
        constraints=constraints(modules, metadata, scope),
        span=it.span,
    )
    return Sent(parameter, isinstance(embed, syntax.Constant) and embed.value is True)


def _place(modules: Modules, type_: Type, in_path: bool) -> Place:
    if in_path:
        return "path"
    if type_.name in ("fastapi.UploadFile", "starlette.datastructures.UploadFile"):
        return "file"
    return "body" if _is_body(modules, type_) else "query"


def _is_body(modules: Modules, type_: Type) -> bool:
    """Models, mappings and collections come in the body; single values in the query."""
    if type_.enum is not None or type_.literals:
        return False
    if type_.symbol is not None:
        above = externals(modules, type_.symbol)
        decorated = isinstance(type_.symbol.node, syntax.ClassDef) and any(
            syntax.last_name(it) == "dataclass" for it in type_.symbol.node.decorators
        )
        return bool(_MODELS & above) or decorated
    if type_.name in ("typing.Union", "types.UnionType"):
        return any(_is_body(modules, it) for it in type_.args)
    return type_.name in _COLLECTIONS or type_.name in ("dict", "collections.abc.Mapping", "pydantic.BaseModel")
