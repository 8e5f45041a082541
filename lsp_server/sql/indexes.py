"""Which index serves a select: said only where the conditions leave no doubt."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ColumnElement

from lsp_server.markup import Code, Words, joined

_EQUAL = (operators.eq, operators.in_op, operators.is_)
_RANGE = (operators.lt, operators.le, operators.gt, operators.ge)


def served_by(statement: sa.ClauseElement) -> Words:
    """For the conditions on one table that is read or changed: the index that finds its rows, or that there is none.

    Empty where there are no conditions, several tables, or conditions of other kinds.
    """
    if not isinstance(statement, sa.Select | sa.Update | sa.Delete) or statement.whereclause is None:
        return ()
    froms = statement.get_final_froms() if isinstance(statement, sa.Select) else _changed(statement)
    if len(froms) != 1 or not isinstance(froms[0], sa.Table):
        return ()
    table = froms[0]
    conditions = [_compared(it) for it in _all_of(statement.whereclause)]
    equal = {column.name for column, exact in filter(None, conditions) if column.table is table and exact}
    ranged = {column.name for column, exact in filter(None, conditions) if column.table is table and not exact}
    found = _best(table, equal, ranged)
    if found is not None:
        return found
    if all(conditions) and equal | ranged:
        return ("none on ", *_listed(table, sorted(equal | ranged)), ": PostgreSQL reads the whole table")
    return ()


def _changed(statement: sa.Update | sa.Delete) -> list[Any]:
    """The table that is changed, and those that its conditions speak of."""
    assert statement.whereclause is not None
    asked = {it.table for it in sa.sql.visitors.iterate(statement.whereclause) if isinstance(it, sa.Column)}
    own = statement.table
    plain = own.metadata.tables.get(own.fullname) if isinstance(own, sa.Table) else None
    return list(dict.fromkeys((plain, *asked)))


def _all_of(clause: ColumnElement[Any]) -> Iterator[ColumnElement[Any]]:
    if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for it in clause.clauses:
            yield from _all_of(it)
    else:
        yield clause


def _compared(clause: ColumnElement[Any]) -> tuple[sa.Column[Any], bool] | None:
    """The column that a condition compares with a value, and whether for equality."""
    if not isinstance(clause, BinaryExpression):
        return None
    for it in (clause.left, clause.right):
        if isinstance(it, sa.Column) and clause.operator in (*_EQUAL, *_RANGE):
            return it, clause.operator in _EQUAL
    return None


def _best(table: sa.Table, equal: set[str], ranged: set[str]) -> Words | None:
    key = [it.name for it in table.primary_key.columns]
    if key and set(key) <= equal:
        return ("primary key of ", Code(table.name), " finds the row")
    for constraint in sorted(table.constraints, key=lambda it: str(it.name)):
        if isinstance(constraint, sa.UniqueConstraint):
            names = [it.name for it in constraint.columns]
            if names and set(names) <= equal:
                return ("unique constraint on ", *_listed(table, names), " finds the row")
    leading = {names[0]: names for names in ([it.name for it in found.columns] for found in _indexes(table)) if names}
    for first in [it for it in leading if it in equal] + [it for it in leading if it in ranged]:
        return ("on ", *_listed(table, leading[first]))
    if key and key[0] in equal | ranged:
        return ("primary key of ", Code(table.name))
    return None


def _indexes(table: sa.Table) -> list[sa.Index]:
    """Indexes over plain columns and all rows."""
    return [
        it
        for it in sorted(table.indexes, key=lambda it: str(it.name))
        if len(it.columns) == len(it.expressions) and not it.dialect_kwargs
    ]


def _listed(table: sa.Table, names: list[str]) -> Words:
    return joined((Code(f"{table.name}.{it}"),) for it in names)
