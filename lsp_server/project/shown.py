"""What a schema reads of the rows it is made from: relationships that nothing in the function's text names."""

from collections.abc import Iterator
from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.models.values import Field
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import Symbol
from lsp_server.project.queries.values import Flow, Query, Use
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project

_MAKERS = (".model_validate", ".from_orm")
_LISTS = frozenset({"list", "tuple", "collections.abc.Sequence"})


def shown_by_schemas(project: Project, flow: Flow, query: Query) -> tuple[Use, ...]:
    """The relationships of the query's rows that a schema has fields for, as reads of their own.

    Through `TeamPublic.model_validate(team)`, or because the handler returns rows that FastAPI turns into
    its response model.
    """
    found: list[Use] = []
    for use in query.uses:
        fields = _fields(project, flow, use)
        if fields is None or use.table is None:
            continue
        names = [it.name for it in fields if use.table.relationship(it.name) is not None]
        repeated = use.per_row or use.whole
        found += [replace(use, kind="relationship", name=it, per_row=repeated) for it in names]
    return tuple(found)


def _fields(project: Project, flow: Flow, use: Use) -> tuple[Field, ...] | None:
    if use.kind == "passed" and not use.whole and use.name.endswith(_MAKERS):
        found = lookup(project.modules, flow.path, flow.name, use.name.rpartition(".")[0])
        return project.schema_fields(found) if isinstance(found, Symbol) else None
    if use.kind == "returned" and _is_route(flow.function):
        for type_ in _responses(project, flow):
            if use.whole and type_.name in _LISTS and type_.args:
                type_ = type_.args[0]
            elif use.whole:
                return None
            return project.schema_fields(type_.symbol) if type_.symbol is not None else None
    return None


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
