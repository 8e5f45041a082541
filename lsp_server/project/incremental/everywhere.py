"""What a function finds in each file, put together: after a change only the parts that may be different are looked at.

Which parts those are is told by an index of what each has read, so that the cost does not grow with the workspace.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import Any, TypeVar

from lsp_server.noted import CURRENT, PATHS, taking
from lsp_server.project.incremental.history import NOTHING, Entry
from lsp_server.project.incremental.tracked import Tracked, View

V = TypeVar("V", bound=View)
T = TypeVar("T")

_IN_A_HURRY: ContextVar[bool] = ContextVar("in a hurry", default=False)


class TooWide(Exception):
    """Somebody in a hurry has asked what all files say, and that was never looked at yet."""


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Within, `everywhere` raises TooWide instead of looking at each file for the first time."""
    token = _IN_A_HURRY.set(True)
    try:
        yield
    finally:
        _IN_A_HURRY.reset(token)


def everywhere(view: V, part: Tracked[V, tuple[T, ...], str]) -> tuple[T, ...]:
    """What a function finds in each file, in the order of the files.

    Who uses it depends on its value only, as with `settled`; the value is the same for as long as the parts are the
    very same, which those of a `steady` function are where they are equal. Raises TooWide: see `in_a_hurry`.
    """
    files, key = view.files, (everywhere, (part,))
    known = files.known.get(key)
    if known is None:
        before = files.history.entries.get(key)
        if before is None and _IN_A_HURRY.get():
            raise TooWide
        found = _found(view, part, before)
        known = files.known[key] = files.history.entries[key] = Entry(found, files.revision, frozenset(), NOTHING)
    values: tuple[T, ...] = known.value.values
    current = CURRENT.get()
    if current is not None:
        current.settled[key] = values
    return values


class Parts:
    """The parts of one moment by path, and all that is in them."""

    __slots__ = ("_index", "by_path", "newer", "values")

    def __init__(self, by_path: dict[str, Entry], values: tuple[Any, ...]) -> None:
        self.by_path = by_path
        self.values = values
        self.newer: frozenset[str] = frozenset()  # the paths of parts that the index does not tell right
        self._index: _Index | None = None

    def with_new(self, new: Mapping[str, Entry]) -> "Parts":
        """The parts of another moment, in which these are different; all other paths are the same."""
        by_path = {**self.by_path, **new}
        same = all(it.value is self.by_path[path].value for path, it in new.items())
        after = Parts(by_path, self.values if same else _values(by_path.values()))
        newer = self.newer | new.keys()
        if self._index is not None and len(newer) <= _NEWER:
            after._index, after.newer = self._index, newer
        return after

    def doubtful(self, view: View, changed: frozenset[str]) -> Iterable[str]:
        """The paths of the parts that may be different now that this has changed."""
        if self._index is None:  # Two threads may make one at once; they are the same.
            self._index = _Index(self.by_path)
        return self.newer.union(self._index.reading(changed), self._index.relying(view))


_NEWER = 50  # paths; with more of them a new index is made


class _Index:
    """What parts read themselves, and which settled values they used."""

    def __init__(self, by_path: Mapping[str, Entry]) -> None:
        self._readers: dict[str, list[str]] = {}
        self._used: dict[Any, dict[int, tuple[object, list[str]]]] = {}
        for path, entry in by_path.items():
            for it in entry.reads:
                self._readers.setdefault(it, []).append(path)
            for key, value in entry.settled.items():
                self._used.setdefault(key, {}).setdefault(id(value), (value, []))[1].append(path)

    def reading(self, changed: frozenset[str]) -> Iterator[str]:
        return chain.from_iterable(self._readers.get(it, ()) for it in changed)

    def relying(self, view: View) -> Iterator[str]:
        """The paths of parts that used a value which is another one now."""
        for (function, args), values in self._used.items():
            now = function(view, *args)
            for value, paths in values.values():
                if value is not now:
                    yield from paths


def _found(view: V, part: Tracked[V, tuple[T, ...], str], before: Entry | None) -> Parts:
    files = view.files
    changed = files.changed_since(before.revision) if before is not None else frozenset({PATHS})
    known: Parts | None = before.value if before is not None else None
    with taking(None):
        if known is None or PATHS in changed:
            now = {path: _part(view, part, path) for path in files.unnoted()}
            return Parts(now, _values(now.values()))
        again = ((path, _part(view, part, path)) for path in known.doubtful(view, changed))
        new = {path: entry for path, entry in again if entry is not known.by_path[path]}
        return known.with_new(new) if new else known


def _part(view: V, part: Tracked[V, tuple[T, ...], str], path: str) -> Entry:
    key = (part, (path,))
    return view.files.known.get(key) or part.entry(view, key)


def _values(entries: Iterable[Entry]) -> tuple[Any, ...]:
    return tuple(chain.from_iterable(it.value for it in entries if it.value))
