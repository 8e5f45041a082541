"""Which statements a query sends besides its own: for loader options, for what the models always load, and lazily."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.queries.loading import lazy_reads, loaders
from lsp_server.project.queries.values import Flow, Query, Use

How = Literal["selectin", "subquery", "immediate", "lazy"]
_SEPARATE: dict[str, How] = {
    "selectinload": "selectin",
    "subqueryload": "subquery",
    "immediateload": "immediate",
    "selectin": "selectin",
    "subquery": "subquery",
    "immediate": "immediate",
}


@dataclass(frozen=True, slots=True)
class Load:
    """One relationship that is loaded by statements of its own.

    `per_row`: one for each row (or each different row at the other end), else one for all of them together.
    """

    path: tuple[str, ...]  # of relationships, from the query's table
    how: How
    relationship: Relationship
    per_row: bool
    use: Use | None = None  # the read that loads lazily


def loads(
    flow: Flow, query: Query, table_of: Callable[[Relationship], Table | None], also: tuple[Use, ...] = ()
) -> tuple[Load, ...] | None:
    """The further statements of a query; None where its rows or its loader options are not known.

    `table_of` finds the table at the other end of a relationship, `also` are reads that the function's text does
    not show.
    """
    given = loaders(query)
    if given is None or query.table is None:
        return None
    chosen = {it.path: it.strategy for it in given}
    found = list(_eager(query.table, (), chosen, table_of, frozenset()))
    seen: set[tuple[str, ...]] = set()
    for read in lazy_reads(flow, query, also):
        if read.path not in seen:
            seen.add(read.path)
            found.append(Load(read.path, "lazy", read.relationship, read.use.per_row or read.use.whole, read.use))
    return tuple(found)


def _eager(
    table: Table,
    path: tuple[str, ...],
    chosen: dict[tuple[str, ...], str],
    table_of: Callable[[Relationship], Table | None],
    above: frozenset[tuple[str, str]],
) -> Iterator[Load]:
    """What options and models load at once, going on from there; a circle of models ends where it closes."""
    key = (table.path, table.symbol.name)
    for it in table.relationships:
        here = (*path, it.name)
        strategy = chosen.get(here, it.lazy or "select")
        joined = strategy in ("joined", "joinedload", "contains_eager")
        how = _SEPARATE.get(strategy)
        if how is None and not joined:
            continue
        other = table_of(it)
        if here not in chosen and other is not None and (other.path, other.symbol.name) in above | {key}:
            continue
        if how is not None:
            yield Load(here, how, it, how == "immediate")
        if other is not None:
            yield from _eager(other, here, chosen, table_of, above | {key})
