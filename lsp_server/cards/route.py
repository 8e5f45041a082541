"""A route: its full path, what goes in and out, its chain of dependencies, its errors and its tests.

Shown on the decorator and on the name of the handler. A handler that is mounted twice shows both.
"""

from collections.abc import Iterable, Iterator

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown
from lsp_server.project.models.values import Field
from lsp_server.project.routes.values import Dependency, Raised, Route
from lsp_server.project.tests.values import tests_of
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project

_ENOUGH = 8  # of a list; more would hide what comes below


def show(cursor: Cursor) -> Shown | None:
    here = [it for it in cursor.project.routes if it.file == cursor.path and _is_at(it, cursor)]
    if not here:
        return None
    parts = [_head(it) for it in here]
    parts += list(_body(here[0], cursor.project))
    return Shown("\n\n".join(parts) + "\n", here[0].node.name_span)


def _is_at(route: Route, cursor: Cursor) -> bool:
    return route.span.contains(cursor.selection) or route.node.name_span.contains(cursor.selection)


def _head(route: Route) -> str:
    unknown = "" if route.known else " behind a prefix that is not known"
    answer = f" → {route.status}" + (f" `{route.response.text}`" if route.response is not None else "")
    return f"**{route.method} {route.path}**{unknown}{answer}"


def _body(route: Route, project: Project) -> Iterator[str]:
    yield f"`{route.handler}` in {route.file}"
    listed = [_parameter(it.name, it.place, it.type, it.default) for it in route.parameters if it.place != "body"]
    if listed:
        yield "Parameters: " + ", ".join(listed)
    for what, type_ in (("Request", route.request), ("Response", route.response)):
        fields = _fields(type_, project) if type_ is not None else None
        if type_ is not None and fields:
            yield f"{what} `{type_.text}`: {fields}"
    chain = [_dependency(it) for it in route.dependencies]
    if chain:
        yield "Depends on " + ", ".join(chain)
    errors = list(dict.fromkeys(_error(it) for it in route.raises if it.status is not None))
    if errors:
        yield "Errors: " + ", ".join(errors)
    tests = [f"{it.path}::{it.name.replace('.', '::')}" for it in tests_of(project.tests, route, project.routes)]
    yield f"Tests: {_listed(tests)}" if tests else "Tests: none"


def _parameter(name: str, place: str, type_: Type, default: str | None) -> str:
    return f"`{name}: {type_.text}`" + (f" = {default}" if default is not None else "") + f" ({place})"


def _fields(type_: Type, project: Project) -> str:
    """The fields of a schema, of the elements of a list of it too; empty where it is no class of the project."""
    symbol = type_.symbol or next((it.symbol for it in type_.args if it.symbol is not None), None)
    if symbol is None:
        return ""
    schema, table = project.schema_of(symbol), project.table_of(symbol)
    found: tuple[Field, ...] = schema.fields if schema is not None else table.fields if table is not None else ()
    return _listed(f"{it.alias or it.name}: {it.type.text}" + ("" if it.required else " (optional)") for it in found)


def _dependency(it: Dependency) -> str:
    kind = "" if it.kind == "other" else f" ({it.kind})"
    below = [_dependency(child) for child in it.children]
    if not below:
        return f"`{it.name}`{kind}"
    return f"`{it.name}`{kind} → " + (below[0] if len(below) == 1 else f"[{', '.join(below)}]")


def _error(it: Raised) -> str:
    why = it.detail or it.via
    return f"{it.status}" + (f" {why}" if why else "") + f" (`{it.where.rpartition('.')[2]}`)"


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _ENOUGH} more" if len(listed) > _ENOUGH else ""
    return ", ".join(listed[:_ENOUGH]) + more


CARD = Card("route", show)
