"""A relationship that is read from rows is loaded with them: `selectinload` for many, `joinedload` for one.

Under AsyncSession this is no question of speed: the lazy load raises MissingGreenlet.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.edits.queries.rewrite import Rewrite, Site
from lsp_server.facts import syntax
from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.queries.loading import LazyRead, is_in_session_already, lazy_reads, loaders
from lsp_server.project.queries.values import Query
from lsp_server.project.shown import shown_by_schemas
from lsp_server.text import Edit, Span

# PostgreSQL can't lock the far side of an outer join, nor compare every type for DISTINCT and GROUP BY.
_NO_JOIN = ("with_for_update", "distinct", "group_by", "union", "union_all")


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each query whose rows are read in this way."""
    for query in site.flow.queries:
        reads = tuple(
            it
            for it in lazy_reads(site.flow, query, shown_by_schemas(site.project, site.flow, query))
            if (it.use.per_row or query.is_async) and not is_in_session_already(site.flow, query, it)
        )
        if reads and (found := rewrite(site, query, reads)) is not None:
            yield found


def rewrite(site: Site, query: Query, reads: tuple[LazyRead, ...]) -> Rewrite | None:
    """The query with loader options for these reads; None where its text leaves no place for them."""
    paths = _longest({it.path for it in reads})
    existing = {it.path: it.node for it in loaders(query) or ()}
    behind: list[_Option] = []
    fresh: list[_Option] = []
    for path in paths:
        start = max((n for n in range(1, len(path)) if path[:n] in existing), default=0)
        option = _option(site, query, path, start)
        if option is None:
            return None
        (behind if start else fresh).append(option)
    place = _place(site, query, ", ".join(it.text for it in fresh)) if fresh else None
    if fresh and place is None:
        return None
    edits = [Edit(Span(end, end), f".{it.text}") for it in behind for end in (existing[it.base].span.end,)]
    return Rewrite(
        span=query.span,
        strength=9,
        found=_found(reads, [*behind, *fresh]),
        done=f"loads {' and '.join(it.label for it in (*behind, *fresh))} with the query",
        edits=(*edits, *((place,) if place is not None else ())),
        imports=tuple(
            dict.fromkeys(
                (*(("sqlalchemy.orm", it.first) for it in fresh), *(i for o in (*behind, *fresh) for i in o.imports))
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class _Option:
    """`selectinload(Team.heroes).joinedload(Hero.power)`; `base` is the path that stands there already."""

    text: str
    label: str
    base: tuple[str, ...]
    last: Relationship
    selects: int  # how many statements it adds
    imports: tuple[tuple[str, str], ...]

    @property
    def first(self) -> str:
        return self.text.partition("(")[0]


def _found(reads: tuple[LazyRead, ...], options: list[_Option]) -> str:
    if not any(it.use.per_row for it in reads):
        return f"load {' and '.join(it.label for it in options)} with the query"
    after = 1 + sum(it.selects for it in options)
    lazily = "N" if len(options) == 1 else f"{len(options)}N"
    return f"1 + {lazily} -> {after} statement{'' if after == 1 else 's'}"


def _longest(paths: set[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Paths that are no beginning of another: what loads team.league loads team."""
    return tuple(sorted(it for it in paths if not any(it != other and other[: len(it)] == it for other in paths)))


def _option(site: Site, query: Query, path: tuple[str, ...], start: int) -> _Option | None:
    table, owner = query.table, _entity(site, query)
    parts: list[str] = []
    imports: list[tuple[str, str]] = []
    selects = 0
    relationship = None
    for index, name in enumerate(path):
        relationship = table.relationship(name) if table is not None else None
        if table is None or relationship is None or owner is None:
            return None
        if relationship.is_reverse:
            return None  # SQLAlchemy gives the class its attribute when mappers are configured, which may be later
        joins = relationship.many is False and not (query.select is not None and query.select.has(*_NO_JOIN))
        if index >= start:
            parts.append(f"{'joinedload' if joins else 'selectinload'}({owner}.{name})")
            selects += not joins
        table = _target(site, table, relationship)
        if index + 1 < len(path) and table is not None:
            owner, needed = site.spelling(table)
            imports += needed
    assert relationship is not None and query.table is not None
    label = f"{query.table.name}.{'.'.join(path)}"
    return _Option(".".join(parts), label, path[:start], relationship, selects, tuple(imports))


def _entity(site: Site, query: Query) -> str | None:
    """How the query itself calls its table."""
    node = query.select.entities[0].node if query.select is not None else query.call.argument(0, "entity")
    return site.text(node) if node is not None else None


def _target(site: Site, table: Table, relationship: Relationship) -> Table | None:
    if relationship.target_symbol is not None:
        return site.project.table_of(relationship.target_symbol)
    return site.project.table(relationship.target, table.path)


def _place(site: Site, query: Query, options: str) -> Edit | None:
    if query.select is None:
        given = query.call.keyword("options")
        if given is None:
            return _last_argument(query.call, f"options=[{options}]")
        return _last_element(given, options) if isinstance(given, syntax.Collection) else None
    step = query.select.step("options")
    if step is not None:
        return _last_argument(step.call, options)
    return site.chained(query.select.node, f"options({options})")


def _last_argument(call: syntax.Call, text: str) -> Edit | None:
    last = max((it.span.end for it in (*call.args, *call.keywords)), default=None)
    return Edit(Span(last, last), f", {text}") if last is not None else None


def _last_element(node: syntax.Collection, text: str) -> Edit:
    if not node.elements:
        return Edit(node.span, f"[{text}]")
    end = node.elements[-1].span.end
    return Edit(Span(end, end), f", {text}")
