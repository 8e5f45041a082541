"""What a script is made of, as values: blocks, answers, faults, how they are delivered, turns.

Tests write them with the functions of turns.py, or in Markdown (markdown.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Thinking:
    """A thinking block. The current models send it empty where no display is asked for, and so does the stand-in."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A call of a tool. The input may be JSON text that is no JSON; it is sent as it stands."""

    name: str
    input: Mapping[str, Any] | str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A block of a kind that no client knows yet."""

    fields: Mapping[str, Any]


Block = Text | Thinking | ToolUse | Unknown


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used; what is None is counted from the request (tokens.py)."""

    input: int | None = None
    output: int | None = None
    cache_read: int | None = None
    cache_creation: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A message. Without a stop reason it is tool_use where a tool is called, else end_turn."""

    blocks: tuple[Block, ...] = ()
    stop_reason: str | None = None
    stop_details: Mapping[str, Any] | None = None
    usage: Usage = field(default_factory=Usage)
    thinks: bool = True  # begin with an empty thinking block, where the model and the request have thinking on


@dataclass(frozen=True, slots=True)
class Fault:
    """An HTTP answer that is no message. A location is filled in by the server, which knows its trap."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    error: tuple[str, str] | None = None  # type and message, in the shape of errors that the dialect has
    redirects: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """No answer at all: so many bytes of the head, then the connection closes, or stays open and silent."""

    head: int = 0
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Expired:
    """Only in a batch: the request was not processed within the day."""


Act = Answer | Fault | Nothing | Expired
Ending = Literal["ends", "closes", "resets"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a stream of events reaches the client. Events are counted from 1; the head is event 0."""

    waits: frozenset[int] = frozenset()  # before these the turn waits until the test lets it go on
    drips: bool = False  # waits before every event
    pace: float | None = None  # seconds before every event: for demonstrations; a test steers by waits
    cut: tuple[int, Ending] | None = None  # after so many events; "ends" is a proper end of the body
    error: tuple[int, str, str] | None = None  # after so many events, an error of this type and message
    fragment: int | None = None  # bytes in one write: events and characters are torn apart
    extra_events: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # of unknown kinds, after the first event


@dataclass(frozen=True, slots=True)
class Expectation:
    """A text that the request's JSON must hold in one of its strings, or must not hold."""

    text: str
    present: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """What one request gets. The methods give a changed turn; they can be chained."""

    act: Act
    name: str = ""
    expects: tuple[Expectation, ...] = ()
    delivery: Delivery = field(default_factory=Delivery)

    def named(self, name: str) -> "Turn":
        return replace(self, name=name)

    def expecting(self, *texts: str) -> "Turn":
        return replace(self, expects=self.expects + tuple(Expectation(it) for it in texts))

    def expecting_no(self, *texts: str) -> "Turn":
        return replace(self, expects=self.expects + tuple(Expectation(it, present=False) for it in texts))

    def waiting(self, before: int = 0) -> "Turn":
        return self._delivered(waits=self.delivery.waits | {before})

    def dripping(self) -> "Turn":
        return self._delivered(drips=True)

    def paced(self, seconds: float) -> "Turn":
        return self._delivered(pace=seconds)

    def cut(self, after: int, ending: Ending = "closes") -> "Turn":
        return self._delivered(cut=(after, ending))

    def failing(self, after: int, error: str = "overloaded_error", message: str = "Overloaded") -> "Turn":
        return self._delivered(error=(after, error, message))

    def in_fragments(self, size: int) -> "Turn":
        return self._delivered(fragment=size)

    def with_event(self, kind: str, data: Mapping[str, Any] | None = None) -> "Turn":
        return self._delivered(extra_events=(*self.delivery.extra_events, (kind, {"type": kind, **(data or {})})))

    def _delivered(self, **changes: Any) -> "Turn":
        return replace(self, delivery=replace(self.delivery, **changes))
