"""A query: the SQL that it compiles to, its tables, the index that serves it, and all statements it will send.

Shown on a `select(…)`, `update(…)`, `delete(…)`, `insert(…)` or `union(…)`, on the calls chained to it, and where a
select is executed. Values that only the running
program knows are written `:name`. Statements are counted with those of loader options, of relationships that
their models always load, of relationships that are read from the rows without having been loaded, and of rows that
a commit expires before they are read again. What the response model of a route reads that returns the rows of this
function as they are is told apart.
"""

from collections.abc import Iterator

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, counted, facts_table, link, link_to, place
from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.markup import Block, Code, Line, Part, Strong, Words, joined
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.names.bodies import body_of
from lsp_server.project.names.classes import library_name
from lsp_server.project.queries.building import steps_after
from lsp_server.project.queries.expired import Reload, reload_of
from lsp_server.project.queries.statements import Load, loads
from lsp_server.project.queries.values import Flow, Query, Step, Use
from lsp_server.project.routes.values import Route
from lsp_server.project.shown import shown_by_answers, shown_by_schemas
from lsp_server.project.view import Project
from lsp_server.text import Span

_BEGINNINGS = frozenset(
    "select update delete insert union union_all intersect intersect_all except_ except_all".split()
)
_LIBRARIES = ("sqlalchemy.", "sqlmodel.")


def show(cursor: Cursor) -> Shown | None:
    if not _holds_any(cursor.project, cursor.path):
        return None
    from lsp_server.sql.kept import sql_at, sql_of_query  # not needed at start
    from lsp_server.sql.values import Sql

    scope = next((name for name, it in cursor.facts.enclosing(cursor.selection) if _is_function(it)), "")
    flow = cursor.project.flow(cursor.path, scope) if scope else None
    index = _executed(cursor, flow) if flow is not None else None
    query = flow.queries[index] if flow is not None and index is not None else None
    found = _written(cursor) if query is None else None
    steps: tuple[Step, ...]
    made: Sql | str | None
    if query is not None and query.select is not None and index is not None:
        steps, span = query.select.steps, query.call.span
        made = sql_of_query(cursor.project, cursor.path, scope, index)
    elif found is not None:
        body = body_of(cursor.project.modules, cursor.path, scope) if scope else None
        steps, span = (steps_after(body, found) if body is not None else ()) or (), found.span
        made = sql_at(cursor.project, cursor.path, scope, found.span.start, found.span.end)
    else:
        return None
    if not isinstance(made, Sql):
        return None
    further = _further(cursor.project, flow, query) if flow is not None and query is not None else None
    answers = tuple(_answers(cursor.project, flow, query)) if further is not None and flow and query else ()
    again = reload_of(cursor.project.modules, flow, query) if further is not None and flow and query else None
    tables = joined(_table(it, cursor) for it in made.tables) or ("no table",)
    extra = [Code(" ".join(cursor.document.slice(_call_span(it)).split())) for it in steps if it.conditional]
    table = facts_table(
        ("in some cases", joined((it,) for it in extra)),
        ("index", () if extra else made.served),
        *(_load_row(it, cursor, query) for it in further or () if query is not None),
        *(_answer_row(it, route, cursor, query) for it, route in answers if query is not None),
        *((_reload_row(again, cursor, query),) if again is not None and query is not None else ()),
    )
    parts: list[Part] = [Line((Strong(made.kind), " on ", *tables, *_count(further, again)))]
    parts += [table] if table is not None else []
    return Shown((*parts, Block("sql", made.text)), span)


@tracked
def _holds_any(project: Project, path: str) -> bool:
    """Whether a statement may begin anywhere in a file."""
    text = project.files[path].document.text
    return any(f"{it}(" in text for it in _BEGINNINGS)


def _is_function(node: object) -> bool:
    return isinstance(node, syntax.FunctionDef)


def _table(name: str, cursor: Cursor) -> Words:
    found = cursor.project.table_by_db_name(name, cursor.path)
    return (link_to(cursor.project, found.symbol, name) if found is not None else Code(name),)


# --------------------------------------------------------------------------- statements


def _further(project: Project, flow: Flow, query: Query) -> tuple[Load, ...] | None:
    return _loads(project, flow, query, shown_by_schemas(project, flow, query))


def _answers(project: Project, flow: Flow, query: Query) -> Iterator[tuple[Load, Route]]:
    """What the answers of routes load that have their rows from this function, each relationship for each route."""
    for use, route in shown_by_answers(project, flow, query):
        found = _loads(project, flow, query, (use,)) or ()
        yield from ((it, route) for it in found if it.use is use)


def _loads(project: Project, flow: Flow, query: Query, also: tuple[Use, ...]) -> tuple[Load, ...] | None:
    def table_of(it: Relationship) -> Table | None:
        return project.table_of(it.target_symbol) if it.target_symbol is not None else None

    return loads(flow, query, table_of, also)


