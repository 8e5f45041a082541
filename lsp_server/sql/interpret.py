"""Expressions of a file as SQLAlchemy values, made by the real library from names on a list.

Nothing of the project is run, and of SQLAlchemy only what builds an expression. What is not known
raises `Unknown`, so that it is left unsaid instead of guessed.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, ClauseElement, TextClause, orm, types
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import strategy_options
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from lsp_server.facts import syntax
from lsp_server.project.models.compiled import compiled_as
from lsp_server.project.models.project_types import class_made_by, own_parameters, stored_as
from lsp_server.project.names.classes import externals, library_name, lookup
from lsp_server.project.names.constants import evaluate
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.returned import only_returned
from lsp_server.sql.calls import bound
from lsp_server.sql.enum_values import values_of
from lsp_server.sql.library import of_library
from lsp_server.sql.values import Unknown

_METHODS = frozenset(
    "select where filter filter_by having join outerjoin select_from join_from outerjoin_join order_by group_by "
    "distinct limit offset options with_for_update union union_all intersect except_ subquery cte alias label "
    "scalar_subquery exists correlate with_only_columns add_columns c columns slice fetch execution_options "
    "selectinload joinedload subqueryload load_only noload raiseload defer undefer contains_eager "
    "in_ not_in notin_ is_ is_not isnot is_distinct_from is_not_distinct_from like ilike not_like not_ilike "
    "notlike notilike startswith endswith contains icontains istartswith iendswith between desc asc nulls_first "
    "nulls_last nullsfirst nullslast any has of_type op bool_op cast collate concat distinct match regexp_match "
    "any_ all_ astext as_string as_integer as_float as_boolean has_key contained_by overlap over filter within_group "
    "bitwise_and with_variant evaluates_none self_group params values ordered_values returning from_select "
    "on_conflict_do_update on_conflict_do_nothing add_cte excluded insert update delete".split()
)
_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod,
    "//": operator.floordiv, "&": operator.and_, "|": operator.or_,
}  # fmt: skip
# What SQLAlchemy raises where an argument makes no sense to it.
_REFUSALS = (
    SQLAlchemyError, TypeError, ValueError, AttributeError, NotImplementedError, LookupError, AssertionError,
)  # fmt: skip
# Where a value of the running program may stand: in these calls' arguments, and beside an operator.
_TAKE_VALUES = frozenset(
    "in_ not_in notin_ is_ is_not isnot is_distinct_from is_not_distinct_from like ilike not_like not_ilike notlike "
    "notilike startswith endswith contains icontains istartswith iendswith between match regexp_match concat "
    "has_key contained_by overlap limit offset slice filter_by literal any_ all_ params values ordered_values "
    "on_conflict_do_update dict".split()
)


@dataclass(frozen=True)
class Interpreter:
    """Reads expressions of the file `path`, inside the function or class `scope`.

    `name` is asked first about names and attributes: it knows tables and variables, and returns None for
    what it does not know. `parameter` makes something of a value that only the running program knows;
    without it such a value is unknown.
    """

    modules: Modules
    path: str
    scope: str = ""
    name: Callable[[syntax.Expr], Any] | None = None
    parameter: Callable[[syntax.Expr], Any] | None = None
    following: frozenset[tuple[str, str]] = frozenset()  # the constants and functions that led here
    given: Mapping[str, Any] = field(default_factory=dict)  # the arguments of the function that is read

    def read(self, node: syntax.Expr) -> Any:
        """The value of an expression. Raises Unknown."""
        try:
            return self._read(node)
        except _REFUSALS as error:
            raise Unknown(f"SQLAlchemy refuses this: {error}") from error

    def apply(self, value: Any, call: syntax.Call) -> Any:
        """What the method call `….name(…)` makes of `value`, which stands before the dot. Raises Unknown."""
        name = call.func.attr if isinstance(call.func, syntax.Attribute) else ""
        if name not in _METHODS or not _is_construct(value):
            raise Unknown(f"{name or 'This call'} is not known.")
        try:
            return getattr(value, name)(*self._arguments(call, ""), **self._keywords(call, ""))
        except _REFUSALS as error:
            raise Unknown(f"SQLAlchemy refuses this: {error}") from error

    def default(self, node: syntax.Expr) -> Any:
        """A column's Python default, which is part of no table but of what is inserted: SQL as it is, else unknown."""
        if isinstance(node, syntax.Constant) and node.value is None:
            return None
        try:
            found = self._read(node)
        except (Unknown, *_REFUSALS):
            found = None
        return found if isinstance(found, ClauseElement) else _computed

    def _read(self, node: syntax.Expr, values: bool = False) -> Any:
        """`values`: a value of the running program may stand here."""
        match node:
            case syntax.Constant(value=value):
                return value
            case syntax.Name(id=name) if name in self.given:
                return self.given[name]
            case syntax.Name() | syntax.Attribute():
                found = self._named(node)
            case syntax.JoinedStr(values=parts):
                known = evaluate(self.modules, self.path, node, self.scope)
                found = known.value if known is not None else self._joined(parts)
            case syntax.Call(func=syntax.Name(id="dict"), args=()):
                return self._keywords(node, "dict")
            case syntax.Call():
                found = self._called(node)
            case syntax.Collection(kind=kind, elements=elements):
                made = [value for it in elements for value in self._spread(it, values)]
                return tuple(made) if kind == "tuple" else made
            case syntax.Dict(items=items):
                return {self._key(key): self._read(value, values) for key, value in items}
            case syntax.Compare(left=left, ops=(op,), comparators=(right,)) if op in _COMPARISONS:
                found = self._combined(_COMPARISONS[op], left, right)
            case syntax.BinOp(left=left, op=op, right=right) if op in _OPERATORS:
                found = self._combined(_OPERATORS[op], left, right)
            case syntax.UnaryOp(op="~" | "-" as op, operand=operand):
                inner = self._read(operand)
                return ~inner if op == "~" else -inner
            case syntax.Subscript(value=value, slices=(index,)):
                return self._read(value)[self._read(index)]
            case _:
                found = _NOTHING
        if found is not _NOTHING:
            return found
        if values and self.parameter is not None:
            return self.parameter(node)
        raise Unknown(f"{_described(node)} is not known.")

    def _joined(self, parts: tuple[syntax.Expr, ...]) -> Any:
        """A text with parts that only who asks knows, such as `cls.__tablename__`."""
        try:
            texts = [self._read(it) for it in parts] if self.name is not None else []
        except Unknown:
            return _NOTHING
        return "".join(texts) if texts and all(isinstance(it, str) for it in texts) else _NOTHING

    def _combined(self, operation: Callable[[Any, Any], Any], left: syntax.Expr, right: syntax.Expr) -> Any:
        """What an operator makes; one that stands between two values is Python's own, and no SQL."""
        one, other = self._read(left, values=True), self._read(right, values=True)
        if any(_is_expression(it) for it in (one, other)):
            return operation(one, other)
        plain = isinstance(one, int) and isinstance(other, int)
        joins = operation is operator.add and isinstance(one, str) and isinstance(other, str)
        return operation(one, other) if plain or joins else _NOTHING

    def _key(self, node: syntax.Expr | None) -> Any:
        if node is None:
            raise Unknown("`**` in a dict.")
        return self._read(node)

    def _named(self, node: syntax.Name | syntax.Attribute) -> Any:
        own = self.name(node) if self.name is not None else None
        if own is not None:
            return own
        of_project = self._type_of_project(node)
        if of_project is not None:
            return of_project
        full = library_name(self.modules, self.path, node, self.scope)
        # A name that the file binds nowhere counts as written; with a dot it may as well be a variable's.
        if full.startswith(("sqlalchemy.", "sqlmodel.", "sqlalchemy_utils.")) and full != syntax.dotted(node):
            return of_library(full)
        known = evaluate(self.modules, self.path, node, self.scope)
        if known is not None:
            return known.value
        constant = self._in_constant(node)
        if constant is not None:
            return constant
        if isinstance(node, syntax.Attribute) and node.attr in _METHODS:
            owner = self._read(node.value)
            return getattr(owner, node.attr) if _is_construct(owner) else _NOTHING
        return of_library(full) if full.startswith(("sqlalchemy.", "sqlalchemy_utils.")) else _NOTHING

    def _in_constant(self, node: syntax.Expr) -> Any:
        """A type or text at the top of a file: `Document = JSON().with_variant(JSONB(), "postgresql")`."""
        name = syntax.dotted(node)
        found = lookup(self.modules, self.path, self.scope, name) if name is not None else None
        if not isinstance(found, Symbol) or not isinstance(found.node, syntax.Assign) or found.node.value is None:
            return None
        key = (found.path, found.name)
        if key in self.following or not isinstance(found.node.value, syntax.Call):
            return None
        there = Interpreter(self.modules, found.path, following=self.following | {key})
        try:
            made = there._read(found.node.value)
        except Unknown:
            return None
        return made if isinstance(made, types.TypeEngine | TextClause) else None

    def _type_of_project(self, node: syntax.Expr) -> Any:
        """What a column type of the project is for the database; None where `node` is none, or can't be told."""
        name = syntax.dotted(node)
        found = lookup(self.modules, self.path, self.scope, name) if name is not None else None
        if not isinstance(found, Symbol) or not isinstance(found.node, syntax.ClassDef):
            return None
        stored = stored_as(self.modules, found)
        return replace(self, path=stored.path, scope=stored.scope)._read(stored.node) if stored is not None else None

    def _type_made(self, node: syntax.Call) -> Any:
        """The same of a class that a function of the project makes: `JsonOf(Options)`."""
        name = syntax.dotted(node.func)
        found = lookup(self.modules, self.path, self.scope, name) if name is not None else None
        made = class_made_by(self.modules, found) if isinstance(found, Symbol) else None
        stored = stored_as(self.modules, made) if made is not None else None
        return replace(self, path=stored.path, scope=stored.scope)._read(stored.node) if stored is not None else None

    def _watched(self, node: syntax.Call) -> syntax.Expr | None:
        """The type in `MutableDict.as_mutable(JSONB)`, which for the database is all that this says."""
        if not isinstance(node.func, syntax.Attribute) or node.func.attr != "as_mutable" or len(node.args) != 1:
            return None
        name = syntax.dotted(node.func.value)
        found = lookup(self.modules, self.path, self.scope, name) if name is not None else None
        above = externals(self.modules, found) if isinstance(found, Symbol) else {getattr(found, "name", "")}
        return node.args[0] if any(it.startswith("sqlalchemy.ext.mutable.") for it in above) else None

    def _type_returned(self, node: syntax.Call) -> Any:
        """The type that a function of the project makes of its arguments, where that is all it does."""
        name = syntax.dotted(node.func)
        found = lookup(self.modules, self.path, self.scope, name) if name is not None else None
        function = found.node if isinstance(found, Symbol) else None
        returned = only_returned(function) if isinstance(function, syntax.FunctionDef) else None
        if not isinstance(found, Symbol) or returned is None or (found.path, found.name) in self.following:
            return None
        assert isinstance(function, syntax.FunctionDef)
        there = Interpreter(self.modules, found.path, found.name, following=self.following | {(found.path, found.name)})
        try:
            given = bound(function.parameters, self._arguments(node, ""), self._keywords(node, ""), there.read)
            made = replace(there, given=given)._read(returned)
        except Unknown:
            return None
        return made if isinstance(made, types.TypeEngine) else None

    def _compiled(self, node: syntax.Call) -> Any:
        """An expression of the project's own whose text for PostgreSQL a function of its file says."""
        name = syntax.dotted(node.func)
        found = lookup(self.modules, self.path, self.scope, name) if name is not None and not node.args else None
        text = compiled_as(self.modules, found) if isinstance(found, Symbol) and not node.keywords else None
        return sqlalchemy.text(text) if text is not None else None

    def _called(self, node: syntax.Call) -> Any:
        full = library_name(self.modules, self.path, node, self.scope)
        if full in ("sqlmodel.col", "sqlmodel.sql.expression.col") and len(node.args) == 1:
            return self._read(node.args[0])
        watched = self._watched(node)
        if watched is not None:
            inside = self._read(watched)
            return inside() if isinstance(inside, type) else inside
        if isinstance(node.func, syntax.Attribute) and node.func.attr not in _METHODS and not full:
            return _NOTHING
        for of_project in (self._type_made, self._compiled, self._type_returned):
            if (made := of_project(node)) is not None:
                return made
        function = self._function(node.func)
        if isinstance(function, types.TypeEngine):
            return function  # a TypeDecorator whose impl is complete already
        own = self._taken_by_type(node.func)
        if own is not None and callable(function):
            rest = syntax.Call(node.span, node.func, (), tuple(it for it in node.keywords if it.arg not in own))
            return function(**self._keywords(rest, full))
        if function is _NOTHING or not callable(function):
            return _NOTHING
        return function(*self._arguments(node, full), **self._keywords(node, full))

    def _taken_by_type(self, node: syntax.Expr) -> frozenset[str] | None:
        """What the constructor of the project's column type keeps to itself; None: it has none of its own."""
        name = syntax.dotted(node)
        found = lookup(self.modules, self.path, self.scope, name) if name is not None else None
        return own_parameters(self.modules, found) if isinstance(found, Symbol) else None

    def _arguments(self, node: syntax.Call, full: str) -> list[Any]:
        return [value for it in node.args for value in self._spread(it, _takes_values(node, full))]

    def _keywords(self, node: syntax.Call, full: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for it in node.keywords:
            if it.arg is None:
                more = self._read(it.value)
                if not isinstance(more, dict) or not all(isinstance(name, str) for name in more):
                    raise Unknown("`**` in a call.")
                made.update(more)
                continue
            if it.arg == "values_callable":
                made[it.arg] = self._values_of(it.value)
                continue
            if full == "sqlalchemy.Column" and it.arg in ("comment", "doc"):
                continue
            if full == "sqlalchemy.Column" and it.arg in ("default", "onupdate", "insert_default"):
                made[it.arg] = self.default(it.value)
                continue
            made[it.arg] = self._read(it.value, _takes_values(node, full))
        return made

    def _values_of(self, node: syntax.Expr) -> Any:
        known = values_of(self.modules, Placed(node, self.path, self.scope))
        if known is None and not (isinstance(node, syntax.Constant) and node.value is None):
            raise Unknown("Which values an enumeration has by its values_callable is not known.")
        return known

    def _function(self, node: syntax.Expr) -> Any:
        if isinstance(node, syntax.Name | syntax.Attribute):
            return self._named(node)
        return self._read(node)

    def _spread(self, node: syntax.Expr, values: bool) -> list[Any]:
        if not isinstance(node, syntax.Starred):
            return [self._read(node, values)]
        value = self._read(node.value)
        if not isinstance(value, list | tuple):
            raise Unknown("`*` of something unknown.")
        return list(value)


_NOTHING: Any = object()


def _computed() -> Any:
    """Stands for a default that the running program computes. SQLAlchemy sees that there is one, and calls it never."""
    raise AssertionError("Statements are compiled here, not run.")


_CONSTRUCTS = (
    ClauseElement, orm.attributes.QueryableAttribute, orm.util.AliasedClass, orm.Load, ReadOnlyColumnCollection,
    strategy_options._AbstractLoad, type(sqlalchemy.func), types.TypeEngine,
)  # fmt: skip


def _described(node: syntax.Expr) -> str:
    """An expression in a word or two, for the reason why nothing is said."""
    name = syntax.dotted(node.func if isinstance(node, syntax.Call) else node)
    if name is not None:
        return f"{name}()" if isinstance(node, syntax.Call) else name
    return f"a {type(node).__name__}"


def _takes_values(node: syntax.Call, full: str) -> bool:
    return syntax.last_name(node.func) in _TAKE_VALUES or ".func." in full


def _is_construct(value: object) -> bool:
    """Whether a value is SQLAlchemy's, so that its methods may be called."""
    return isinstance(value, _CONSTRUCTS)


def _is_expression(value: object) -> bool:
    return isinstance(value, ClauseElement | orm.attributes.QueryableAttribute) and not isinstance(value, BindParameter)
