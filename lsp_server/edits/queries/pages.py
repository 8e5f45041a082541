"""A list without end gets `offset` and `limit` parameters whose defaults leave the result as it is."""

from collections.abc import Iterator

from lsp_server.edits.queries.rewrite import Rewrite, Site
from lsp_server.edits.queries.uniqueness import comparisons, finds_at_most_one
from lsp_server.facts import syntax
from lsp_server.project.queries import Query
from lsp_server.text import Edit, Span

_BOUNDED = frozenset(
    "limit offset fetch slice group_by distinct from_statement union union_all with_for_update".split()
)


def find(site: Site) -> Iterator[Rewrite]:
    """The function's rewrite where it hands out a whole table's rows, as many as there may be."""
    found = [it for it in site.flow.queries if is_unbounded(site, it)]
    if len(found) == 1 and (one := rewrite(site, found[0])) is not None:
        yield one


def is_unbounded(site: Site, query: Query) -> bool:
    """Whether all rows of a table, however many, are fetched and returned."""
    select = query.select
    if select is None or query.table is None or not select.complete or select.has(*_BOUNDED) or not query.many:
        return False
    if query.loops or finds_at_most_one(site, query) or not _all_is_returned(query):
        return False
    # `in_` is bounded by the list it is given.
    return not any(it.op == "in_" for it in comparisons(site, query))


def rewrite(site: Site, query: Query) -> Rewrite | None:
    function, select = site.flow.function, query.select
    names = {it.name for it in function.parameters}
    if select is None or query.statement is None or query.table is None or names & {"limit", "offset", "skip", "page"}:
        return None
    if any(it.kind.startswith("var_") for it in function.parameters) or not query.table.primary_key:
        return None
    edit = _parameters(site, _is_route(function))
    if edit is None or any(use.kind in ("length", "indexed") for use in query.uses):
        return None
    order, ordered_by = "", ""
    if not select.has("order_by"):
        keys = ", ".join(f"{site.spelling(query.table)[0]}.{it.name}" for it in query.table.primary_key)
        order, ordered_by = f"order_by({keys}).", f" Rows are ordered by {keys}, so that pages fit together."
    pages = site.chained(query.statement, f"{order}offset(offset).limit(limit)")
    needed = (("typing", "Annotated"), ("fastapi", "Query")) if _is_route(function) else ()
    return Rewrite(
        span=query.span,
        strength=2,
        found="page the list with offset and limit",
        done="takes offset and limit",
        edits=(edit, pages),
        imports=needed,
        notes=(f"Without them all rows come back, as before.{ordered_by}",),
        alone=True,
    )


def _all_is_returned(query: Query) -> bool:
    whole = [it for it in query.uses if it.whole]
    return (
        bool(whole)
        and all(it.kind in ("returned", "iterated", "passed") for it in whole)
        and any(it.kind == "returned" for it in whole)
    )


def _is_route(function: syntax.FunctionDef) -> bool:
    methods = ("get", "post", "put", "patch", "delete", "api_route")
    return any(isinstance(it, syntax.Call) and syntax.last_name(it.func) in methods for it in function.decorators)


def _parameters(site: Site, route: bool) -> Edit | None:
    """The two parameters behind the last one, in the style of the signature."""
    function = site.flow.function
    if not function.parameters:
        return None
    offset, limit = "offset: int = 0", "limit: int | None = None"
    if route:
        offset = "offset: Annotated[int, Query(ge=0)] = 0"
        limit = "limit: Annotated[int | None, Query(ge=1, le=100)] = None"
    last = function.parameters[-1]
    before = site.document.slice(Span(function.header.start, last.span.start))
    line = before.rpartition("\n")[2]
    separator = ", " if "\n" not in before or line.strip() else f",{site.document.newline}{line}"
    return Edit(Span(last.span.end, last.span.end), f"{separator}{offset}{separator}{limit}")
