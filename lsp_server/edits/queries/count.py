"""Rows that are only counted are counted by the database: `len(….all())` becomes `select(func.count())`."""

from collections.abc import Iterator

from lsp_server.edits.queries.rewrite import Rewrite, Site, fetch_as, one_value_method
from lsp_server.facts import syntax
from lsp_server.project.queries.values import Query, Select, Use
from lsp_server.text import Edit, Span

# Steps that keep `select(func.count()).select_from(Table)` the same set of rows.
_PLAIN = frozenset("where filter filter_by join outerjoin order_by options".split())
_DROPPED = ("order_by", "options")  # no meaning for a count, and an error in the first case


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each query whose list is used for nothing but its length."""
    for query in site.flow.queries:
        if (found := rewrite(site, query)) is not None:
            yield found


def is_only_counted(query: Query) -> bool:
    """Whether a list of rows is fetched and nothing but its length is wanted; not one that is fetched to be locked."""
    if query.select is not None and query.select.has("with_for_update"):
        return False
    return query.many is True and bool(query.uses) and all(it.kind == "length" and not it.reused for it in query.uses)


def rewrite(site: Site, query: Query) -> Rewrite | None:
    """The count; None where the query or its use can't be followed to the end."""
    select = query.select
    if select is None or not is_only_counted(query) or "unique" in query.fetch or query.statement is None:
        return None
    fetch = fetch_as(query, one_value_method(query))
    counted = _counted(site, query, select)
    if fetch is None or counted is None or not set(query.fetch) <= {"scalars", "all", "fetchall"}:
        return None
    lengths = _lengths(site, query)
    if lengths is None:
        return None
    table = select.table.name if select.table is not None else "rows"
    imports = [("sqlmodel" if select.library == "sqlmodel" else "sqlalchemy", "func")]
    if any("select(" in it.text for it in counted):
        imports.append((f"{select.library}", "select"))
    return Rewrite(
        span=query.span,
        strength=7,
        found="count in the database instead of loading the rows",
        done=f"counts {table} rows in the database",
        edits=(*counted, fetch, *lengths),
        imports=tuple(imports),
    )


def _counted(site: Site, query: Query, select: Select) -> tuple[Edit, ...] | None:
    """The statement as a count: its entity exchanged, or all of it as a subquery where rows depend on more."""
    assert query.statement is not None
    local = not select.shared and select.complete and not any(it.conditional for it in select.steps)
    entity = select.entities[0] if len(select.entities) == 1 else None
    if local and entity is not None and entity.table is not None and all(it.name in _PLAIN for it in select.steps):
        owner = site.text(entity.node) if entity.column is None else site.spelling(entity.table)[0]
        if _has_arguments(select.node):
            return None
        exchanged = Edit(_arguments(select.node), "func.count()")
        source = site.chained(select.node, f"select_from({owner})")
        dropped = tuple(
            Edit(Span(_receiver_end(it.call), it.call.span.end), "") for it in select.steps if it.name in _DROPPED
        )
        return exchanged, _joined(source, dropped), *(it for it in dropped if it.span.start != source.span.start)
    if not select.complete or len(select.entities) != 1:
        return None
    start, end = query.statement.span.start, query.statement.span.end
    return (
        Edit(Span(start, start), "select(func.count()).select_from("),
        Edit(Span(end, end), ".subquery())"),
    )


def _joined(source: Edit, dropped: tuple[Edit, ...]) -> Edit:
    """One edit for `.select_from(…)` and the step that is dropped at the same place."""
    same = next((it for it in dropped if it.span.start == source.span.start), None)
    return source if same is None else Edit(same.span, source.text)


def _has_arguments(node: syntax.Call) -> bool:
    return bool(node.keywords) or len(node.args) != 1


def _arguments(node: syntax.Call) -> Span:
    return Span(node.args[0].span.start, node.args[-1].span.end)


def _receiver_end(call: syntax.Call) -> int:
    assert isinstance(call.func, syntax.Attribute)
    return call.func.value.span.end


def _lengths(site: Site, query: Query) -> tuple[Edit, ...] | None:
    """`len(rows)` becomes the count itself, under a new name where the rows had one."""
    edits: list[Edit] = []
    renamed = {it: site.fresh(_count_name(it)) for it in query.variables if it in _rows_names(query)}
    for use in query.uses:
        text = _count_text(query, use, renamed)
        if text is None:
            return None
        edits += text
    for name, new in renamed.items():
        binding = [it for it in site.flow.body.bindings.get(name, ()) if it.how == "assigned"]
        if len(binding) != 1 or not isinstance(binding[0].node, syntax.Assign) or binding[0].node.annotation:
            return None
        target = binding[0].node.targets[0]
        if len(binding[0].node.targets) != 1:
            return None
        edits.append(Edit(target.span, new))
    return tuple(edits)


def _rows_names(query: Query) -> frozenset[str]:
    return frozenset(it.variable for it in query.uses if it.variable is not None)


def _count_name(name: str) -> str:
    return f"{name}_count" if name not in ("results", "result", "rows", "items") else "count"


def _count_text(query: Query, use: Use, renamed: dict[str, str]) -> list[Edit] | None:
    """`len(` and `)` go; of a name nothing is left but the new one."""
    call = use.parent
    if not isinstance(call, syntax.Call) or len(call.args) != 1:
        return None
    if use.variable is not None:
        return [Edit(call.span, renamed[use.variable])] if use.variable in renamed else None
    if query.fetched is None or not call.span.contains(query.fetched.span):
        return None
    inner = query.fetched.span
    return [Edit(Span(call.span.start, inner.start), ""), Edit(Span(inner.end, call.span.end), "")]