def _count(further: tuple[Load, ...] | None, again: Reload | None) -> Words:
    """How many statements it takes, in words."""
    if further is None:
        return ()
    all_: tuple[Load | Reload, ...] = (*further, again) if again is not None else further
    once = 1 + sum(not it.per_row for it in all_)
    each = sum(it.per_row for it in all_)
    return (f": {counted(once, 'statement')}", f" and {each} for each row" if each else "")


def _load_row(it: Load, cursor: Cursor, query: Query) -> tuple[str, Words]:
    """A relationship with a statement of its own, and why it has one."""
    name = link(cursor.project, ".".join(it.path), it.relationship.path, it.relationship.span.start)
    often = "one for each row" if it.per_row else "one for all rows" if query.many else "one"
    if it.use is None:
        return "then", (name, f": {often}, {it.how}")
    read = place(cursor.project, cursor.path, it.use.node.span.start)
    failing = ", which raises MissingGreenlet under AsyncSession" if query.is_async else ""
    return "then", (name, f": {often}, not loaded when it is read in ", read, failing)


def _answer_row(it: Load, route: Route, cursor: Cursor, query: Query) -> tuple[str, Words]:
    """A relationship that the response model of another function reads."""
    name = link(cursor.project, ".".join(it.path), it.relationship.path, it.relationship.span.start)
    often = "one more for each row" if it.per_row else "one more"
    read = link(cursor.project, f"{route.method} {route.path}", route.file, route.node.name_span.start)
    failing = ", which raises MissingGreenlet under AsyncSession" if query.is_async else ""
    return "in an answer", (name, f": {often}, not loaded when ", read, " is answered with it", failing)


def _reload_row(it: Reload, cursor: Cursor, query: Query) -> tuple[str, Words]:
    """The rows that a commit expired, read anew."""
    commit = place(cursor.project, cursor.path, it.commit.call.span.start)
    read = place(cursor.project, cursor.path, it.use.node.span.start)
    often = "one for each row" if it.per_row else "one"
    failing = ", which raises MissingGreenlet under AsyncSession" if query.is_async else ""
    return "again", (f"{often}, expired by the commit in ", commit, " when it is read in ", read, failing)


# --------------------------------------------------------------------------- which query


def _executed(cursor: Cursor, flow: Flow) -> int | None:
    """Which query of this function it is whose select the cursor touches: where it is built or executed."""
    for index, query in enumerate(flow.queries):
        if query.select is None or not query.select.complete:
            continue
        spans = (query.call.span, query.select.node.span, *(it.call.span for it in query.select.steps))
        if any(it.contains(cursor.selection) for it in spans) and not _in_argument(cursor, query):
            return index
    return None


def _in_argument(cursor: Cursor, query: Query) -> bool:
    """Whether the cursor is in a select inside this one, which has a card of its own."""
    assert query.select is not None
    inner = [it for it in nodes_at(cursor.facts, cursor.selection) if _is_select(it)]
    return bool(inner) and inner[0].span != query.select.node.span


def _written(cursor: Cursor) -> syntax.Call | None:
    """The longest chain around the cursor that begins with the innermost `select(…)`."""
    found: syntax.Call | None = None
    begin: Span | None = None
    for node, root in _chains(cursor):
        if begin is not None and root.span != begin:
            break
        found, begin = node, root.span
    return found


def _chains(cursor: Cursor) -> Iterator[tuple[syntax.Call, syntax.Call]]:
    for it in nodes_at(cursor.facts, cursor.selection):
        root = _root(cursor, it) if isinstance(it, syntax.Call) else None
        if isinstance(it, syntax.Call) and root is not None:
            yield it, root


def _root(cursor: Cursor, node: syntax.Expr) -> syntax.Call | None:
    """The `select(…)` that a chain of method calls begins with, or what else begins a statement."""
    while isinstance(node, syntax.Call):
        if _is_select(node) or _begins(cursor, node):
            return node
        if not isinstance(node.func, syntax.Attribute):
            return None
        node = node.func.value
    return None


def _is_select(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Call) and syntax.last_name(node.func) == "select"


def _begins(cursor: Cursor, node: syntax.Call) -> bool:
    """`update(…)` of SQLAlchemy, and no method or function of another that is called so."""
    if syntax.last_name(node.func) not in _BEGINNINGS:
        return False
    return library_name(cursor.project.modules, cursor.path, node).startswith(_LIBRARIES)


def _call_span(step: Step) -> Span:
    """`.where(…)` without what stands before it."""
    func = step.call.func
    return Span(func.attr_span.start - 1 if isinstance(func, syntax.Attribute) else func.span.start, step.call.span.end)


CARD = Card("query", show)
