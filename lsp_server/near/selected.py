"""What the cursor is on, as a piece: a definition, or the lines that are selected."""

from dataclasses import dataclass

from lsp_server.agent.brief import Piece
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.near.functions import around_code, around_route
from lsp_server.near.pieces import of_node
from lsp_server.near.tables import around_table
from lsp_server.project.view import Project
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Selected:
    """`name` is how a person calls it: "POST /heroes", "Hero", "HeroService.create"."""

    name: str
    kind: str  # "route", "table", "class", "function" or "file"
    piece: Piece
    node: syntax.Node | None


def selected(project: Project, path: str, selection: Span) -> Selected:
    """The innermost definition around the selection, as what it is in the project; the whole file outside of all."""
    facts = project.files[path]
    for route in project.routes_at(path, selection):
        if route.file == path and route.node.span.contains(selection):
            name = f"{route.method} {route.path}"
            return Selected(name, "route", of_node(project, path, route.node, name), route.node)
    for table in project.tables_in(path):
        if table.node.span.contains(selection):
            return Selected(table.name, "table", of_node(project, path, table.node, "the table"), table.node)
    around = _around(facts, selection)
    if around is None:
        return Selected(path, "file", Piece(facts.document, "the file"), None)
    name, node = around
    kind = "class" if isinstance(node, syntax.ClassDef) else "function"
    return Selected(name, kind, of_node(project, path, node, f"the {kind}"), node)


def around_selected(project: Project, it: Selected) -> tuple[Piece, ...]:
    """What to read with it."""
    path = it.piece.path
    match it.kind:
        case "route":
            route = next(each for each in project.routes_of(path) if each.node is it.node)
            return around_route(project, route)
        case "table":
            table = next(each for each in project.tables_in(path) if each.node is it.node)
            return around_table(project, table)
        case _:
            return around_code(project, path, it.node) if it.node is not None else ()


def names_of(project: Project, it: Selected) -> tuple[str, ...]:
    """By which a spec may speak of it: classes, tables that it works on, paths of routes. Slower than `selected`."""
    path = it.piece.path
    routes = [route for route in project.routes_of(path) if it.node is None or route.node is it.node]
    tables = [table for table in project.tables_in(path) if it.node is None or table.node is it.node]
    reached = [table.name for route in routes for table in project.reach(route).tables]
    own = [it.name.rpartition(".")[2]] if it.kind in ("class", "function") else []
    found = [*own, *(route.path for route in routes), *(table.name for table in tables), *reached]
    return tuple(dict.fromkeys(found))


def _around(facts: FileFacts, selection: Span) -> tuple[str, syntax.ClassDef | syntax.FunctionDef] | None:
    return next(iter(facts.enclosing(selection)), None)
