"""What goes over the wire for one request: a head, steps of the body with pauses between them, and an end."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.agent.standin.message import Event
from tests.agent.standin.values import Delivery, Ending

STREAM = ("content-type", "text/event-stream; charset=utf-8")
JSON = ("content-type", "application/json")


@dataclass(frozen=True, slots=True)
class Pause:
    """Here the test has to let the turn go on; or so many seconds pass."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: tuple[tuple[str, str], ...]
    steps: tuple[bytes | Pause, ...] = ()
    ending: Ending = "ends"
    waits: bool = False  # before the head
    length: bool = True  # with a content-length; else the body is chunked
    promised: int | None = None  # the content-length, where it is not the true one
    head: int | None = None  # only so many bytes of the head are sent, and nothing after them
    stays: bool = False  # and then the connection stays open


def whole(status: int, value: Any, headers: tuple[tuple[str, str], ...] = (), waits: bool = False) -> Reply:
    """A JSON body at once."""
    return Reply(status, (JSON, *headers), (json.dumps(value, ensure_ascii=False).encode(),), waits=waits)


def stream(events: Iterator[Event], delivery: Delivery, error: bytes, headers: tuple[tuple[str, str], ...]) -> Reply:
    """The events of an answer, delivered as it is said. `error` is what is sent in the place of delivery.error."""
    listed = list(events)
    listed[1:1] = list(delivery.extra_events)
    last = max([*delivery.waits, *(it[0] + 1 for it in (delivery.cut, delivery.error) if it)], default=0)
    if last > len(listed):
        raise ValueError(f"the turn speaks of event {last}, and its stream has only {len(listed)}")
    steps: list[bytes | Pause] = []
    for number, event in enumerate(listed, 1):
        if delivery.drips or number in delivery.waits:
            steps.append(Pause())
        if delivery.pace:
            steps.append(Pause(delivery.pace))
        if delivery.error and number > delivery.error[0]:
            steps.append(error)
            break
        if delivery.cut and number > delivery.cut[0]:
            if delivery.cut[1] != "ends":
                steps.append(sse(event)[:11])  # in the middle of a line
            break
        steps.append(sse(event))
    ending = delivery.cut[1] if delivery.cut else "ends"
    torn = tuple(_torn(steps, delivery.fragment)) if delivery.fragment else tuple(steps)
    return Reply(
        200, (STREAM, ("cache-control", "no-cache"), *headers), torn, ending, 0 in delivery.waits, length=False
    )


def sse(event: Event) -> bytes:
    name, data = event
    return f"event: {name}\ndata: {_data(name, data)}\n\n".encode()


def _data(name: str, data: Mapping[str, Any]) -> str:
    return json.dumps({"type": name, **data}, ensure_ascii=False)


def in_half(reply: Reply, ending: Ending) -> Reply:
    """The reply with half of its body, though its head promises the whole."""
    body = b"".join(it for it in reply.steps if isinstance(it, bytes))
    return replace(reply, steps=(body[: len(body) // 2],), ending=ending, promised=len(body))


def _torn(steps: list[bytes | Pause], size: int) -> Iterator[bytes | Pause]:
    for step in steps:
        if isinstance(step, Pause):
            yield step
        else:
            yield from (step[start : start + size] for start in range(0, len(step), size))
