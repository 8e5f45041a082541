"""Which way a relationship goes: as SQLAlchemy 2.1 finds it out where no annotation says it.

The side whose foreign key joins the tables is the one with many rows (`JoinCondition._determine_direction`). A table
that points to itself has many rows on the far side unless `remote_side` names the key's target.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from lsp_server.project.models.joining import NamedColumn
from lsp_server.project.models.values import Relationship, Table

Direction = Literal["many-to-one", "one-to-many", "many-to-many"]
_Column = tuple[str, str]  # the table and the name in the database
_Keys = dict[_Column, _Column]  # where the foreign keys of columns lead


def direction(here: Sequence[Table], there: Sequence[Table], it: Relationship) -> Direction | None:
    """`here` and `there` are the classes at the two ends, each with those above it; None: not known."""
    if it.is_through:
        return "many-to-many"
    if it.joining.unclear:
        return None
    own, other = ({one.table for one in side if one.table} for side in (here, there))
    if not own or not other:
        return None
    if own == other and len(own) == 1:
        return _within(here, it)
    return None if own & other else _between(here, there, own, other, it)


def _between(
    here: Sequence[Table], there: Sequence[Table], own: set[str], other: set[str], it: Relationship
) -> Direction | None:
    """By which of two tables has the foreign key."""
    if it.joining.foreign is not None:
        sides = {_side(here, there, one) for one in it.joining.foreign}
        return next(iter(sides)) if len(sides) == 1 else None
    from_here = {key for key, target in _keys(here).items() if target[0] in other}
    from_there = {key for key, target in _keys(there).items() if target[0] in own}
    if from_here and from_there and it.joining.compared is not None:
        from_here &= {_found(here, one, alone=True) for one in it.joining.compared}
        from_there &= {_found(there, one, alone=False) for one in it.joining.compared}
    if bool(from_here) is bool(from_there):
        return None
    return "many-to-one" if from_here else "one-to-many"


def _side(here: Sequence[Table], there: Sequence[Table], column: NamedColumn) -> Direction | None:
    is_here, is_there = _found(here, column, alone=True), _found(there, column, alone=False)
    if (is_here is None) is (is_there is None):
        return None
    return "many-to-one" if is_here is not None else "one-to-many"


def _within(here: Sequence[Table], it: Relationship) -> Direction | None:
    """Of a table with itself."""
    keys = {key: target for key, target in _keys(here).items() if target[0] == key[0]}
    foreign = set(keys)
    if it.joining.foreign is not None:
        foreign = _all_found(here, it.joining.foreign)
    elif it.joining.compared is not None:
        foreign &= {_found(here, one, alone=True) for one in it.joining.compared}
    if not foreign:
        return None
    if it.joining.remote is None:
        return "one-to-many"
    remote = _all_found(here, it.joining.remote)
    # Of a key over two columns the one that is compared with itself tells nothing.
    telling = {one for one in foreign if keys.get(one) != one}
    if not remote or (telling & remote and telling - remote):
        return None
    return "one-to-many" if telling & remote else "many-to-one"


def _keys(side: Sequence[Table]) -> _Keys:
    found: _Keys = {}
    for table in side:
        for it in table.fields:
            key = it.column.foreign_key if it.column is not None else None
            if it.column is not None and key is not None:
                found[table.table, it.column.name] = (key.table, key.column)
    return found


def _all_found(side: Sequence[Table], columns: Iterable[NamedColumn]) -> set[_Column]:
    """The columns by their names in the database; none where one of them is not there."""
    found = [_found(side, it, alone=True) for it in columns]
    return {it for it in found if it is not None} if None not in found else set()


def _found(side: Sequence[Table], column: NamedColumn, *, alone: bool) -> _Column | None:
    """The column of one of the tables that is meant; `alone`: a name without an owner is in the class body."""
    owners = {name for it in side for name in (it.name, it.table, it.table.rpartition(".")[2], *it.bases)}
    if column.owner not in owners and not (alone and column.owner in ("", "cls", "self")):
        return None
    for table in side:
        for it in table.fields:
            if it.column is not None and column.name in (it.name, it.column.name):
                return table.table, it.column.name
    return None
