"""A query: the SQL that its select compiles to, and the index that serves it.

Shown on a `select(…)`, on the calls chained to it, and where it is executed. Values that only the running
program knows are written `:name`.
"""

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown
from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.project.queries.values import Query, Step
from lsp_server.text import Span

_SELECT_NAMES = frozenset({"select"})


def show(cursor: Cursor) -> Shown | None:
    if "select" not in cursor.document.text:
        return None
    scope = next((name for name, it in cursor.facts.enclosing(cursor.selection) if _is_function(it)), "")
    found = _executed(cursor, scope) or _written(cursor)
    if found is None:
        return None
    node, steps, span = found
    from lsp_server.sql.selects import Sql, select_sql  # imports SQLAlchemy

    made = select_sql(cursor.project, cursor.path, scope, node, steps)
    if not isinstance(made, Sql):
        return None
    parts = [f"**Query** on {', '.join(f'`{it}`' for it in made.tables) or 'no table'}", f"```sql\n{made.text}\n```"]
    extra = [" ".join(cursor.document.slice(_call_span(it)).split()) for it in steps if it.conditional]
    if extra:
        parts.append("In some cases also: " + ", ".join(f"`{it}`" for it in extra))
    else:
        parts += list(made.served)
    return Shown("\n\n".join(parts) + "\n", span)


def _is_function(node: object) -> bool:
    return isinstance(node, syntax.FunctionDef)


def _executed(cursor: Cursor, scope: str) -> tuple[syntax.Expr, tuple[Step, ...], Span] | None:
    """The select of a query of this function that the cursor touches: where it is built or executed."""
    flow = cursor.project.flow(cursor.path, scope) if scope else None
    for query in flow.queries if flow is not None else ():
        if query.select is None or not query.select.complete:
            continue
        spans = (query.call.span, query.select.node.span, *(it.call.span for it in query.select.steps))
        if any(it.contains(cursor.selection) for it in spans) and not _in_argument(cursor, query):
            return query.select.node, query.select.steps, query.call.span
    return None


def _in_argument(cursor: Cursor, query: Query) -> bool:
    """Whether the cursor is in a select inside this one, which has a card of its own."""
    assert query.select is not None
    inner = [it for it in nodes_at(cursor.facts, cursor.selection) if _is_select(it)]
    return bool(inner) and inner[0].span != query.select.node.span


def _written(cursor: Cursor) -> tuple[syntax.Expr, tuple[Step, ...], Span] | None:
    """The longest chain around the cursor that begins with the innermost `select(…)`."""
    around = [it for it in nodes_at(cursor.facts, cursor.selection) if isinstance(it, syntax.Call)]
    found: syntax.Call | None = None
    for node in around:
        root = _root(node)
        if root is None:
            continue
        if found is not None and root.span != _rooted(found).span:
            break
        found = node
    return (found, (), found.span) if found is not None else None


def _rooted(node: syntax.Call) -> syntax.Call:
    root = _root(node)
    assert root is not None
    return root


def _root(node: syntax.Expr) -> syntax.Call | None:
    """The `select(…)` that a chain of method calls begins with."""
    while isinstance(node, syntax.Call):
        if _is_select(node):
            return node
        if not isinstance(node.func, syntax.Attribute):
            return None
        node = node.func.value
    return None


def _is_select(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Call) and syntax.last_name(node.func) in _SELECT_NAMES


def _call_span(step: Step) -> Span:
    """`.where(…)` without what stands before it."""
    func = step.call.func
    return Span(func.attr_span.start - 1 if isinstance(func, syntax.Attribute) else func.span.start, step.call.span.end)


CARD = Card("query", show)
