"""The SQL that a statement in the code compiles to: `select(…)`, `update(…)`, `union(…)` and so on."""

import re
import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from lsp_server.facts import syntax
from lsp_server.project.names.modules import Symbol
from lsp_server.project.queries.values import Step
from lsp_server.project.view import Project
from lsp_server.sql.dialect import render
from lsp_server.sql.indexes import served_by
from lsp_server.sql.interpret import Interpreter
from lsp_server.sql.tables import Rebuilt
from lsp_server.sql.values import Sql, Unknown


def select_sql(project: Project, path: str, scope: str, node: syntax.Expr, steps: Sequence[Step] = ()) -> Sql | str:
    """What the statement `node` compiles to, inside the function `scope` of a file; or why that can't be known.

    `steps` are calls made on it in other statements; conditional ones are left out. A value that only the
    running program knows is written `:name`.
    """
    reader = _Reader(project, path, scope)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # advice to the author, who runs the program
            return _compiled(reader, node, steps)
    except (Unknown, SQLAlchemyError, RecursionError) as error:
        return str(error)


def _compiled(reader: "_Reader", node: syntax.Expr, steps: Sequence[Step]) -> Sql | str:
    statement = reader.interpreter().read(node)
    for step in steps:
        if not step.conditional and not node.span.contains(step.call.span):
            reader.now_is(step.call, statement)
            statement = reader.interpreter().apply(statement, step.call)
    if not isinstance(statement, sa.Select | sa.CompoundSelect | sa.Update | sa.Delete | sa.Insert):
        return "This is no statement."
    if isinstance(statement, sa.Insert) and not _says_values(statement):
        return "Its columns are those of the values that it is executed with."
    return Sql(render(statement), tuple(_tables(statement)), served_by(statement), _kind(statement))


def _kind(statement: sa.ClauseElement) -> Literal["Query", "Update", "Delete", "Insert"]:
    match statement:
        case sa.Update():
            return "Update"
        case sa.Delete():
            return "Delete"
        case sa.Insert():
            return "Insert"
        case _:
            return "Query"


class _Reader:
    """Knows what names mean inside one function: tables, and variables that are set once."""

    def __init__(self, project: Project, path: str, scope: str) -> None:
        self.project, self.path, self.scope = project, path, scope
        self.rebuilt = Rebuilt(project)
        self._known: dict[str, Any] = {}
        self._reading: set[str] = set()

    def now_is(self, call: syntax.Call, statement: Any) -> None:
        """What the variable holds that a statement is built up in, at the call of its method."""
        owner = call.func.value if isinstance(call.func, syntax.Attribute) else None
        if isinstance(owner, syntax.Name):
            self._known[owner.id] = statement

    def interpreter(self) -> Interpreter:
        return Interpreter(self.project.modules, self.path, self.scope, self.name, self.parameter)

    def name(self, node: syntax.Expr) -> Any:
        match node:
            case syntax.Name(id=name) if (own := self._variable(name)) is not None:
                return own
            case syntax.Name() | syntax.Attribute() if (rows := self._rows(node)) is not None:
                return rows
            case syntax.Attribute(value=value, attr=attr):
                owner = self.name(value)
                if isinstance(owner, type):
                    return self.rebuilt.attribute(owner, attr)
                if isinstance(owner, orm.util.AliasedClass):
                    self.rebuilt.attribute(sa.inspect(owner).class_, attr)
                    return getattr(owner, attr)
                if isinstance(owner, sa.sql.base.ReadOnlyColumnCollection):
                    return getattr(owner, attr)
                if attr == "c" and isinstance(owner, sa.FromClause):
                    return owner.c
                if attr == "excluded" and isinstance(owner, postgresql.Insert):
                    return owner.excluded
                return self._member(value, attr)
            case _:
                pass
        return None

    def _member(self, node: syntax.Expr, name: str) -> Any:
        """`Size.small`, as the columns of that enumeration know it."""
        found = self.rebuilt.columns.enumeration(self.path, node)
        return found.__members__.get(name) if found is not None else None

    def parameter(self, node: syntax.Expr) -> Any:
        """A value by its name in the code; a longer expression in braces."""
        text = " ".join(self.project.files[self.path].document.slice(node.span).split())
        if not re.fullmatch(r"[^\W\d]\w*(\.\w+)*", text):
            text = f"{{{text}}}" if len(text) <= 40 else f"{{{text[:37]}...}}"
        return sa.bindparam(text, required=True)

    @cached_property
    def _bindings(self) -> Mapping[str, list[syntax.Node]]:
        """What sets each variable of the function."""
        function = self.project.files[self.path].definitions.get(self.scope)
        found: dict[str, list[syntax.Node]] = {}
        for it in syntax.walk_scope(*function.body) if isinstance(function, syntax.FunctionDef) else ():
            for name in _bound(it):
                found.setdefault(name, []).append(it)
        return found

    def _rows(self, node: syntax.Name | syntax.Attribute) -> type[Any] | None:
        name = syntax.dotted(node)
        found = self.project.modules.resolve(self.path, name) if name is not None else None
        table = self.project.table_of(found) if isinstance(found, Symbol) else None
        return self.rebuilt.mapped(table) if table is not None else None

    def _variable(self, name: str) -> Any:
        """What a local variable holds that is set once, to something of SQLAlchemy."""
        if name in self._known:
            return self._known[name]
        if name in self._reading:
            return None
        bound = self._bindings.get(name, [])
        if len(bound) != 1 or not isinstance(bound[0], syntax.Assign) or bound[0].value is None:
            return None
        self._reading.add(name)
        try:
            value = self.interpreter().read(bound[0].value)
        except Unknown:
            value = None
        finally:
            self._reading.discard(name)
        made = (
            value
            if isinstance(value, sa.ClauseElement | orm.util.AliasedClass | list | orm.InstrumentedAttribute)
            else None
        )
        self._known[name] = made
        return made


def _bound(node: syntax.Node) -> frozenset[str]:
    """The names that a statement sets."""
    targets: tuple[syntax.Expr, ...] = ()
    match node:
        case syntax.Assign(targets=targets):
            pass
        case syntax.AugAssign(target=target) | syntax.For(target=target) | syntax.NamedExpr(target=target):
            targets = (target,)
        case syntax.WithItem(target=target) if target is not None:
            targets = (target,)
        case _:
            pass
    return frozenset(it.id for it in syntax.walk(*targets) if isinstance(it, syntax.Name)) if targets else frozenset()


def _says_values(statement: sa.Insert) -> bool:
    return bool(statement._values or statement._multi_values or statement.select is not None)


def _tables(statement: sa.ClauseElement) -> list[str]:
    found: dict[str, None] = {}
    for it in sa.sql.visitors.iterate(statement):
        if isinstance(it, sa.Table):
            found[it.fullname] = None
    return list(found)
