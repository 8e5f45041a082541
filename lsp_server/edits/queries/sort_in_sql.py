"""Rows that are sorted in Python are sorted by the database: by columns without NULL that both order alike."""

from collections.abc import Iterator

from lsp_server.edits.queries.listed import CHANGING, end_of, entity_text, field_of_row, is_nullable, lists, only_use
from lsp_server.edits.queries.rewrite import Rewrite, Site
from lsp_server.facts import syntax
from lsp_server.project.queries.values import Query
from lsp_server.text import Edit, Span

_ORDERED = frozenset({"int", "datetime.date", "datetime.datetime", "decimal.Decimal"})


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each list of rows that is only sorted."""
    for query in lists(site):
        if (found := rewrite(site, query)) is not None:
            yield found


def rewrite(site: Site, query: Query) -> Rewrite | None:
    """`sorted(rows, key=lambda it: it.age)` becomes `.order_by(…)`; the old order still parts equals."""
    use = only_use(query, "passed")
    if use is None or use.name != "sorted" or query.select is None or query.select.has(*CHANGING):
        return None
    call = use.parent
    if not isinstance(call, syntax.Call) or len(call.args) != 1 or query.statement is None:
        return None
    key, reverse = call.keyword("key"), call.keyword("reverse")
    if not isinstance(key, syntax.Lambda) or len(key.parameters) != 1:
        return None
    if reverse is not None and not (isinstance(reverse, syntax.Constant) and isinstance(reverse.value, bool)):
        return None
    field = field_of_row(site, query, key.body, key.parameters[0].name)
    if field is None or is_nullable(field) or field.type.name not in _ORDERED:
        return None
    if len(call.keywords) != 1 + (reverse is not None) or any(it.conditional for it in query.select.steps):
        return None
    descending = isinstance(reverse, syntax.Constant) and reverse.value is True
    assert query.table is not None
    order, imports = site.typed(query.table, f"{entity_text(site, query)}.{field.name}")
    order = f"{order}.desc()" if descending else order
    step = query.select.step("order_by")
    if step is not None:
        if not step.call.args:
            return None
        start = step.call.args[0].span.start
        place = Edit(Span(start, start), f"{order}, ")
    else:
        place = site.chained(query.statement, f"order_by({order})")
    start, end = call.args[0].span.start, call.args[0].span.end
    inner = use.variable or site.document.slice(Span(start, end))
    edits = (place, Edit(call.span, f"list({inner})")) if use.variable else (place, *_unwrapped(site, call))
    return Rewrite(
        span=query.span,
        strength=5,
        found="sort in the database",
        done="sorts in the database",
        edits=edits,
        imports=imports,
    )


def _unwrapped(site: Site, call: syntax.Call) -> tuple[Edit, ...]:
    """`sorted(X, key=…)` as `list(X)`, X left as it is."""
    first = end_of(site, call.args[0])
    return Edit(call.func.span, "list"), Edit(Span(first, call.span.end - 1), "")
