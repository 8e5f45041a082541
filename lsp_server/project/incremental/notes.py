"""What a computation reads, noted while it runs.

A note is a text: the path of a file, or one of the kinds below. Paths hold no NUL, so the two never meet.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

EVERYTHING = "\0everything"  # reads some of all files: as good as new after any change
PATHS = "\0paths"  # which files there are, not what they say


def exists(path: str) -> str:
    """The note of who asks whether there is such a file."""
    return f"\0exists {path}"


def module(name: str) -> str:
    """The note of who asks for the files that can be imported under a name."""
    return f"\0module {name}"


def definition(name: str) -> str:
    """The note of who asks for the classes of a name, wherever they are."""
    return f"\0class {name}"


class Notes:
    """The notes of one computation. `settled` holds the settled values that it used, by their keys."""

    __slots__ = ("reads", "settled")

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.settled: dict[Any, object] = {}


CURRENT: ContextVar[Notes | None] = ContextVar("notes", default=None)


def note(what: str) -> None:
    """Write down for the computation that runs, if there is one."""
    current = CURRENT.get()
    if current is not None:
        current.reads.add(what)


@contextmanager
def taking(notes: Notes | None) -> Iterator[None]:
    """Run with these notes; None: nothing is written down."""
    token = CURRENT.set(notes)
    try:
        yield
    finally:
        CURRENT.reset(token)
