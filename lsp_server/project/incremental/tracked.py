"""Functions whose results are kept for as long as nothing they read has changed.

The first argument of such a function is what gives access to the files (`Modules`); the others are its key and
must be hashable, cheaply: paths and names rather than syntax. It must depend on nothing but these and on what
it reads of the files, and return a value that nobody changes - no iterator.
"""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, TypeVarTuple

from lsp_server.facts.typed import Typed
from lsp_server.noted import CURRENT, Notes, taking
from lsp_server.project.incremental.files import Files
from lsp_server.project.incremental.history import NOTHING, Entry


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
        if before is not None and is_good(view, before):
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
        return Entry(value, view.files.revision, view.files.history.same(notes.reads), notes.settled or NOTHING)


class _Settled(Tracked[V, T, *A]):
    """A function with its results. Who uses one depends on its value only."""

    settled = True


class _Steady(Tracked[V, T, *A]):
    """A function with its results. One that is equal to the last is the last, with what was worked out of it."""

    steady = True


class Moving(Tracked[V, T, *A]):
    """A function with its results, which move with the text around them."""

    steady = True

    def __init__(self, function: Callable[[V, *A], T], move: "Move[V, T]") -> None:
        super().__init__(function)
        self.move = move

    def entry(self, view: V, key: Any) -> Entry:
        before = view.files.history.entries.get(key)
        moved = self._moved(view, before) if before is not None and not is_good(view, before) else None
        if moved is None:
            return super().entry(view, key)
        view.files.history.entries[key] = view.files.known[key] = moved
        return moved

    def _moved(self, view: V, before: Entry) -> Entry | None:
        since = view.files.typed_since(before.revision)
        if since is None or not before.reads.isdisjoint(since[0]) or not _is_settled(view, before):
            return None
        value = self.move(view, before.value, since[1])
        return Entry(value, view.files.revision, before.reads, before.settled) if value is not None else None


Move = Callable[[V, T, tuple[Typed, ...]], T | None]


def moving(move: Move[V, T]) -> Callable[[Callable[[V, *A], T]], Moving[V, T, *A]]:
    """Keep results as long as what they read says the same, though it has moved; `move` tells where a result is now.

    For what is found in one function of many: while another one is typed into, this is not computed again. What the
    function returns may hold places, but nothing else that moves, such as syntax or a document.
    """
    return lambda function: Moving(function, move)


def placeless(function: Callable[[V, *A], T]) -> Moving[V, T, *A]:
    """Keep results as long as what they read says the same. For what holds no places, nor anything else that moves."""
    return Moving(function, lambda _view, value, _typed: value)


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


def is_good(view: View, entry: Entry) -> bool:
    """Whether a value still holds: nothing that it was made from is different."""
    return view.files.is_good(entry) and _is_settled(view, entry)


def _is_settled(view: View, entry: Entry) -> bool:
    """Whether all settled values that were used are the same."""
    with taking(None):
        return all(function(view, *args) is value for (function, args), value in entry.settled.items())
