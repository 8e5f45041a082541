"""The database work of one function: its queries, what is read from their rows, the loops around them. The values.

`link.py` reads them from the code. Only what is certain is said: a name that may hold two things
holds nothing here, and a receiver counts as a session by its type, never by its name.
"""

from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.models.values import Table
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import Symbol
from lsp_server.project.sessions.values import SessionKind
from lsp_server.text import Span

LoopNode = syntax.For | syntax.While | syntax.Comprehension


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that a select asks for: a whole table, one column of it, or (both None) some expression."""

    node: syntax.Expr
    table: Table | None
    column: str | None = None  # the field's name


@dataclass(frozen=True, slots=True)
class Step:
    """One call in a select's chain, such as `.where(…)`, in the order in which they are made.

    `conditional`: it stands under an `if` or a loop that the select itself does not stand under.
    """

    name: str
    call: syntax.Call
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A `select(…)` with all its calls, however many statements built it."""

    node: syntax.Call  # select(...) itself
    library: Literal["sqlmodel", "sqlalchemy"]  # whose select it is
    entities: tuple[Entity, ...]
    steps: tuple[Step, ...]
    tail: syntax.Expr  # the last expression of the chain: an option appended behind it is part of the query
    complete: bool = True  # False: something else happened to it that is not known
    shared: bool = False  # more than one execution uses it

    def has(self, *names: str) -> bool:
        return any(it.name in names for it in self.steps)

    def step(self, *names: str) -> Step | None:
        return next((it for it in self.steps if it.name in names), None)

    @property
    def table(self) -> Table | None:
        """The table whose whole rows are asked for, when nothing else is."""
        return self.entities[0].table if len(self.entities) == 1 and self.entities[0].column is None else None


UseKind = Literal[
    "column",  # row.name
    "relationship",  # row.team
    "attribute",  # any other attribute or method of a row or of the list
    "written",  # row.name = …
    "iterated",  # for row in rows
    "length",  # len(rows)
    "indexed",  # rows[0]
    "truth",  # if rows, not rows, row is None
    "returned",
    "passed",  # an argument of a call: name is what is called
    "closure",  # used in a nested function
    "other",
]


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop around something. `rows` tells which query's rows it goes through (its call), if any."""

    node: LoopNode
    target: syntax.Expr | None  # None for `while`
    iter: syntax.Expr | None
    rows: syntax.Call | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One thing done with the rows of a query.

    `path` are the relationships gone through before: of `hero.team.name` the column `name` has path ("team",).
    `per_row`: done for each of many rows.
    """

    kind: UseKind
    node: syntax.Node  # what is read: the attribute, the name, the call's result
    parent: syntax.Node  # what reads it
    name: str = ""  # of the column, relationship, attribute or function
    path: tuple[str, ...] = ()
    table: Table | None = None  # that the attribute belongs to
    per_row: bool = False
    whole: bool = False  # done with the list of rows, not with one
    loops: tuple[Loop, ...] = ()  # innermost first
    variable: str | None = None  # the name through which it is done
    reused: bool = False  # the list was given another name or sliced before


@dataclass(frozen=True, slots=True)
class Query:
    """One execution: `(await session.exec(statement)).all()`."""

    call: syntax.Call  # the session's method
    node: syntax.Expr  # the call with its `await`
    fetched: syntax.Expr | None  # the one expression that gives rows or row; may stand in a later statement
    method: str  # exec, execute, scalars, scalar, get, get_one, stream, stream_scalars; query of the legacy Query
    receiver: str  # "session", "self.db"
    kind: SessionKind | None
    is_async: bool
    awaited: bool
    statement: syntax.Expr | None  # the first argument
    select: Select | None  # None where it is not known, and for `get`
    table: Table | None  # whose rows these are: of one whole-table select or `get`
    fetch: tuple[str, ...]  # result methods in order: ("scalars", "all"); of `fetched`
    many: bool | None  # a list of rows, one row; None: not fetched here, or not known
    values: bool  # rows are single objects (or single values), not tuples
    loops: tuple[Loop, ...]  # around the execution, innermost first
    uses: tuple[Use, ...]
    variables: tuple[str, ...]  # that hold the result, rows or row

    @property
    def span(self) -> Span:
        """The execution with the result methods that follow it at once."""
        at_once = self.fetched is not None and self.fetched.span.contains(self.node.span)
        return self.fetched.span if self.fetched is not None and at_once else self.node.span

    def uses_of(self, *kinds: str) -> tuple[Use, ...]:
        return tuple(it for it in self.uses if it.kind in kinds)


@dataclass(frozen=True, slots=True)
class SessionCall:
    """Another method of a session: commit, flush, refresh, add, …, and execute of what is not a select."""

    call: syntax.Call
    name: str
    receiver: str
    is_async: bool
    awaited: bool
    loops: tuple[Loop, ...]


@dataclass(frozen=True, slots=True)
class HelperCall:
    """A call of a project's function that gets the session (or has it in `self`) and itself runs these queries."""

    call: syntax.Call
    function: Symbol
    loops: tuple[Loop, ...]
    reads: tuple[str, ...]  # the session methods it reads with: "exec", "get"
    commits: bool
    writes: bool = False  # adds, deletes, flushes or commits


@dataclass(frozen=True, slots=True)
class Flow:
    """All database work of one function."""

    path: str
    name: str  # qualified
    function: syntax.FunctionDef
    body: Body
    queries: tuple[Query, ...]
    calls: tuple[SessionCall, ...]
    helpers: tuple[HelperCall, ...]
    # `session.query(…).all()` and the like: known as far as findings need it, and rewritten by nobody.
    legacy: tuple[Query, ...] = ()

    @property
    def every_query(self) -> tuple[Query, ...]:
        """Those of the legacy Query among them."""
        return (*self.queries, *self.legacy)
