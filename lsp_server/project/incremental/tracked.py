"""Functions whose results are kept for as long as nothing they read has changed.

The first argument of such a function is what gives access to the files (`Modules`); the others are its key and
must be hashable, cheaply: paths and names rather than syntax. It must depend on nothing but these and on what
it reads of the files, and return a value that nobody changes - no iterator.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar, TypeVarTuple

from lsp_server.project.incremental.files import Files
from lsp_server.project.incremental.history import Entry
from lsp_server.project.incremental.notes import CURRENT, EVERYTHING, PATHS, Notes, note, taking


class View(Protocol):
    """What gives access to the files of a moment."""

    @property
    def files(self) -> Files: ...


V = TypeVar("V", bound=View)
T = TypeVar("T")
A = TypeVarTuple("A")


class Tracked(Generic[V, T, *A]):
    """A function with its results. Who uses one has read all that it has read."""

    settled = False
    steady = False

    def __init__(self, function: Callable[[V, *A], T]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    def __call__(self, view: V, *args: *A) -> T:
        key = (self, args)
        entry = view.files.known.get(key) or self.entry(view, key)
        current = CURRENT.get()
        if current is not None:
            self._note(current, key, entry)
        value: T = entry.value
        return value

    def entry(self, view: V, key: Any) -> Entry:
        """What is known, or else found now."""
        files = view.files
        before = files.history.entries.get(key)
        if before is not None and _is_good(view, before):
            before.revision = files.revision
            entry = before
        else:
            entry = files.history.entries[key] = self._computed(view, key[1], before)
        files.known[key] = entry
        return entry

    def _note(self, notes: Notes, key: Any, entry: Entry) -> None:
        if self.settled:
            notes.settled[key] = entry.value
        else:
            notes.reads |= entry.reads
            notes.settled.update(entry.settled)

    def _computed(self, view: V, args: tuple[Any, ...], before: Entry | None) -> Entry:
        notes = Notes()
        with taking(notes):
            value = self.function(view, *args)
        if (self.settled or self.steady) and before is not None and before.value == value:
            value = before.value
        return Entry(value, view.files.revision, frozenset(notes.reads), notes.settled)


class _Settled(Tracked[V, T, *A]):
    """A function with its results. Who uses one depends on its value only."""

    settled = True


class _Steady(Tracked[V, T, *A]):
    """A function with its results. One that is equal to the last is the last, with what was worked out of it."""

    steady = True


def tracked(function: Callable[[V, *A], T]) -> Tracked[V, T, *A]:
    """Keep results; who uses one has read all that it has read."""
    return Tracked(function)


def steady(function: Callable[[V, *A], T]) -> _Steady[V, T, *A]:
    """Keep results; one that is equal to the last is the last. For values that keep for themselves what they find."""
    return _Steady(function)


def settled(function: Callable[[V, *A], T]) -> _Settled[V, T, *A]:
    """Keep results; who uses one depends on its value only.

    For what reads much and seldom becomes another value: it is computed again after each change, and as long as
    it is equal, all that was made with it stays good. The value must be cheap to compare.
    """
    return _Settled(function)


def everywhere(view: V, part: Tracked[V, tuple[T, ...], str]) -> tuple[T, ...]:
    """What a function finds in each file, in the order of the files. After a change, only the files it may have
    made different are looked at again."""
    note(EVERYTHING)
    files = view.files
    key = (everywhere, part)
    known = files.known.get(key)
    if known is None:
        value = _everywhere(view, part, files.history.entries.get(key))
        known = files.known[key] = files.history.entries[key] = Entry(value, files.revision, frozenset(), {})
    values: tuple[T, ...] = known.value[1]
    return values


_Parts = tuple[dict[str, Entry], tuple[Any, ...]]  # by path, and all that is in them


def _everywhere(view: V, part: Tracked[V, tuple[T, ...], str], before: Entry | None) -> _Parts:
    """The parts of this moment. As a rule none has changed, so they are looked through, and only then put together."""
    files = view.files
    parts: dict[str, Entry] = before.value[0] if before is not None else {}
    changed = files.changed_since(before.revision) if before is not None else frozenset({PATHS})
    paths = files.unnoted()
    new: dict[str, Entry] = {}
    with taking(None):
        for path in paths:
            entry = parts.get(path)
            if entry is None or entry.settled or not entry.reads.isdisjoint(changed):
                key = (part, (path,))
                now = files.known.get(key) or part.entry(view, key)
                if now is not entry:
                    new[path] = now
    if before is not None and not new and PATHS not in changed:
        same: _Parts = before.value
        return same
    found = {path: new.get(path) or parts[path] for path in paths}
    return found, tuple(chain.from_iterable(_values(found.values())))


def _values(entries: Iterable[Entry]) -> Iterable[tuple[Any, ...]]:
    return (it.value for it in entries if it.value)


def holds_now(view: View) -> dict[Any, Entry]:
    """All that is known and good at this moment, whoever has asked for it."""
    known = view.files.known
    return {
        key: it
        for key, it in list(view.files.history.entries.items())
        if key in known or (key[0] is not everywhere and _is_good(view, it))
    }


def _is_good(view: View, entry: Entry) -> bool:
    if not view.files.is_good(entry):
        return False
    with taking(None):
        return all(function(view, *args) is value for (function, args), value in entry.settled.items())
