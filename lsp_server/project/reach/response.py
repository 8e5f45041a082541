"""What making a schema of a row reads beyond the row: relationships that the schema has fields for."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.models.values import Field, Table
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import Symbol
from lsp_server.project.reach.frames import Frame
from lsp_server.project.reach.objects import row_of
from lsp_server.project.reach.statements import targets
from lsp_server.project.reach.values import Touch
from lsp_server.project.routes.values import Route
from lsp_server.project.types.values import Type
from lsp_server.text import Span

_DEPTH = 6


def response_touches(frame: Frame, route: Route) -> Iterator[Touch]:
    """What FastAPI reads when it turns what the handler returns into the response model."""
    if route.response is None:
        return
    place = (route.file, route.node.name_span)
    for value in frame.modules.files[route.file].scope(route.handler).returned:
        yield from _shown(frame, route.response, value, place)


def made_touches(frame: Frame, call: syntax.Call) -> Iterator[Touch]:
    """What `TeamPublic.model_validate(team)` reads."""
    match call:
        case syntax.Call(func=syntax.Attribute(value=owner, attr="model_validate" | "from_orm"), args=(row, *_)):
            name = syntax.dotted(owner)
            found = lookup(frame.modules, frame.at.path, frame.at.name, name) if name is not None else None
            fields = frame.known.schema_fields(found) if isinstance(found, Symbol) else None
            if fields is not None:
                for table in row_of(frame, row).tables:
                    yield from _read(frame, fields, table, (frame.at.path, call.span), _DEPTH)
        case _:
            return


def _shown(frame: Frame, type_: Type, value: syntax.Expr, place: tuple[str, Span]) -> Iterator[Touch]:
    fields = frame.known.schema_fields(type_.symbol)
    if fields is not None and isinstance(value, syntax.Call) and value.keywords:
        # `HeroesPublic(data=heroes, count=count)`
        for it in value.keywords:
            for field in fields:
                if field.name == it.arg:
                    yield from _shown(frame, field.type, it.value, place)
        return
    schemas = list(_schemas(frame, type_))
    for table in row_of(frame, value).tables if schemas else ():
        for one in schemas:
            yield from _read(frame, one, table, place, _DEPTH)


def _schemas(frame: Frame, type_: Type) -> Iterator[tuple[Field, ...]]:
    """The fields of TeamPublic, `list[TeamPublic]`, `Page[TeamPublic]`."""
    found = frame.known.schema_fields(type_.symbol)
    if found is not None:
        yield found
    for it in type_.args:
        yield from _schemas(frame, it)


def _read(
    frame: Frame, fields: tuple[Field, ...], table: Table, place: tuple[str, Span], depth: int
) -> Iterator[Touch]:
    for field in fields if depth > 0 else ():
        relationship = table.relationship(field.name)
        if relationship is None:
            continue
        far = targets(frame, relationship)
        for it in far:
            yield Touch(it, "reads", "response", *place)
        for inner in _schemas(frame, field.type) if far else ():
            yield from _read(frame, inner, far[0], place, depth - 1)
