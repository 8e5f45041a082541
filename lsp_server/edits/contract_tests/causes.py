"""What makes a handler raise: read from the condition that stands over the `raise`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lsp_server.edits.contract_tests.names import snake
from lsp_server.facts import syntax
from lsp_server.project.models.values import Table
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routes.values import Raised
from lsp_server.project.types.link import resolve_type
from lsp_server.project.view import Project
from lsp_server.text import Span

Kind = Literal["missing", "conflict", "foreign", "flag", "unknown"]


@dataclass(frozen=True, slots=True)
class Cause:
    """One way to make it raise.

    missing: the row of `table` is not there. conflict: a row with the same `fields` is there. foreign: the row,
    or the path parameter `name`, belongs to somebody else. flag: the user's attribute `name` is not `value`.
    """

    kind: Kind
    table: Table | None = None
    fields: tuple[str, ...] = ()
    name: str = ""
    value: str = ""  # source text


_UNKNOWN = Cause("unknown")
_OWNER = re.compile(r"(^|_)(user|owner|author|creator|account|member|tenant|org|organization|workspace)(_?id)?$")


def causes(project: Project, raised: Raised) -> tuple[Cause, ...]:
    """The ways to make it raise; "unknown" alone where the code does not tell."""
    facts = project.files.get(raised.path)
    function = facts.definitions.get(raised.where) if facts else None
    if not isinstance(function, syntax.FunctionDef):
        return _by_words(project, raised)
    scope = _Scope(project, raised, function)
    for node in reversed(list(_around(function, raised.span))):
        match node:
            case syntax.If(test=test, body=body):
                found = tuple(scope.read(test, holds=any(it.span.contains(raised.span) for it in body)))
                return found if any(it.kind != "unknown" for it in found) else _by_words(project, raised)
            case syntax.ExceptHandler(types=types) if types:
                names = {syntax.last_name(it) for it in types}
                if names & {"IntegrityError", "UniqueViolation", "UniqueViolationError"}:
                    return (Cause("conflict"),)
                if names & {"NoResultFound"}:
                    return (Cause("missing", scope.table_in(function)),)
            case _:
                pass
    return _by_words(project, raised)


def _around(node: syntax.Node, span: Span) -> Iterator[syntax.Node]:
    for it in syntax.children(node):
        if it.span.contains(span):
            yield it
            yield from _around(it, span)
            return


def _by_words(project: Project, raised: Raised) -> tuple[Cause, ...]:
    """What the message or the exception's name says: "Team not found", `HeroAlreadyExists`."""
    said = f"{raised.detail or ''} {' '.join(snake(raised.via or '').split('_'))}".lower()
    if raised.status == 404 or "not found" in said or "does not exist" in said:
        longest_first = sorted(project.tables, key=lambda it: -len(it.name))
        named = [it for it in longest_first if re.search(rf"\b{re.escape(snake(it.name).replace('_', ' '))}\b", said)]
        return (Cause("missing", named[0] if named else None),)
    if raised.status == 409 or re.search(r"already|exists|duplicate|taken|conflict", said):
        return (Cause("conflict"),)
    return (_UNKNOWN,)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Reads conditions in one function."""

    project: Project
    raised: Raised
    function: syntax.FunctionDef

    def read(self, test: syntax.Expr, *, holds: bool) -> Iterator[Cause]:
        """The causes for which `test` is true (or false: `holds`)."""
        match test:
            case syntax.UnaryOp(op="not", operand=operand):
                yield from self.read(operand, holds=not holds)
            case syntax.BoolOp():
                yield from self._either(test, holds=holds)
            case syntax.Compare(left=left, ops=(op,), comparators=(right,)):
                yield self._compared(left, op, right, holds=holds)
            case syntax.NamedExpr(target=target):
                yield from self.read(target, holds=holds)
            case syntax.Name():
                yield self._there(test, holds=holds)
            case syntax.Attribute(attr=attr):
                yield Cause("flag", name=attr, value=str(not holds))
            case syntax.Await(value=inner):
                yield from self.read(inner, holds=holds)
            case syntax.Call():
                yield self._there(test, holds=holds) if self.table_in(test) else _UNKNOWN
            case _:
                yield _UNKNOWN

    def _either(self, test: syntax.BoolOp, *, holds: bool) -> Iterator[Cause]:
        sides = [*self.read(test.left, holds=holds), *self.read(test.right, holds=holds)]
        if (test.op == "or") is holds:
            yield from sides
            return
        # All of them must be so at once: somebody else's row is the reason, what the user may do the exception.
        rank = ("foreign", "conflict", "missing", "flag", "unknown")
        yield min(sides, key=lambda it: rank.index(it.kind))

    def _compared(self, left: syntax.Expr, op: str, right: syntax.Expr, *, holds: bool) -> Cause:
        if isinstance(right, syntax.Constant) and right.value is None and op in ("is", "is not", "==", "!="):
            return self._there(left, holds=(op in ("is not", "!=")) is holds)
        differs = (op in ("!=", "not in")) is holds
        one, other = _bare(left), _bare(right)
        names = [syntax.last_name(it) or "" for it in (one, other)]
        if op in ("!=", "==") and differs and any(_OWNER.search(it) for it in names):
            parameters = [it.id for it in (one, other) if isinstance(it, syntax.Name)]
            path = next((it for it in parameters if f"{{{it}" in it or self.function.parameter(it)), "")
            row_side = any(isinstance(it, syntax.Attribute) and _OWNER.search(it.attr) for it in (one, other))
            return Cause("foreign", name="" if row_side and not _both_names(one, other) else path)
        if isinstance(one, syntax.Attribute) and differs and op in ("!=", "=="):
            return Cause("flag", name=one.attr, value=self._text(other))
        if isinstance(one, syntax.Attribute) and differs and isinstance(other, syntax.Collection) and other.elements:
            return Cause("flag", name=one.attr, value=self._text(other.elements[0]))
        return _UNKNOWN

    def _text(self, node: syntax.Expr) -> str:
        return self.project.files[self.raised.path].document.slice(node.span)

    def _there(self, node: syntax.Expr, *, holds: bool) -> Cause:
        """Whether a looked-up row is there."""
        made = self._assigned(node.id) if isinstance(node, syntax.Name) else node
        table = self.table_in(made) if made is not None else None
        if table is None and isinstance(node, syntax.Name) and not node.id.endswith("_id"):
            table = next((it for it in self.project.tables if snake(it.name) in node.id), None)
        if not holds:
            return Cause("missing", table)
        if table is None and (made is None or isinstance(made, syntax.Name)):
            return _UNKNOWN
        return Cause("conflict", table, self._fields(made, table))

    def _assigned(self, name: str) -> syntax.Expr | None:
        """What `name` was last bound to above the raise; through `result.first()` to what `result` was."""
        found: syntax.Expr | None = None
        for it in syntax.walk_scope(*self.function.body):
            if it.span.start >= self.raised.span.start:
                continue
            targets = it.targets if isinstance(it, syntax.Assign) else ()
            targets = (it.target,) if isinstance(it, syntax.NamedExpr) else targets
            if isinstance(it, syntax.Assign | syntax.NamedExpr) and name in map(syntax.dotted, targets):
                found = it.value
        seen = {name}
        while found is not None and not self._tables(found):
            inner = next((x.id for x in syntax.walk(found) if isinstance(x, syntax.Name) and x.id not in seen), None)
            if inner is None or self.function.parameter(inner):
                break
            seen.add(inner)
            above = self._assigned(inner)
            if above is None:
                break
            found = above
        return found

    def _tables(self, node: syntax.Node) -> list[Table]:
        return [it for it in map(self._table, syntax.walk(node)) if it is not None]

    def _table(self, node: syntax.Node) -> Table | None:
        name = syntax.dotted(node) if isinstance(node, syntax.Name | syntax.Attribute) else None
        found = self.project.modules.resolve(self.raised.path, name) if name else None
        if not isinstance(found, Symbol):
            return None
        return next((it for it in self.project.tables if (it.path, it.name) == (found.path, found.name)), None)

    def table_in(self, node: syntax.Node) -> Table | None:
        """The table that an expression looks in: named in it, or returned by the function that it calls."""
        if found := self._tables(node):
            return found[0]
        called = self._called(node)
        if called is None or not isinstance(called.node, syntax.FunctionDef):
            return None
        gives = resolve_type(self.project.modules, called.path, called.node.returns)
        while gives.args and gives.symbol is None:
            gives = gives.args[0]
        return next(
            (
                it
                for it in self.project.tables
                if gives.symbol and (it.path, it.name) == (gives.symbol.path, gives.symbol.name)
            ),
            None,
        )

    def _called(self, node: syntax.Node) -> Symbol | None:
        call = next((it for it in syntax.walk(node) if isinstance(it, syntax.Call)), None)
        name = syntax.dotted(call.func) if call else None
        found = self.project.modules.resolve(self.raised.path, name) if name else None
        return found if isinstance(found, Symbol) else None

    def _fields(self, node: syntax.Node | None, table: Table | None) -> tuple[str, ...]:
        """The columns that a lookup compares."""
        if node is None or table is None:
            return ()
        called = self._called(node)
        body = called.node if called and isinstance(called.node, syntax.FunctionDef) else node
        names = [
            it.attr
            for compare in syntax.walk(body)
            if isinstance(compare, syntax.Compare)
            for it in (_bare(compare.left), *map(_bare, compare.comparators))
            if isinstance(it, syntax.Attribute) and syntax.last_name(it.value) == table.name and table.field(it.attr)
        ]
        return tuple(dict.fromkeys(names))


def _bare(node: syntax.Expr) -> syntax.Expr:
    """Without `str(…)` and `UUID(…)` around it."""
    while isinstance(node, syntax.Call) and len(node.args) == 1 and not isinstance(node.func, syntax.Attribute):
        node = node.args[0]
    return node


def _both_names(one: syntax.Expr, other: syntax.Expr) -> bool:
    return isinstance(one, syntax.Name) and isinstance(other, syntax.Name)
