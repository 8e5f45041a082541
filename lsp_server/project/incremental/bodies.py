"""Which functions need not be stored with their statements: what is kept of them can be read again from the text."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from lsp_server.facts.syntax.statement_nodes import Suite
from lsp_server.project.incremental.everywhere import Parts
from lsp_server.project.incremental.history import Entry
from lsp_server.text import Span


def to_read_again(parsed: Iterable[object], entries: Iterable[Entry]) -> frozenset[int]:
    """The ids of the suites that were read and of which no value holds a part.

    A value that holds a statement goes on meaning that very statement, so a suite is left out as a whole or not at all.
    """
    held, _ = _below([it.value for it in entries])
    held -= {id(()), id(frozenset())}  # there is one of each
    found: set[int] = set()
    for it in _below(list(parsed))[1]:
        _find(it, held, found)
    return frozenset(found)


def _find(suite: Suite, held: set[int], found: set[int]) -> bool:
    """Add this suite, and those in it, where nothing is held; whether something of it is."""
    inside, suites = _below(suite.read or ())
    is_held = not inside.isdisjoint(held)
    for it in suites:
        is_held |= _find(it, held, found)
    if suite.read is not None and suite.later is not None and not is_held:
        found.add(id(suite))
    return is_held


def _below(start: Any) -> tuple[set[int], list[Suite]]:
    """The ids of the values that something is made of, and the suites among them, which are not entered."""
    seen: set[int] = set()
    suites: list[Suite] = []
    stack: list[Any] = [start]
    while stack:
        it = stack.pop()
        parts = _parts_of(it.__class__)
        if parts is not None and id(it) not in seen:
            seen.add(id(it))
            stack.extend(parts(it))
            if it.__class__ is Suite:
                suites.append(it)
    return seen - {id(it) for it in suites}, suites


@cache
def _parts_of(kind: type) -> Callable[[Any], Iterable[object]] | None:
    """What tells what a value is made of; None for what means nothing but itself, such as texts and places."""
    if kind in (tuple, frozenset, set, list):
        return iter
    if kind in (dict, Counter):
        return lambda it: (*it, *it.values())
    if kind is Entry:
        return lambda it: (it.value,)
    if kind is Parts:
        return lambda it: it.by_path.values()
    if kind is Suite:
        return lambda _: ()
    found: Callable[[Any], Iterable[object]] | None = values_of(kind) if kind is not Span else None
    return found


@cache
def values_of(kind: type) -> Any:
    """What gives the values of the fields of a dataclass, in their order; None for any other class."""
    if not is_dataclass(kind):
        return None
    names = [it.name for it in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda it: tuple(getattr(it, name) for name in names)
