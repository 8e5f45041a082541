"""A dependency: its whole chain, what of it runs once or again in a request, who uses it, who overrides it.

Shown on `Depends(…)` and `Security(…)`, on a parameter that a dependency fills, on an `Annotated` alias of one, and on
the name of a function or class that is depended on.
"""

from dataclasses import dataclass

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, facts_table, link, link_to, place, reader
from lsp_server.facts import syntax
from lsp_server.facts.at import name_at, nodes_at
from lsp_server.markup import Code, Line, Part, Piece, Strong, Table, Words, joined
from lsp_server.project.functions.depends import dependency_of
from lsp_server.project.names.classes import key, lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routes.dependencies import Dependencies
from lsp_server.project.routes.dependency_calls import Called, calls, is_generator
from lsp_server.project.routes.errors import Errors
from lsp_server.project.routes.overrides import link_overrides
from lsp_server.project.routes.uses import depending_on
from lsp_server.project.routes.values import Dependency
from lsp_server.project.view import Project
from lsp_server.text import Span

_ROWS = 30
_DEPENDS = ("Depends", "Security")
_TURNS = {"runs": "runs", "cached": "cached", "again": "runs again"}


def show(cursor: Cursor) -> Shown | None:
    found = depended_on(cursor)
    if found is None:
        return None
    project, symbol = cursor.project, found.symbol
    users = depending_on(project.modules, key(symbol))
    if not users and not found.certain:
        return None
    graph = Dependencies(project.modules, Errors(project.modules, None))
    it = (graph.of_call(found.call) if found.call is not None else None) or graph.of_symbol(symbol)
    parts: list[Part] = [_head(it, symbol, project)]
    overrides = [one for one in link_overrides(project.modules) if key(one.replaced) == key(symbol)]
    routes = ((link(project, f"{one.method} {one.path}", one.file, one.node.name_span.start),) for one in users)
    table = facts_table(
        ("ends", ("what follows ", Code("yield"), " runs after the handler") if is_generator(it) else ()),
        ("errors", _errors(it, project)),
        ("routes", joined(routes) or ("none",)),
        ("overridden in", joined(reader(project, one.where, one.path, one.span.start) for one in overrides)),
    )
    parts += [table] if table is not None else []
    chain = calls(project.modules, it.children)
    if chain:
        rows = tuple(_row(one, project) for one in chain[:_ROWS])
        parts.append(Table(("depends on", "", "in a request", "errors"), rows))
    if len(chain) > _ROWS:
        parts.append(Line((f"and {len(chain) - _ROWS} more",)))
    return Shown(tuple(parts), found.span)


@dataclass(frozen=True, slots=True)
class DependedOn:
    """What the code under the cursor depends on; not `certain` where it is only a name that may be depended on."""

    symbol: Symbol
    span: Span
    certain: bool = True
    call: Placed | None = None  # the `Depends(…)`, where the cursor is on one that names what it wants


def depended_on(cursor: Cursor) -> DependedOn | None:
    """The dependency that a cursor is on, whether the provider itself, an alias, a parameter or `Depends(…)`."""
    modules, around = cursor.project.modules, nodes_at(cursor.facts, cursor.selection)
    enclosing = cursor.facts.enclosing(cursor.selection)
    scope = next((name for name, it in enclosing if isinstance(it, syntax.FunctionDef)), "")
    outer = scope.rpartition(".")[0]
    for node in around[:1]:
        if isinstance(node, syntax.Parameter):
            name = Span(node.span.start, node.span.start + len(node.name.encode()))
            found = dependency_of(modules, cursor.path, node.annotation, node.default, outer)
            return DependedOn(found, name) if found is not None and name.contains(cursor.selection) else None
    for node in around[:3]:
        if isinstance(node, syntax.Call) and syntax.last_name(node.func) in _DEPENDS:
            parameter = next((it for it in around if isinstance(it, syntax.Parameter)), None)
            found = dependency_of(modules, cursor.path, parameter.annotation if parameter else None, node, outer)
            call = Placed(node, cursor.path, scope) if node.argument(0, "dependency") is not None else None
            return DependedOn(found, node.span, call=call) if found is not None else None
    named = name_at(cursor.facts, cursor.selection)
    resolved = lookup(modules, cursor.path, scope, named[0]) if named is not None else None
    if named is None or not isinstance(resolved, Symbol):
        return None
    if isinstance(resolved.node, syntax.Assign) and isinstance(resolved.node.value, syntax.Subscript):
        found = dependency_of(modules, resolved.path, resolved.node.value, None)
        return DependedOn(found, named[1]) if found is not None else None
    return DependedOn(resolved, named[1], certain=False)


def is_on_depends(cursor: Cursor) -> bool:
    """Whether a cursor is on a `Depends(…)` of which there is something to show: it may stand in a decorator."""
    around = nodes_at(cursor.facts, cursor.selection)[:3]
    if not any(isinstance(it, syntax.Call) and syntax.last_name(it.func) in _DEPENDS for it in around):
        return False
    found = depended_on(cursor)
    return found is not None and found.certain


# --------------------------------------------------------------------------- what is said


def _head(it: Dependency, symbol: Symbol, project: Project) -> Line:
    node = it.runs.node if it.runs is not None else symbol.node
    returns = node.returns if isinstance(node, syntax.FunctionDef) else None
    path = it.runs.path if it.runs is not None else symbol.path
    gives: Words = (" → ", Code(project.files[path].document.slice(returns.span))) if returns is not None else ()
    kind: Words = () if it.kind == "other" else (f", {it.kind}",)
    at = symbol.node.name_span if isinstance(symbol.node, syntax.FunctionDef | syntax.ClassDef) else symbol.node.span
    where = place(project, symbol.path, at.start)
    return Line((Strong("Dependency"), " ", Code(it.name), *gives, *kind, ", in ", where))


def _row(it: Called, project: Project) -> tuple[Words, ...]:
    one = it.dependency
    indent = "" if it.depth == 0 else "\u00a0\u00a0" * (it.depth - 1) + "└ "
    name: Piece = link_to(project, one.symbol) if one.symbol is not None else Code(one.name)
    scopes: Words = (" for ", *joined((Code(scope),) for scope in one.scopes)) if one.scopes else ()
    kind: Words = () if one.kind == "other" else (one.kind,)
    return (indent, name, *scopes), kind, (_TURNS[it.turn],), _errors(one, project)


def _errors(it: Dependency, project: Project) -> Words:
    return joined((link(project, str(one.status), one.path, one.span.start),) for one in it.raises if one.status)


CARD = Card("dependency", show)
