"""Strings that name tables, columns and relationships: foreign keys, back sides, constraints, join conditions.

Which arguments are such strings: SQLAlchemy 2.1, "Relationship Configuration" and "Defining Constraints and Indexes";
SQLModel 0.0.50, `Field(foreign_key=…)` and `Relationship(back_populates=…)`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.mentions.strings import part
from lsp_server.project.mentions.things import column_thing, relationship_thing, table_thing
from lsp_server.project.mentions.values import Mention, Thing
from lsp_server.project.models.link import table_by_db_name, table_named, table_of, tables_in
from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.names.modules import Modules

_WORDS = ("foreign_key", "ForeignKey", "elationship", "Constraint", "Index")
_OWN = {"UniqueConstraint": 0, "PrimaryKeyConstraint": 0, "Index": 1}  # the first argument that names a column
_EVALUATED = frozenset("foreign_keys primaryjoin secondaryjoin remote_side order_by".split())
_NAMED = re.compile(r"\b([A-Za-z_]\w*)(\.c)?\.([A-Za-z_]\w*)")


def in_models(modules: Modules, path: str) -> Iterator[Mention]:
    """What the strings in the models of a file speak of."""
    facts = modules.files[path]
    if not facts.says(*_WORDS):
        return
    reader = _Strings(modules, path)
    classes = ((name, facts.scope(name).nodes) for name, _ in facts.classes)
    for scope, nodes in (*scopes(modules, path, _WORDS), *classes):
        for node in nodes:
            if isinstance(node, syntax.Call):
                yield from reader.of_call(node, scope)


@dataclass(frozen=True)
class _Strings:
    modules: Modules
    path: str

    def of_call(self, call: syntax.Call, scope: str) -> Iterator[Mention]:
        name = syntax.last_name(call.func)
        yield from self._foreign_key(call.keyword("foreign_key"))
        if name == "ForeignKey":
            yield from self._foreign_key(call.argument(0, "column"))
        elif name == "ForeignKeyConstraint":
            yield from self._own(_elements(call.argument(0, "columns")), scope)
            for it in _elements(call.argument(1, "refcolumns")):
                yield from self._foreign_key(it)
        elif name in _OWN:
            yield from self._own(call.args[_OWN[name] :], scope)
        elif name in ("Relationship", "relationship"):
            yield from self._relationship(call, scope)

    # ----------------------------------------------------------------- foreign keys and constraints

    def _foreign_key(self, node: syntax.Expr | None) -> Iterator[Mention]:
        """`"public.team.id"`: the table up to the last dot, and its column."""
        if not isinstance(node, syntax.Constant) or not isinstance(node.value, str):
            return
        name, dot, column = node.value.rpartition(".")
        table = self._in_database(name) if dot else None
        if table is None:
            return
        yield from self._part(node, 0, len(name), table_thing(table))
        yield from self._part(node, len(name) + 1, len(node.value), _column(table, column))

    def _own(self, nodes: tuple[syntax.Expr, ...], scope: str) -> Iterator[Mention]:
        """Columns of the class that the constraint stands in."""
        table = self._around(scope)
        for it in nodes:
            if table is not None and isinstance(it, syntax.Constant) and isinstance(it.value, str):
                yield from self._part(it, 0, len(it.value), _column(table, it.value))

    # ----------------------------------------------------------------- relationships

    def _relationship(self, call: syntax.Call, scope: str) -> Iterator[Mention]:
        given = {it.arg: it.value for it in call.keywords if it.arg is not None}
        extra = given.get("sa_relationship_kwargs")
        for key, value in extra.items if isinstance(extra, syntax.Dict) else ():
            if isinstance(key, syntax.Constant) and isinstance(key.value, str):
                given[key.value] = value
        target = call.argument(0, "argument") if syntax.last_name(call.func) == "relationship" else None
        if isinstance(target, syntax.Constant) and isinstance(target.value, str):
            named = table_named(self.modules, target.value, self.path)
            yield from self._part(target, 0, len(target.value), table_thing(named) if named is not None else None)
        secondary = given.get("secondary")
        if isinstance(secondary, syntax.Constant) and isinstance(secondary.value, str):
            linking = self._in_database(secondary.value)
            thing = table_thing(linking) if linking is not None else None
            yield from self._part(secondary, 0, len(secondary.value), thing)
        yield from self._back(call, given.get("back_populates"), scope)
        for name in _EVALUATED & given.keys():
            yield from self._evaluated(given[name])

    def _back(self, call: syntax.Call, node: syntax.Expr | None, scope: str) -> Iterator[Mention]:
        """`back_populates="heroes"`: the attribute of the other class."""
        table = self._around(scope)
        if table is None or not isinstance(node, syntax.Constant) or not isinstance(node.value, str):
            return
        own = next((it for it in table.relationships if it.path == self.path and it.span.contains(call.span)), None)
        symbol = own.target_symbol if own is not None else None
        other = table_of(self.modules, symbol.path, symbol.name) if symbol is not None else None
        back = other.relationship(node.value) if other is not None else None
        yield from self._part(node, 0, len(node.value), relationship_thing(back) if _is_written(back) else None)

    def _evaluated(self, node: syntax.Expr) -> Iterator[Mention]:
        """Expressions in strings, which SQLAlchemy evaluates: `"Hero.team_id == Team.id"`, `"[Hero.team_id]"`."""
        if not isinstance(node, syntax.Constant) or not isinstance(node.value, str):
            return
        for found in _NAMED.finditer(node.value):
            table = self._in_database(found[1]) if found[2] else table_named(self.modules, found[1], self.path)
            if table is not None:
                yield from self._part(node, *found.span(1), table_thing(table))
                yield from self._part(node, *found.span(3), _column(table, found[3]))

    # ----------------------------------------------------------------- both

    def _in_database(self, name: str) -> Table | None:
        return table_by_db_name(self.modules, name, self.path)

    def _around(self, scope: str) -> Table | None:
        """The table whose class body, or a function in it, the code stands in."""
        return next(
            (it for it in tables_in(self.modules, self.path) if f"{scope}.".startswith(f"{it.symbol.name}.")), None
        )

    def _part(self, node: syntax.Constant, start: int, end: int, thing: Thing | None) -> Iterator[Mention]:
        span = part(self.modules.files[self.path].document, node, start, end) if thing is not None else None
        if span is not None and thing is not None:
            yield Mention(self.path, span, thing)


def _column(table: Table, name: str) -> Thing | None:
    """A column by its name in the database or by its attribute's, a relationship by its attribute's."""
    fields = [it for it in table.fields if it.column is not None and name in (it.column.name, it.name)]
    if fields:
        return column_thing(fields[0])
    relationship = table.relationship(name)
    return relationship_thing(relationship) if _is_written(relationship) else None


def _is_written(it: Relationship | None) -> TypeGuard[Relationship]:
    """Whether the attribute stands in a class, so that it has a name there."""
    return it is not None and not it.is_reverse


def _elements(node: syntax.Expr | None) -> tuple[syntax.Expr, ...]:
    return node.elements if isinstance(node, syntax.Collection) else ()
