"""What a computation reads, noted while it runs.

A note is a text: the path of a file, or one of the kinds below. Paths hold no NUL, so the two never meet. The path
alone stands for all that a file says outside of the bodies of its functions, and for where everything is.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

PATHS = "\0paths"  # which files there are, not what they say


def exists(path: str) -> str:
    """The note of who asks whether there is such a file."""
    return sys.intern(f"\0exists {path}")


def module(name: str) -> str:
    """The note of who asks for the files that can be imported under a name."""
    return sys.intern(f"\0module {name}")


def definition(name: str) -> str:
    """The note of who asks for the classes of a name, wherever they are."""
    return sys.intern(f"\0class {name}")


def body(path: str, name: str) -> str:
    """The note of who asks what the outermost function of this qualified name does."""
    return sys.intern(f"\0body {path} {name}")


def bodies(path: str) -> str:
    """The note of who asks what any of a file's functions do, by a look at its whole text."""
    return f"\0bodies {path}"


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
