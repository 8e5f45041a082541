"""A route: its full path, what goes in and out, its chain of dependencies, its errors and its tests.

Shown on the decorator, but for a `Depends(…)` in it, and on the name of the handler. A handler that is mounted twice
shows both.
"""

from collections.abc import Iterable, Iterator

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, facts_table, link, link_to, place, type_words
from lsp_server.cards.dependency import is_on_depends
from lsp_server.markup import Code, Line, Part, Piece, Strong, Words, joined
from lsp_server.project.routes.sight import may_be_route
from lsp_server.project.routes.values import Dependency, Parameter, Raised, Route
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project
from lsp_server.text import Span

_LISTS = frozenset({"list", "set", "frozenset", "tuple", "collections.abc.Sequence", "collections.abc.Iterable"})
_PLACES = ("path", "query", "header", "cookie", "form", "file")


def show(cursor: Cursor) -> Shown | None:
    if not may_be_route(cursor.project.modules, cursor.path, cursor.selection) or is_on_depends(cursor):
        return None
    routes = cursor.project.routes_at(cursor.path, cursor.selection)
    here = list(dict.fromkeys(it for it in routes if _is_at(it, cursor)))
    if not here:
        return None
    project, first = cursor.project, here[0]
    rows = [("also", joined((_head(it, project) for it in here[1:]), most=4)), *_rows(first, project)]
    table = facts_table(*rows)
    parts: tuple[Part, ...] = (Line((Strong("Route"), " ", *_head(first, project))),)
    return Shown((*parts, table) if table is not None else parts, _span(first, cursor))


def _is_at(route: Route, cursor: Cursor) -> bool:
    return _declares(route, cursor) or (route.file == cursor.path and route.node.name_span.contains(cursor.selection))


def _declares(route: Route, cursor: Cursor) -> bool:
    return route.declared_in == cursor.path and route.span.contains(cursor.selection)


def _span(route: Route, cursor: Cursor) -> Span:
    """The handler's name, or the call elsewhere that declares it."""
    return route.node.name_span if route.file == cursor.path else route.span


def _head(route: Route, project: Project) -> Words:
    unknown = () if route.known else (" behind a prefix that is not known",)
    answer = (f" → {route.answered}",) if route.method != "WEBSOCKET" else ()
    response = (" ", *type_words(project, route.response)) if route.response is not None and answer else ()
    return (Code(f"{route.method} {route.path}"), *unknown, *answer, *response)


def _rows(route: Route, project: Project) -> Iterator[tuple[str, Words]]:
    at = route.node.name_span.start
    yield "handler", (Code(route.handler), " in ", place(project, route.file, at))
    for where in _PLACES:
        yield where, joined((_parameter(it),) for it in route.parameters if it.place == where)
    if route.request is None:  # Several, or one that is wrapped: each has a name of its own in the body.
        yield "body", joined((_parameter(it),) for it in route.parameters if it.place == "body")
    for what, type_ in (("body", route.request), ("answer", route.response)):
        fields = _fields(type_, project) if type_ is not None else ()
        if type_ is not None and (fields or what == "body"):
            yield what, (*type_words(project, type_), *((": ", *fields) if fields else ()))
    yield "depends on", joined((_dependency(it, project) for it in route.dependencies), most=12)
    yield "errors", joined(_error(it, project) for it in _errors(route))
    tests = [(link(project, it.name, it.path, it.node.name_span.start),) for it in project.tests_of(route)]
    yield "tests", joined(tests) if tests else ("none",)


def _parameter(it: Parameter) -> Piece:
    return Code(f"{it.alias or it.name}: {it.type.text}" + (f" = {it.default}" if it.default is not None else ""))


def _fields(type_: Type, project: Project) -> Words:
    """The fields of a schema, of the elements of a list of it too, or what a RootModel holds; empty where it is no
    class of the project.

    What a library's `Page[HeroRead]` has around its elements is not known, nor is a `dict[str, HeroRead]` one of them.
    """
    elements = type_.args if type_.name in _LISTS else ()
    symbol = type_.symbol or next((it.symbol for it in elements if it.symbol is not None), None)
    if symbol is None:
        return ()
    root = project.root_of(symbol)
    if root is not None:
        return type_words(project, root)
    table = project.table_of(symbol)
    found = table.fields if table is not None else project.schema_fields(symbol) or ()
    return joined((Code(it.alias or it.name), *(() if it.required else ("?",))) for it in found)


def _dependency(it: Dependency, project: Project, depth: int = 6) -> Words:
    name: Piece = link_to(project, it.symbol) if it.symbol is not None else Code(it.name)
    kind = () if it.kind == "other" else (f" ({it.kind})",)
    below = [_dependency(child, project, depth - 1) for child in it.children] if depth > 0 else []
    if not below:
        return (name, *kind)
    return (name, *kind, " → ", *(below[0] if len(below) == 1 else ("(", *joined(below), ")")))


def _errors(route: Route) -> Iterable[Raised]:
    """Raised in several places, an error is the same to the client: the first place stands for all."""
    found: dict[tuple[int, str | None], Raised] = {}
    for it in route.raises:
        if it.status is not None:
            found.setdefault((it.status, it.detail or it.via), it)
    return found.values()


def _error(it: Raised, project: Project) -> Words:
    why = it.detail or it.via
    return (link(project, str(it.status), it.path, it.span.start), *((" ", Code(why)) if why else ()))


CARD = Card("route", show)
