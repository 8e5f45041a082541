"""What a schema reads of the rows it is made from: relationships that nothing in the function's text names."""

from collections.abc import Iterator
from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import Inside, callee
from lsp_server.project.models.config import configured
from lsp_server.project.names.classes import key, lookup
from lsp_server.project.names.constants import truth_of
from lsp_server.project.names.modules import Symbol
from lsp_server.project.queries.values import Flow, Query, Use
from lsp_server.project.routes.values import Route
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project
from lsp_server.text import Span

_MAKERS = (".model_validate", ".from_orm")
_LISTS = frozenset({"list", "tuple", "collections.abc.Sequence"})


def shown_by_schemas(project: Project, flow: Flow, query: Query) -> tuple[Use, ...]:
    """The relationships of the query's rows that a schema has fields for, as reads of their own.

    Through `TeamPublic.model_validate(team)`, or because the handler returns rows that FastAPI turns into
    its response model.
    """
    found: list[Use] = []
    for use in query.uses:
        schema = _schema(project, flow, use)
        found += _read(project, schema, use) if schema is not None else ()
    return tuple(found)


def shown_by_answers(project: Project, flow: Flow, query: Query) -> tuple[tuple[Use, Route], ...]:
    """The same of routes whose handlers return what this function returns, as it is: `return crud.read_heroes(db)`."""
    returned = query.uses_of("returned")
    if not returned or _is_route(flow.function):
        return ()
    found: list[tuple[Use, Route]] = []
    for route in project.routes:
        response = route.response
        if response is not None and _passes_on(project, route, flow):
            for use in returned:
                schema = _element(response, use)
                found += [(it, route) for it in _read(project, schema, use)] if schema is not None else []
    return tuple(found)


def _passes_on(project: Project, route: Route, flow: Flow) -> bool:
    """Whether all that a handler returns is what it gets of a function."""
    facts = project.files[route.file]
    if not facts.says_in(route.node, flow.function.name.encode()):
        return False
    scope, inside = facts.scope(route.handler), Inside(project.modules, route.file, route.handler)
    calls: list[syntax.Expr | None] = []
    for it in scope.returned:
        values = scope.values.get(it.id, ()) if isinstance(it, syntax.Name) else (it,)
        given = values[0] if len(values) == 1 else None
        calls.append(given.value if isinstance(given, syntax.Await) else given)
    found = [callee(inside, it) if isinstance(it, syntax.Call) else None for it in calls]
    return bool(found) and all(it is not None and key(it) == (flow.path, flow.name) for it in found)


def place_of(use: Use) -> Span:
    """Where a relationship is read: the attribute's name, or the row that a schema reads."""
    return use.node.attr_span if isinstance(use.node, syntax.Attribute) and use.node.attr == use.name else use.node.span


def reader_of(use: Use) -> str | None:
    """What reads a relationship that the text does not name; None where the text does."""
    if place_of(use) != use.node.span:
        return None
    return "response model" if isinstance(use.parent, syntax.Return) else "schema"


def _read(project: Project, schema: Symbol, use: Use) -> tuple[Use, ...]:
    """The relationships of a row that a schema's fields are filled from."""
    fields = project.schema_fields(schema)
    if fields is None or use.table is None:
        return ()
    # A field with an alias is filled from the attribute that is called so, unless its own name counts as well.
    said = (configured(project.modules, schema, it) for it in ("populate_by_name", "validate_by_name"))
    by_name = any(truth_of(project.modules, *it) is True for it in said if it is not None)
    read = (it.name for it in fields if by_name or it.alias in (None, it.name))
    names = (it for it in read if use.table.relationship(it) is not None)
    return tuple(replace(use, kind="relationship", name=it, per_row=use.per_row or use.whole) for it in names)


def _schema(project: Project, flow: Flow, use: Use) -> Symbol | None:
    if use.kind == "passed" and not use.whole and use.name.endswith(_MAKERS):
        found = lookup(project.modules, flow.path, flow.name, use.name.rpartition(".")[0])
        return found if isinstance(found, Symbol) else None
    if use.kind == "returned" and _is_route(flow.function):
        for type_ in _responses(project, flow):
            return _element(type_, use)
    return None


def _element(type_: Type, use: Use) -> Symbol | None:
    """The class that a row is turned into: of a list of rows that of its elements."""
    if not use.whole:
        return type_.symbol
    return type_.args[0].symbol if type_.name in _LISTS and type_.args else None


def _responses(project: Project, flow: Flow) -> Iterator[Type]:
    """The response model, which goes before the return annotation."""
    for it in flow.function.decorators:
        given = it.keyword("response_model") if isinstance(it, syntax.Call) else None
        if given is not None:
            yield resolve_type(project.modules, flow.path, given)
    yield resolve_type(project.modules, flow.path, flow.function.returns, flow.name)


def _is_route(function: syntax.FunctionDef) -> bool:
    methods = ("get", "post", "put", "patch", "delete")
    return any(
        isinstance(it, syntax.Call) and isinstance(it.func, syntax.Attribute) and it.func.attr in methods and it.args
        for it in function.decorators
    )
