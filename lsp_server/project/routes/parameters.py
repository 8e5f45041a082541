"""What a client sends to a function that FastAPI calls (0.165): from where, of which type, with what limits."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.functions.signatures import Taken
from lsp_server.project.models.constraints import constraints
from lsp_server.project.models.fields import FIELDS, pydantic_fields
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.constants import source, text_of, truth_of
from lsp_server.project.names.modules import Modules
from lsp_server.project.routes.parameter_places import is_filled, is_model, place_of
from lsp_server.project.routes.values import Parameter, Place
from lsp_server.project.types.link import Metadata, read_annotation
from lsp_server.project.types.values import Type

_CALLS: dict[str, Place] = {
    "Path": "path",
    "Query": "query",
    "Header": "header",
    "Cookie": "cookie",
    "Body": "body",
    "Form": "form",
    "File": "file",
}
_PACKAGES = ("fastapi.", "fastapi.params.", "fastapi.param_functions.", "")
_PLACES: dict[str, Place] = {f"{package}{name}": place for package in _PACKAGES for name, place in _CALLS.items()}


@dataclass(frozen=True, slots=True)
class Sent:
    """A parameter, and whether a body of one parameter is wrapped under its name all the same."""

    parameter: Parameter
    embedded: bool = False


def parameters_of(modules: Modules, taken: Iterable[Taken], route_path: str, *, skip: frozenset[str]) -> Iterator[Sent]:
    """Those parameters of a function that the client fills; `skip` are those that dependencies fill.

    A model in the query, in headers or in cookies is sent as its fields.
    """
    in_path = frozenset(it.partition(":")[0] for it in re.findall(r"{(.*?)}", route_path))
    for it in taken:
        if it.node.name not in skip:
            yield from _sent(modules, it, in_path)


def _sent(modules: Modules, it: Taken, in_path: frozenset[str]) -> Iterator[Sent]:
    read = read_annotation(modules, it.path, it.node.annotation, it.scope)
    if is_filled(modules, read.type):
        return
    metadata, default = [] if it.bare else list(read.metadata), it.node.default
    if isinstance(default, syntax.Call) and _is_field(modules, it, default):
        metadata.append(Metadata(default, it.path))
        default = default.argument(0, "default")
    said = [one for one in metadata if library_name(modules, one.path, one.node) in _PLACES]
    call = said[-1] if said else None
    place = _PLACES[library_name(modules, call.path, call.node)] if call is not None else place_of(modules, read.type)
    if it.node.name in in_path:
        place = "path"
    elif place in ("query", "header", "cookie") and is_model(modules, read.type):
        yield from _fields(modules, read.type, place, call)
        return
    given = [one for one in metadata if isinstance(one.node, syntax.Call) and _is_field(modules, it, one.node, one)]
    factory = next((one for one in map(_factory, given) if one is not None), None)
    required = place == "path" or (factory is None and (default is None or isinstance(default, syntax.EllipsisLiteral)))
    parameter = Parameter(
        name=it.node.name,
        alias=_alias(modules, given, call, place, it.node.name),
        place=place,
        type=read.type,
        required=required,
        default=None if required else source(modules, it.path, default) if default is not None else factory,
        constraints=constraints(modules, tuple(metadata), it.scope),
        span=it.node.span,
    )
    embed = call.node.keyword("embed") if call is not None and isinstance(call.node, syntax.Call) else None
    is_whole = place == "body" or is_model(modules, read.type)
    yield Sent(parameter, not is_whole or truth_of(modules, it.path, embed, it.scope) is True)


def _is_field(modules: Modules, it: Taken, call: syntax.Call, said: Metadata | None = None) -> bool:
    """Whether a call describes a field: `Query(…)` and the like, and `Field(…)` in a model used as a dependency."""
    path, scope = (said.path, "") if said is not None else (it.path, it.scope)
    name = library_name(modules, path, call, scope)
    return name in _PLACES or name in FIELDS or name in ("dataclasses.field", "fastapi.params.Param")


def _factory(given: Metadata) -> str | None:
    call = given.node
    found = call.keyword("default_factory") if isinstance(call, syntax.Call) else None
    return f"{syntax.dotted(found) or '…'}()" if found is not None else None


def _alias(modules: Modules, given: list[Metadata], call: Metadata | None, place: Place, name: str) -> str | None:
    """The name on the wire where it is another one; headers have `-` where Python has `_`."""
    for it in reversed(given):
        if isinstance(it.node, syntax.Call):
            alias = text_of(modules, it.path, it.node.keyword("validation_alias") or it.node.keyword("alias"))
            if alias is not None:
                return alias
    if place != "header" or "_" not in name:
        return None
    converts = call.node.keyword("convert_underscores") if call and isinstance(call.node, syntax.Call) else None
    return None if call and truth_of(modules, call.path, converts) is False else name.replace("_", "-")


def _fields(modules: Modules, type_: Type, place: Place, call: Metadata | None) -> Iterator[Sent]:
    """The parameters that a model's fields are."""
    if type_.symbol is None:
        return
    for it in pydantic_fields(modules, type_.symbol):
        yield Sent(
            Parameter(
                name=it.name,
                alias=it.alias or _alias(modules, [], call, place, it.name),
                place=place,
                type=it.type,
                required=it.required,
                default=it.default or it.default_factory,
                constraints=it.constraints,
                span=it.span,
            )
        )
