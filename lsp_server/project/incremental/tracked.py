"""Functions whose results are kept for as long as nothing they read has changed.

The first argument of such a function is what gives access to the files (`Modules`); the others are its key and
must be hashable, cheaply: paths and names rather than syntax. It must depend on nothing but these and on what
it reads of the files, and return a value that nobody changes - no iterator.
"""

from collections.abc import Callable
from itertools import chain
from typing import Any, Protocol, TypeVar, TypeVarTuple

from lsp_server.project.incremental.files import Files
from lsp_server.project.incremental.history import Entry
from lsp_server.project.incremental.notes import CURRENT, EVERYTHING, Notes, note, taking


class View(Protocol):
    """What gives access to the files of a moment."""

    @property
    def files(self) -> Files: ...


V = TypeVar("V", bound=View)
A = TypeVarTuple("A")
T = TypeVar("T")


def tracked(function: Callable[[V, *A], T]) -> Callable[[V, *A], T]:
    """Keep results; who uses one has read all that it has read."""

    def ask(view: V, *args: *A) -> T:
        entry = _entry(view, (ask, args), function)
        current = CURRENT.get()
        if current is not None:
            current.reads |= entry.reads
            current.settled.update(entry.settled)
        value: T = entry.value
        return value

    return ask


def settled(function: Callable[[V, *A], T]) -> Callable[[V, *A], T]:
    """Keep results; who uses one depends on its value only.

    For what reads much and seldom becomes another value: it is computed again after each change, and as long as
    it is equal, all that was made with it stays good. The value must be cheap to compare.
    """

    def ask(view: V, *args: *A) -> T:
        key = (ask, args)
        entry = _entry(view, key, function, same=True)
        current = CURRENT.get()
        if current is not None:
            current.settled[key] = entry.value
        value: T = entry.value
        return value

    return ask


def everywhere(view: V, part: Callable[[V, str], tuple[T, ...]]) -> tuple[T, ...]:
    """What a tracked function finds in each file, in the order of the files."""
    with taking(None):
        found = tuple(chain.from_iterable([part(view, path) for path in view.files]))
    note(EVERYTHING)
    return found


def _entry(view: V, key: Any, function: Callable[..., Any], same: bool = False) -> Entry:
    files = view.files
    entry = files.known.get(key)
    if entry is None:
        before = files.history.entries.get(key)
        if before is not None and _is_good(view, before):
            before.revision = files.revision
            entry = before
        else:
            entry = files.history.entries[key] = _computed(view, key[1], function, before if same else None)
        files.known[key] = entry
    return entry


def _is_good(view: V, entry: Entry) -> bool:
    if not entry.reads.isdisjoint(view.files.changed_since(entry.revision)):
        return False
    with taking(None):
        return all(ask(view, *args) is value for (ask, args), value in entry.settled.items())


def _computed(view: V, args: tuple[Any, ...], function: Callable[..., Any], before: Entry | None) -> Entry:
    notes = Notes()
    with taking(notes):
        value = function(view, *args)
    if before is not None and before.value == value:
        value = before.value
    return Entry(value, view.files.revision, frozenset(notes.reads), notes.settled)
