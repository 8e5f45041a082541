"""A relationship: its cardinality, its back side, how and when it is loaded, and how the tables join.

Shown on a relationship attribute of a table class, on `Team.heroes`, and on the same attribute of a query's rows.
"""

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, facts_table, link, link_to, place
from lsp_server.cards.column import attribute_at
from lsp_server.cards.model import NUMBER
from lsp_server.markup import Block, Code, Line, Part, Piece, Strong, Words
from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.view import Project

_LOADED = {
    "select": "when it is first read, by a statement of its own for each row; under AsyncSession that raises "
    "MissingGreenlet",
    "joined": "with its row, by a JOIN",
    "selectin": "after the rows, by one more statement for all of them",
    "subquery": "after the rows, by one more statement for all of them",
    "immediate": "right after its row, by a statement for each",
    "raise": "never by itself: reading it raises, unless the query has loaded it",
    "raise_on_sql": "never by itself: reading it raises where that takes a statement",
    "noload": "never: it is always empty",
    "dynamic": "never: it gives a query to go on with",
    "write_only": "never: it gives a collection to write to and to select from",
}


def show(cursor: Cursor) -> Shown | None:
    found = attribute_at(cursor)
    it = found[0].relationship(found[1]) if found is not None else None
    if found is None or it is None:
        return None
    from lsp_server.sql.kept import join_of  # not needed at start

    table, project = found[0], cursor.project
    other = project.table_of(it.target_symbol) if it.target_symbol is not None else None
    back = _back(it, other)
    target: Piece = link_to(project, it.target_symbol) if it.target_symbol is not None else Code(it.target)
    head = (Strong("Relationship"), " ", Code(f"{table.name}.{it.name}"), " → ", NUMBER[it.many], target)
    strategy = it.lazy or "select"
    kind = _cardinality(it, table, other, back)
    said = facts_table(
        ("cardinality", (kind,) if kind else ()),
        ("back side", _back_words(it, other, back, project)),
        ("through", _through(it, table, project)),
        ("loaded", (Code(strategy), f": {_LOADED[strategy]}") if strategy in _LOADED else (Code(strategy),)),
        ("on delete", ("deleted together with its owner",) if it.cascade_delete else ()),
        ("declared", (place(project, it.path, it.span.start),)),
    )
    parts: list[Part] = [Line(head), *([said] if said is not None else [])]
    join = join_of(project, table, it)
    return Shown((*parts, Block("sql", join)) if join is not None else tuple(parts), found[2])


def _back(it: Relationship, other: Table | None) -> Relationship | None:
    return other.relationship(it.back_populates) if other is not None and it.back_populates is not None else None


def _back_words(it: Relationship, other: Table | None, back: Relationship | None, project: Project) -> Words:
    if back is not None:
        return (link(project, f"{back.owner}.{back.name}", back.path, back.span.start),)
    if it.back_populates is None:
        return ("none",)
    return (Code(it.back_populates), ", which is not there" if other is not None else "")


def _cardinality(it: Relationship, table: Table, other: Table | None, back: Relationship | None) -> str:
    """In the words of the field; empty where the other table is not known."""
    if it.link_model is not None:
        return "many-to-many"
    if it.many:
        return "one-to-many"
    if other is None or it.many is None:
        return ""
    holds = other is not None and any(
        one.column is not None and one.column.foreign_key is not None and one.column.foreign_key.table == other.table
        for one in table.fields
    )
    if back is not None:
        return {True: "many-to-one", False: "one-to-one", None: ""}[back.many]
    return "many-to-one" if holds else "one-to-one"


def _through(it: Relationship, table: Table, project: Project) -> Words:
    if it.link_model is None:
        return ()
    link_table = project.table(it.link_model, table.path) or project.table_by_db_name(it.link_model, table.path)
    return (link_to(project, link_table.symbol) if link_table is not None else Code(it.link_model),)


CARD = Card("relationship", show)
