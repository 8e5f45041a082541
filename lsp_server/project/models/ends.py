"""The other ends of relationships: which way each goes, and what `backref` makes of the class there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lsp_server.project.models.directions import direction
from lsp_server.project.models.joining import Joining
from lsp_server.project.models.values import Relationship, Table


@dataclass(frozen=True, slots=True)
class Reverse:
    """A relationship that makes one of another class: classes by path and qualified name."""

    target: tuple[str, str]
    source: tuple[str, str]
    name: str  # of the attribute of the source


def settled_ends(here: Sequence[Table], there: Sequence[Table], it: Relationship) -> Relationship:
    """The relationship with how many rows are at its far end. `here` and `there` as `direction` takes them."""
    back = it.backref.name if it.backref is not None and it.back_populates is None else it.back_populates
    it = replace(it, back_populates=back)
    if it.many is not None:
        return it
    way = direction(here, there, it)
    return replace(it, many=way != "many-to-one" if way is not None else None)


def reversed_end(here: Sequence[Table], there: Sequence[Table], it: Relationship) -> Relationship | None:
    """What `backref="heroes"` of a relationship from `here` makes: a relationship of the class that it leads to."""
    if it.backref is None:
        return None
    many = it.backref.many
    if many is None and not it.backref.is_open:
        way = direction(here, there, it)
        many = way != "one-to-many" if way is not None else None
    source = here[0]
    return Relationship(
        name=it.backref.name,
        target=source.symbol.name.rpartition(".")[2],
        many=many,
        optional=False,
        span=it.backref.span,
        path=it.path,
        owner=it.owner,
        back_populates=it.name,
        link_model=it.link_model,
        lazy=it.backref.lazy,
        cascade_delete=it.backref.cascade_delete,
        target_symbol=source.symbol,
        # What is said of the join holds from the other side.
        joining=replace(it.joining, unclear=True) if it.joining != Joining() else it.joining,
        is_through=it.is_through,
        is_reverse=True,
    )
