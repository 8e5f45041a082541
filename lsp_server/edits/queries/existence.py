"""Whether a row exists is asked of the database, without loading the row: `select(….exists())`."""

from collections.abc import Iterator

from lsp_server.edits.queries.rewrite import Rewrite, Site, annotations, fetch_as, one_value_method
from lsp_server.edits.queries.uniqueness import finds_at_most_one
from lsp_server.facts import syntax
from lsp_server.project.queries.values import Query, Use
from lsp_server.text import Edit, Span

_FETCHES = frozenset("scalars all first fetchall".split())
_ONE = frozenset("one_or_none scalar_one_or_none".split())  # raise where there are several rows


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each query of which only the truth is used."""
    for query in site.flow.queries:
        if (found := rewrite(site, query)) is not None:
            yield found


def rewrite(site: Site, query: Query) -> Rewrite | None:
    select, statement = query.select, query.statement
    if select is None or statement is None or select.table is None or not select.complete or query.many is None:
        return None
    if select.has("with_for_update"):
        return None  # the row is loaded to be locked
    if not query.uses or any(it.kind != "truth" or it.reused or it.path for it in query.uses):
        return None
    allowed = _FETCHES | _ONE if finds_at_most_one(site, query) else _FETCHES
    if not query.fetch or not set(query.fetch) <= allowed or _has_own_truth(query):
        return None
    fetch = fetch_as(query, one_value_method(query))
    tests = [_test(site, it) for it in query.uses]
    if fetch is None or any(it is None for it in tests) or (query.many and any(_is_none_test(it) for it in query.uses)):
        return None
    annotated = annotations(site, query, "bool")
    if annotated is None:
        return None
    start, end = statement.span.start, statement.span.end
    return Rewrite(
        span=query.span,
        strength=3,
        found="ask whether a row exists instead of loading it",
        done=f"asks whether a {select.table.name} exists",
        edits=(
            Edit(Span(start, start), "select("),
            Edit(Span(end, end), ".exists())"),
            fetch,
            *annotated,
            *(it for it in tests if it is not None and it.text),
        ),
        imports=((select.library, "select"),),
    )


def _has_own_truth(query: Query) -> bool:
    """A class with `__bool__` or `__len__` may call one of its rows false."""
    table = query.table
    names = ("__bool__", "__len__")
    return table is not None and any(isinstance(it, syntax.FunctionDef) and it.name in names for it in table.node.body)


def _is_none_test(use: Use) -> bool:
    return isinstance(use.parent, syntax.Compare)


def _test(site: Site, use: Use) -> Edit | None:
    """`row is None` becomes `not row`, `row is not None` becomes `row`; an empty edit changes nothing."""
    node, parent = use.node, use.parent
    if not isinstance(parent, syntax.Compare):
        return Edit(Span(node.span.start, node.span.start), "")
    if use.variable is None:
        return None
    if parent.ops == ("is not",):
        return Edit(parent.span, use.variable)
    outer = site.flow.body.parent(parent)
    # `not x` binds less tightly than a comparison, but nothing that may stand here binds tighter than `not`.
    return Edit(parent.span, f"not {use.variable}") if not isinstance(outer, syntax.Compare | syntax.BinOp) else None
