"""One row is asked for when one row is used: `.all()[0]` and `.first()` get a `limit(1)`."""

from collections.abc import Iterator

from lsp_server.edits.queries.rewrite import Rewrite, Site, is_plain_select
from lsp_server.edits.queries.uniqueness import finds_at_most_one
from lsp_server.facts import syntax
from lsp_server.project.queries.values import Query, Use

_OTHER_ROWS = (
    "limit",
    "fetch",
    "offset",
    "slice",
    "from_statement",
    "union",
    "union_all",
    "intersect",
    "except_",
    "with_for_update",
)


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each query that fetches many rows of which the first is used."""
    for query in site.flow.queries:
        if (found := rewrite(site, query)) is not None:
            yield found


def rewrite(site: Site, query: Query) -> Rewrite | None:
    select = query.select
    if select is None or query.statement is None or not select.complete or select.has(*_OTHER_ROWS):
        return None
    if "unique" in query.fetch or finds_at_most_one(site, query):
        return None
    by_first = query.fetch[-1:] == ("first",)
    if not by_first and not (query.many and _only_first(query)):
        return None
    if not by_first and not is_plain_select(query):
        return None
    return Rewrite(
        span=query.span,
        strength=6,
        found="fetch one row instead of all",
        done="asks the database for one row",
        edits=(site.chained(query.statement, "limit(1)"),),
    )


def _only_first(query: Query) -> bool:
    indexed = [it for it in query.uses if it.whole]
    return any(it.kind == "indexed" for it in indexed) and all(
        (it.kind == "indexed" and _is_zero(it)) or it.kind == "truth" for it in indexed
    )


def _is_zero(use: Use) -> bool:
    node = use.node
    return (
        isinstance(node, syntax.Subscript)
        and len(node.slices) == 1
        and isinstance(node.slices[0], syntax.Constant)
        and node.slices[0].value == 0
        and not isinstance(node.slices[0].value, bool)
    )
