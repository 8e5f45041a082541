"""Which moments of a folder there were, and what changed from one to another."""

from collections.abc import Iterable, Mapping
from threading import Lock
from types import MappingProxyType
from typing import Any

from lsp_server.facts.difference import typed
from lsp_server.facts.file import FileFacts
from lsp_server.facts.typed import Typed
from lsp_server.noted import bodies

NOTHING: Mapping[Any, object] = MappingProxyType({})  # most computations use nothing that is settled


class Entry:
    """A computed value, with what it was made from. Good at `revision`, and wherever its reads are the same."""

    __slots__ = ("reads", "revision", "settled", "value")

    def __init__(self, value: Any, revision: int, reads: frozenset[str], settled: Mapping[Any, object]) -> None:
        self.value = value
        self.revision = revision
        self.reads = reads
        self.settled = settled


class Step:
    """From one text of a file to the next. What was typed is found when somebody asks."""

    __slots__ = ("_found", "_texts")

    def __init__(self, before: FileFacts, after: FileFacts) -> None:
        self._texts: tuple[FileFacts, FileFacts] | None = (before, after)
        self._found: Typed | None = None

    @property
    def typed(self) -> Typed | None:
        """None: more than what one function does has changed, or a comment."""
        texts = self._texts
        if texts is not None:  # Two threads may look at once; they find the same.
            self._found = typed(*texts)
            self._texts = None
        return self._found


class History:
    """The moments that grew out of one first moment, each a number above that of the moment it came from.

    Shared by all of them, together with what was computed in any. Moments branch where a change is tried out.
    Safe to use from several threads: a value that two compute at once is the same value.
    """

    def __init__(self, entries: dict[Any, Entry] | None = None) -> None:
        """`entries` are what is known of the first moment already; their revision is 0."""
        self.entries: dict[Any, Entry] = entries if entries is not None else {}
        self._reads: dict[frozenset[str], frozenset[str]] = {}
        self._log: list[tuple[int, frozenset[str]]] = [(0, frozenset())]  # where it came from, what changed
        self._steps: dict[int, Step] = {}  # by the later moment; of the last ones only
        self._lock = Lock()

    def after(self, revision: int, changed: frozenset[str], step: Step | None = None) -> int:
        """A new moment, with what is different from the moment `revision`; `step` where it is one file's text."""
        with self._lock:
            self._log.append((revision, changed))
            newest = len(self._log) - 1
            if step is not None:
                self._steps[newest] = step
            self._steps.pop(newest - _STEPS, None)  # a step not looked at yet holds the trees of two texts
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

    def typed_between(self, one: int, other: int) -> tuple[frozenset[str], tuple[Typed, ...]] | None:
        """What says something else since the earlier moment `one`, wherever it stands, and what was typed, in order.

        None: the one moment did not grow out of the other, or that is too long ago.
        """
        found: set[str] = set()
        made: list[Typed] = []
        while other > one:
            step = self._steps.get(other)
            if other - one > _STEPS:
                return None
            if step is not None and step.typed is not None:
                made.append(step.typed)
                found |= {step.typed.place, bodies(step.typed.path)}
            else:
                found |= self._log[other][1]
            other = self._log[other][0]
        return (frozenset(found), tuple(reversed(made))) if other == one else None

    def same(self, reads: Iterable[str]) -> frozenset[str]:
        """These notes as a set: the same one for all who read the same, since that is most of them."""
        found = frozenset(reads)
        return self._reads.setdefault(found, found)

    def _forget(self, revision: int) -> None:
        """Let go of what nobody has asked for since a moment: half-typed names, functions long gone."""
        self.entries = {key: it for key, it in self.entries.items() if it.revision >= revision}
        self._reads = {}


_ROUND = 2_000
_STEPS = 10  # moments
