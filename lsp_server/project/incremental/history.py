"""Which moments of a folder there were, and what changed from one to another."""

from threading import Lock
from typing import Any

from lsp_server.project.incremental.notes import EVERYTHING


class Entry:
    """A computed value, with what it was made from. Good at `revision`, and wherever its reads are the same."""

    __slots__ = ("reads", "revision", "settled", "value")

    def __init__(self, value: Any, revision: int, reads: frozenset[str], settled: dict[Any, object]) -> None:
        self.value = value
        self.revision = revision
        self.reads = reads
        self.settled = settled

    def __getstate__(self) -> tuple[Any, frozenset[str], dict[Any, object]]:
        """What is kept for another process, where a history of its own begins."""
        return self.value, self.reads, self.settled

    def __setstate__(self, state: tuple[Any, frozenset[str], dict[Any, object]]) -> None:
        self.value, self.reads, self.settled = state
        self.revision = 0


class History:
    """The moments that grew out of one first moment, each a number above that of the moment it came from.

    Shared by all of them, together with what was computed in any. Moments branch where a change is tried out.
    Safe to use from several threads: a value that two compute at once is the same value.
    """

    def __init__(self, entries: dict[Any, Entry] | None = None) -> None:
        """`entries` are what is known of the first moment already; their revision is 0."""
        self.entries: dict[Any, Entry] = entries if entries is not None else {}
        self._log: list[tuple[int, frozenset[str]]] = [(0, frozenset())]  # where it came from, what changed
        self._lock = Lock()

    def after(self, revision: int, changed: frozenset[str]) -> int:
        """A new moment, with what is different from the moment `revision`."""
        with self._lock:
            self._log.append((revision, changed | {EVERYTHING}))
            newest = len(self._log) - 1
            if newest % _ROUND == 0:
                self._forget(newest - _ROUND)
            return newest

    def between(self, one: int, other: int) -> frozenset[str]:
        """All that may be different between two moments, in whichever order they were."""
        found: set[str] = set()
        while one != other:
            if one < other:
                one, other = other, one
            one, changed = self._log[one]
            found |= changed
        return frozenset(found)

    def _forget(self, revision: int) -> None:
        """Let go of what nobody has asked for since a moment: half-typed names, functions long gone."""
        self.entries = {key: it for key, it in self.entries.items() if it.revision >= revision}


_ROUND = 2_000
