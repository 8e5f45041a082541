"""Which tables a function or a route works on, and through whom: the values.

Everything here may happen on some run; nothing is said of runs that can't be told from the text. What the
text can't tell at all (raw SQL of unknown tables, an abstract method, a statement from elsewhere) is an `Unknown`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lsp_server.project.models.values import Table
from lsp_server.project.names.modules import Symbol
from lsp_server.text import Span

Access = Literal["reads", "writes"]


@dataclass(frozen=True, slots=True)
class Touch:
    """One place at which a function works on a table.

    `how` is the call, such as "select", "get", "add", or what brings the table along: "relationship",
    "eager", "cascade", "response". The place is of the call; where a helper runs the statement that it is
    given, of the call that gives it.
    """

    table: Table
    access: Access
    how: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Unknown:
    """One place at which more may happen than is known, and why: one sentence."""

    reason: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the project that a function calls, at the first place where it does."""

    function: Symbol
    owner: Symbol | None  # the class that a method runs for: of an inherited one the heir
    path: str
    span: Span
    how: Literal["calls", "depends"] = "calls"

    @property
    def key(self) -> "Key":
        return key_of(self.function, self.owner)


# A function, and the class it runs for: (path, qualified name, path, qualified name).
Key = tuple[str, str, str, str]


def key_of(function: Symbol, owner: Symbol | None) -> Key:
    around = (owner.path, owner.name) if owner is not None else ("", "")
    return (function.path, function.name, *around)


@dataclass(frozen=True, slots=True)
class Work:
    """What one function does itself."""

    function: Symbol
    owner: Symbol | None
    touches: tuple[Touch, ...]
    calls: tuple[Call, ...]
    unknown: tuple[Unknown, ...]

    @property
    def key(self) -> Key:
        return key_of(self.function, self.owner)


@dataclass(frozen=True)
class Reach:
    """All that can run on behalf of a route or a function.

    `works` are the functions in the order in which they are found, the start first, nearer ones before
    those behind them; `response` is what building the answer reads beyond them.
    """

    works: tuple[Work, ...]
    response: tuple[Touch, ...] = ()

    @cached_property
    def touches(self) -> tuple[Touch, ...]:
        return (*(touch for it in self.works for touch in it.touches), *self.response)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Each table once, in the order in which they are met."""
        found: dict[tuple[str, str], Table] = {}
        for it in self.touches:
            found.setdefault((it.table.path, it.table.symbol.name), it.table)
        return tuple(found.values())

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        return tuple(one for it in self.works for one in it.unknown)

    def way_to(self, table: Table) -> tuple[Call, ...]:
        """The calls that lead to the nearest place at which the table is worked on; () for the start itself."""
        came: dict[Key, Call] = {}
        for work in self.works:
            for it in work.calls:
                came.setdefault(it.key, it)
        by_key = {it.key: it for it in self.works}
        start = self.works[0].key if self.works else None
        above = {call.key: work.key for work in reversed(self.works) for call in reversed(work.calls)}
        for work in self.works:
            if any(it.table.symbol.name == table.symbol.name and it.table.path == table.path for it in work.touches):
                way: list[Call] = []
                at = work.key
                while at != start and at in came and at in by_key and len(way) < len(self.works):
                    way.insert(0, came[at])
                    at = above[at]
                return tuple(way)
        return ()
