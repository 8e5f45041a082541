"""A list without end gets `offset` and `limit` parameters whose defaults leave the result as it is."""

from collections.abc import Iterator
from itertools import pairwise

from lsp_server.edits.queries.rewrite import Rewrite, Site
from lsp_server.edits.queries.uniqueness import comparisons, finds_at_most_one
from lsp_server.facts import syntax
from lsp_server.project.queries.values import Query, Use
from lsp_server.text import Edit, Span

_BOUNDED = frozenset(
    "limit offset fetch slice group_by distinct from_statement union union_all with_for_update".split()
)

_LINE = 100  # a signature longer than this is written one parameter a line


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
    if query.loops or finds_at_most_one(site, query) or not _all_is_returned(site, query):
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
    parameters = _parameters(site, _is_route(function))
    if not parameters or any(use.kind in ("length", "indexed") for use in query.uses):
        return None
    order, ordered_by = "", ""
    needed: tuple[tuple[str, str], ...] = ()
    if _is_route(function):
        needed = (("typing", "Annotated"), ("fastapi", "Query"))
    if not select.has("order_by"):
        owner = site.spelling(query.table)[0]
        keys = [site.typed(query.table, f"{owner}.{it.name}") for it in query.table.primary_key]
        order = f"order_by({', '.join(text for text, _ in keys)})."
        ordered_by = f" Rows are ordered by {', '.join(it.name for it in query.table.primary_key)}, so that pages fit."
        needed += keys[0][1]
    pages = site.chained(query.statement, f"{order}offset(offset).limit(limit)")
    return Rewrite(
        span=query.span,
        strength=2,
        found="page the list with offset and limit",
        done="takes offset and limit",
        edits=(*parameters, pages),
        imports=needed,
        notes=(f"Without them all rows come back, as before.{ordered_by}",),
        alone=True,
    )


def _all_is_returned(site: Site, query: Query) -> bool:
    """Whether what the function returns holds something for every row: the list, or a list made of it."""
    whole = [it for it in query.uses if it.whole]
    return bool(whole) and all(
        it.kind == "returned" or (it.kind in ("iterated", "passed") and _is_in_return(site, it)) for it in whole
    )


def _is_in_return(site: Site, use: Use) -> bool:
    """`return [Public.model_validate(it) for it in rows]`, `return Page(items=rows)`; not what is filtered first."""
    if isinstance(use.parent, syntax.Generator) and use.parent.conditions:
        return False
    return isinstance(site.flow.body.statement(use.node), syntax.Return) and use.name not in (
        "len",
        "sum",
        "min",
        "max",
    )


def _is_route(function: syntax.FunctionDef) -> bool:
    methods = ("get", "post", "put", "patch", "delete", "api_route")
    return any(isinstance(it, syntax.Call) and syntax.last_name(it.func) in methods for it in function.decorators)


def _parameters(site: Site, route: bool) -> tuple[Edit, ...]:
    """The two parameters behind the last one, in the style of the signature; none where that can't be done."""
    function = site.flow.function
    if not function.parameters:
        return ()
    offset, limit = "offset: int = 0", "limit: int | None = None"
    if route:
        offset = "offset: Annotated[int, Query(ge=0)] = 0"
        limit = "limit: Annotated[int | None, Query(ge=1, le=100)] = None"
    last = function.parameters[-1]
    before = site.document.slice(Span(function.header.start, last.span.start))
    line = before.rpartition("\n")[2]
    header = site.document.slice(function.header)
    is_long = "\n" not in header and len(header) + len(offset) + len(limit) > _LINE
    if is_long and (spread := _spread(site, offset, limit)) is not None:
        return spread
    separator = ", " if "\n" not in before or line.strip() else f",{site.document.newline}{line}"
    return (Edit(Span(last.span.end, last.span.end), f"{separator}{offset}{separator}{limit}"),)


def _spread(site: Site, *more: str) -> tuple[Edit, ...] | None:
    """A signature of one line, one parameter a line; None where it holds `*` or `/`, which are no parameters."""
    function = site.flow.function
    newline, indent = site.document.newline, site.indent(function.header.start)
    unit = "\t" if "\t" in site.indent(function.body[0].span.start) else "    "
    inner = f"{newline}{indent}{unit}"
    first, last = function.parameters[0], function.parameters[-1]
    gaps = [Span(a.span.end, b.span.start) for a, b in pairwise(function.parameters)]
    closing = site.document.data[last.span.end : last.span.end + 1]
    if any(site.document.slice(it).strip() != "," for it in gaps) or closing != b")":
        return None
    if site.document.data[first.span.start - 1 : first.span.start] != b"(":
        return None
    added = "".join(f",{inner}{it}" for it in more)
    return (
        Edit(Span(first.span.start, first.span.start), inner),
        *(Edit(it, f",{inner}") for it in gaps),
        Edit(Span(last.span.end, last.span.end), f"{added},{newline}{indent}"),
    )
