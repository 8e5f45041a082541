"""The turns that tests write: `says("…")`, `calls("read_file", path="app/models.py")`, `rate_limited(3600)`.

Each gives a Turn; how it is delivered and what it expects is said by the turn's own methods:
`says("…").expecting("class Hero").cut(after=4)`.
"""

from typing import Any

from tests.agent.standin.values import Answer, Block, Expired, Fault, Nothing, Text, ToolUse, Turn, Usage

HTML = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in to the network.</body></html>\n"


def says(text: str, **answer: Any) -> Turn:
    """One block of text. `answer`: the other fields of an Answer, as stop_reason="max_tokens"."""
    return answers(Text(text), **answer)


def calls(name: str, /, **arguments: Any) -> Turn:
    """One call of a tool. A raw input, for JSON that is none: `answers(ToolUse(name, '{"pa'))`."""
    return answers(ToolUse(name, arguments))


def answers(*blocks: Block, **answer: Any) -> Turn:
    return Turn(Answer(blocks, **answer))


def uses(turn: Turn, **figures: int) -> Turn:
    """The turn with these figures of usage: input, output, cache_read, cache_creation."""
    assert isinstance(turn.act, Answer)
    return Turn(
        Answer(turn.act.blocks, turn.act.stop_reason, turn.act.stop_details, Usage(**figures), turn.act.thinks),
        turn.name,
        turn.expects,
        turn.delivery,
    )


def refuses(category: str | None = "cyber", explanation: str | None = "This request can't be answered.") -> Turn:
    """A refusal, as the classifiers of the hosted service give it: status 200, perhaps in the middle of a text."""
    details = {"type": "refusal", "category": category, "explanation": explanation}
    return Turn(Answer((), "refusal", details))


def rate_limited(retry_after: int) -> Turn:
    fault = Fault(
        429,
        headers=(("retry-after", str(retry_after)),),
        error=("rate_limit_error", "This request would exceed your organization's rate limit."),
    )
    return Turn(fault)


def overloaded() -> Turn:
    return Turn(Fault(529, error=("overloaded_error", "Overloaded")))


def fails(
    status: int,
    error: str = "api_error",
    message: str = "Internal server error",
    headers: tuple[tuple[str, str], ...] = (),
) -> Turn:
    return Turn(Fault(status, headers=headers, error=(error, message)))


def html(status: int = 200, body: bytes = HTML) -> Turn:
    """What a captive portal or a proxy answers."""
    return Turn(Fault(status, body, (("content-type", "text/html; charset=utf-8"),)))


def json(body: bytes, status: int = 200) -> Turn:
    """Any JSON, or what claims to be: another vendor's shape, half an object."""
    return Turn(Fault(status, body, (("content-type", "application/json"),)))


def redirects(status: int = 307) -> Turn:
    """To another port of this machine, the server's trap: a call there is a complaint."""
    return Turn(Fault(status, redirects=True))


def empty_stream() -> Turn:
    """200 and the content type of a stream, and then nothing."""
    return Turn(Fault(200, b"", (("content-type", "text/event-stream; charset=utf-8"),)))


def silent(head: int = 0) -> Turn:
    """The request is read and never answered, or so many bytes of the head are sent and no more."""
    return Turn(Nothing(head))


def hangs_up(head: int = 0) -> Turn:
    """The request is read and the connection closed, perhaps in the middle of the head."""
    return Turn(Nothing(head, closes=True))


def expired() -> Turn:
    return Turn(Expired())
