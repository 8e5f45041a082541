"""Rows of which one column is used are fetched as that column: `select(Hero)` becomes `select(Hero.name)`."""

from collections.abc import Iterator

from lsp_server.edits.queries.rewrite import Rewrite, Site, annotations, is_plain_select
from lsp_server.facts import syntax
from lsp_server.project.queries.values import Query
from lsp_server.text import Edit


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each query whose rows are only gone through, for one column."""
    for query in site.flow.queries:
        if (found := rewrite(site, query)) is not None:
            yield found


def rewrite(site: Site, query: Query) -> Rewrite | None:
    select = query.select
    if select is None or not is_plain_select(query) or select.shared or select.has("options", "with_for_update"):
        return None
    if not query.many or not query.values or "unique" in query.fetch:
        return None
    reads = [it for it in query.uses if it.kind == "column"]
    names = {it.name for it in reads}
    others = [it for it in query.uses if it.kind != "column"]
    if len(names) != 1 or any(it.kind not in ("iterated", "truth", "length") or it.reused for it in others):
        return None
    if any(not it.per_row or it.path or it.variable is None for it in reads) or not any(it.per_row for it in reads):
        return None
    if any(it.kind == "truth" and not it.whole for it in others):
        return None
    name = names.pop()
    if site.column(query, name) is None:
        return None
    entity = select.entities[0].node
    column = f"{site.text(entity)}.{name}"
    imports: tuple[tuple[str, str], ...] = ()
    if select.library == "sqlalchemy" and query.table is not None:
        column, imports = site.typed(query.table, column)
    annotated = annotations(site, query, None)
    if annotated is None:
        return None
    edits = [Edit(entity.span, column)]
    for use in query.uses_of("iterated"):
        renamed = _renamed(site, use.parent, name)
        if renamed is None:
            return None
        edits += renamed
    if len(edits) == 1:
        return None
    return Rewrite(
        span=query.span,
        strength=4,
        found=f"select the one column that is used: {name}",
        done=f"selects {site.text(entity)}.{name} only",
        edits=(*edits, *annotated),
        imports=imports,
    )


def _renamed(site: Site, loop: syntax.Node, name: str) -> list[Edit] | None:
    """The loop variable under a name that says what it is now, wherever the loop reads it."""
    if not isinstance(loop, syntax.For | syntax.Generator) or not isinstance(loop.target, syntax.Name):
        return None
    old = loop.target.id
    around = loop if isinstance(loop, syntax.For) else site.flow.body.parent(loop)
    new = site.fresh(f"{old}_{name}" if not name.startswith(f"{old}_") else name)
    if around is None:
        return None
    inside = [it for it in syntax.walk(around) if isinstance(it, syntax.Name) and it.id == old]
    outside = sum(isinstance(it, syntax.Name) and it.id == old for it in site.flow.body.nodes) - len(inside)
    if outside and isinstance(loop, syntax.For):
        return None
    edits = []
    for it in inside:
        above = site.flow.body.parent(it)
        if it is loop.target:
            edits.append(Edit(it.span, new))
        elif isinstance(above, syntax.Attribute) and above.attr == name:
            edits.append(Edit(above.span, new))
        else:
            return None
    return edits
