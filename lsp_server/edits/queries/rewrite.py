"""What a rewrite is, and the text work that all of them share."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.models.values import Field, Table
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import Symbol
from lsp_server.project.queries.values import Flow, Query
from lsp_server.project.view import Project
from lsp_server.text import Document, Edit, Span

Strength = Literal[9, 8, 7, 6, 5, 4, 3, 2, 1]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One improvement of a function that leaves its result as it is.

    `found` goes into the title ("1 + N -> 2 statements"), `done` into the summary ("loads team.heroes at
    once"). `alone`: changes more than this function's text (its parameters, a table), so it is never
    mixed with others.
    """

    span: Span
    strength: Strength
    found: str
    done: str
    edits: tuple[Edit, ...]
    imports: tuple[tuple[str, str], ...] = ()  # (module, name) needed in the function's file
    notes: tuple[str, ...] = ()
    alone: bool = False
    path: str | None = None  # of another file that the edits are for


@dataclass(frozen=True)
class Site:
    """A function whose queries are looked at."""

    project: Project
    flow: Flow

    @property
    def facts(self) -> FileFacts:
        return self.project.files[self.flow.path]

    @property
    def document(self) -> Document:
        return self.facts.document

    def text(self, node: syntax.Node) -> str:
        """The source of a node."""
        return self.document.slice(node.span)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the function or its module uses: a new one must be none of these."""
        used = {it.id for it in syntax.walk(*self.facts.body) if isinstance(it, syntax.Name)}
        return frozenset(used | {it.name for it in self.flow.function.parameters} | set(self.facts.definitions))

    def fresh(self, name: str) -> str:
        """`name`, or the first of name_2, name_3, … that is not in use."""
        candidate, count = name, 1
        while candidate in self.names:
            count += 1
            candidate = f"{name}_{count}"
        return candidate

    def spelling(self, table: Table) -> tuple[str, tuple[tuple[str, str], ...]]:
        """How this file calls a table's class, and what must be imported for it."""
        for it in self.facts.imports:
            found = lookup(self.project.modules, self.flow.path, "", it.local)
            if isinstance(found, Symbol) and (found.path, found.name) == (table.path, table.symbol.name):
                return it.local, ()
        if table.path == self.flow.path:
            return table.symbol.name, ()
        return table.name, ((self.project.modules.name_of(table.path, self.flow.path), table.name),)

    def indent(self, at: int) -> str:
        """The white space that the line of a byte begins with."""
        line = self.document.slice(self.document.line_span(self.document.line_of(at)))
        return line[: len(line) - len(line.lstrip(" \t"))]

    def chained(self, node: syntax.Expr, call: str) -> Edit:
        """`.call` behind an expression, on a line of its own where the chain is written that way."""
        end = node.span.end
        before, after = self._break_before(node), self._break_after(end)
        return Edit(Span(end, end), f"{before or after}.{call}")

    def _break_before(self, node: syntax.Expr) -> str:
        """The line break and white space in front of the last method of a chain."""
        if isinstance(node, syntax.Call) and isinstance(node.func, syntax.Attribute):
            between = self.document.slice(Span(node.func.value.span.end, node.func.attr_span.start))
            head, dot, _ = between.rpartition(".")
            return head if dot and head.strip() == "" and "\n" in head else ""
        return ""

    def _break_after(self, end: int) -> str:
        """The line break and white space in front of the method that follows."""
        rest = self.document.data[end : end + 400].decode("utf-8", "ignore")
        space = rest[: len(rest) - len(rest.lstrip())]
        return space if "\n" in space and rest.lstrip().startswith(".") else ""

    def column(self, query: Query, name: str) -> Field | None:
        """The field of the query's table that is a plain column."""
        found = query.table.field(name) if query.table is not None else None
        return found if found is not None and found.column is not None else None

    def typed(self, table: Table, column: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """A column as type checkers accept it in an expression: SQLModel's classes say `int` where it is a column."""
        return (f"col({column})", (("sqlmodel", "col"),)) if table.library == "sqlmodel" else (column, ())


def result_methods(query: Query) -> tuple[syntax.Call, ...]:
    """The calls of result methods in `fetched`, in order: of `r.scalars().all()` both."""
    calls: list[syntax.Call] = []
    node: syntax.Expr | None = query.fetched
    for _ in query.fetch:
        if not isinstance(node, syntax.Call) or not isinstance(node.func, syntax.Attribute):
            return ()
        calls.insert(0, node)
        node = node.func.value
    return tuple(calls)


def fetch_as(query: Query, method: str) -> Edit | None:
    """Replace all result methods by one: `.scalars().all()` by `.scalar_one()`; None where that can't be spelled."""
    calls = result_methods(query)
    if not calls or query.fetched is None or not isinstance(calls[0].func, syntax.Attribute):
        return None
    return Edit(Span(calls[0].func.attr_span.start, query.fetched.span.end), f"{method}()")


def annotations(site: Site, query: Query, given: str | None) -> tuple[Edit, ...] | None:
    """Take the annotations of what holds the result and the rows away, which say what the query was before.

    `given` is the type of what is fetched now: what holds that is annotated as it. None where one stands apart.
    """
    edits: list[Edit] = []
    for name in query.variables:
        for it in site.flow.body.bindings.get(name, ()):
            node = it.node
            if not isinstance(node, syntax.Assign) or node.annotation is None:
                continue
            if node.value is None:
                return None
            holds_rows = query.fetched is not None and node.value.span.contains(query.fetched.span)
            if holds_rows and given is not None:
                edits.append(Edit(node.annotation.span, given))
            elif holds_rows or isinstance(node.annotation, syntax.Subscript):  # a plain `Result` stays true
                edits.append(Edit(Span(node.targets[0].span.end, node.annotation.span.end), ""))
    return tuple(edits)


def is_plain_select(query: Query) -> bool:
    """Whether all of the query is known: one select, built here, of one whole table."""
    select = query.select
    return select is not None and select.complete and query.table is not None and select.table is not None


def one_value_method(query: Query) -> str:
    """The result method that gives the only value of a select with one expression."""
    return "scalar_one" if query.method in ("execute", "stream") or not query_is_scalar(query) else "one"


def query_is_scalar(query: Query) -> bool:
    """Whether executing it gives single values already, so that no `.scalars()` is needed."""
    return query.method in ("scalars", "stream_scalars") or (
        query.method == "exec" and query.select is not None and query.select.library == "sqlmodel"
    )
