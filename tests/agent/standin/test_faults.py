"""Every fault, as the real SDK meets it: which exception the agent has to be ready for."""

import sys
from typing import Any

import anthropic
import httpx2
import pytest

from tests.agent.standin.listening import nobody, unreachable
from tests.agent.standin.sdk import ASK, TOOL, Connect, Start, streamed, text
from tests.agent.standin.turns import (
    answers,
    calls,
    empty_stream,
    fails,
    hangs_up,
    html,
    json,
    overloaded,
    rate_limited,
    redirects,
    says,
    silent,
)
from tests.agent.standin.values import ToolUse, Turn

# ------------------------------------------------------------- statuses

STATUSES: dict[str, tuple[Turn, type[anthropic.APIStatusError], str]] = {
    "429": (rate_limited(3600), anthropic.RateLimitError, "rate_limit_error"),
    "529": (overloaded(), anthropic.OverloadedError, "overloaded_error"),
    "500": (fails(500), anthropic.InternalServerError, "api_error"),
    "502": (fails(502), anthropic.InternalServerError, "api_error"),
    "503": (fails(503), anthropic.ServiceUnavailableError, "api_error"),
    "504": (fails(504, "timeout_error", "Timed out"), anthropic.GatewayTimeoutError, "timeout_error"),
    "402": (fails(402, "billing_error", "No credit"), anthropic.PaymentRequiredError, "billing_error"),
    "403": (fails(403, "permission_error", "No"), anthropic.PermissionDeniedError, "permission_error"),
}


@pytest.mark.parametrize("turn, error, kind", STATUSES.values(), ids=STATUSES)
async def test_a_status(
    stand_in: Start, connect: Connect, turn: Turn, error: type[anthropic.APIStatusError], kind: str
) -> None:
    server = await stand_in(turn)
    with pytest.raises(error) as raised:
        await streamed(connect(server.url))
    assert raised.value.type == kind
    assert server.requests[0].status == raised.value.status_code
    if kind == "rate_limit_error":
        assert raised.value.response.headers["retry-after"] == "3600"


async def test_the_sdk_tries_again_and_takes_the_next_turn(stand_in: Start, connect: Connect) -> None:
    again = ("retry-after-ms", "1")
    first = fails(529, "overloaded_error", "Overloaded", headers=(again,))
    server = await stand_in(first, first, says("Hi"))
    _, message = await streamed(connect(server.url, max_retries=2))
    assert text(message) == "Hi"
    assert [it.headers["x-stainless-retry-count"] for it in server.requests] == ["0", "1", "2"]
    assert [it.turn for it in server.requests] == ["turn 1", "turn 2", "turn 3"]


async def test_a_redirect_is_not_followed(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(redirects())
    with pytest.raises(anthropic.APIStatusError) as raised:
        await streamed(connect(server.url))
    assert raised.value.status_code == 307


async def test_a_redirect_that_is_followed_is_a_complaint(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(redirects())
    following = anthropic.DefaultAsyncHttpxClient(follow_redirects=True, trust_env=False)
    with pytest.raises(anthropic.APIConnectionError):
        await streamed(connect(server.url, http_client=following))
    assert server.complaints.pop() == "A redirect was followed, or somebody else called the trap."


# ------------------------------------------------------------- no connection, no head


async def test_nobody_listens(connect: Connect) -> None:
    with nobody() as url, pytest.raises(anthropic.APIConnectionError):
        await streamed(connect(url))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves a connection unanswered when the queue is full")
async def test_a_connection_times_out(connect: Connect) -> None:
    limit = httpx2.Timeout(60, connect=0.05)
    with unreachable() as url, pytest.raises(anthropic.APITimeoutError):
        await streamed(connect(url, timeout=limit))


@pytest.mark.parametrize("head", [0, 9, 40])
async def test_the_connection_is_closed_in_the_head(stand_in: Start, connect: Connect, head: int) -> None:
    server = await stand_in(hangs_up(head))
    with pytest.raises(anthropic.APIConnectionError):
        await streamed(connect(server.url))
    assert server.requests[0].status is None


@pytest.mark.parametrize("head", [0, 9, 40])
async def test_silence_ends_by_the_timeout_of_the_client(stand_in: Start, connect: Connect, head: int) -> None:
    server = await stand_in(silent(head))
    with pytest.raises(anthropic.APITimeoutError):
        await streamed(connect(server.url, timeout=httpx2.Timeout(60, read=0.05)))
    await server.requests[0].over()
    assert server.requests[0].hung_up


# ------------------------------------------------------------- streams that break


async def test_a_stream_that_ends_early_looks_like_a_whole_one(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Half a sentence is no sentence.").cut(7, "ends"))
    _, message = await streamed(connect(server.url))
    assert message.stop_reason is None
    assert text(message) == "Half a sentence i"


@pytest.mark.parametrize("ending, error", [("closes", httpx2.RemoteProtocolError), ("resets", httpx2.ReadError)])
async def test_a_stream_that_is_cut(stand_in: Start, connect: Connect, ending: Any, error: type[Exception]) -> None:
    server = await stand_in(says("Half a sentence is no sentence.").cut(8, ending))
    with pytest.raises(error):
        await streamed(connect(server.url))


async def test_a_stream_that_is_cut_before_it_begins(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi").cut(0, "closes"))
    with pytest.raises(httpx2.RemoteProtocolError):
        await streamed(connect(server.url))


async def test_an_empty_stream(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(empty_stream())
    with pytest.raises(AssertionError):
        await streamed(connect(server.url))


async def test_an_error_in_the_middle_of_a_stream_has_status_200(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Half a sentence is no sentence.").failing(8))
    with pytest.raises(anthropic.APIStatusError) as raised:
        await streamed(connect(server.url, max_retries=2))
    assert (raised.value.status_code, raised.value.type) == (200, "overloaded_error")
    assert len(server.requests) == 1


async def test_a_whole_answer_that_is_cut(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi").cut(1))
    with pytest.raises(anthropic.APIConnectionError):
        await connect(server.url).messages.create(**ASK)


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_fragments_are_put_together(stand_in: Start, connect: Connect, size: int) -> None:
    said = "žluťoučký 🦸 kůň\r\n\n\ndata: no event\n\n" * 3
    server = await stand_in(says(said).in_fragments(size))
    _, message = await streamed(connect(server.url))
    assert text(message) == said


# ------------------------------------------------------------- answers that are none


async def test_html_instead_of_a_stream(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(html())
    with pytest.raises(AssertionError):
        await streamed(connect(server.url))


async def test_html_instead_of_json(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(html())
    assert isinstance(await connect(server.url).messages.create(**ASK), str)


async def test_html_with_a_status(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(html(403))
    with pytest.raises(anthropic.PermissionDeniedError) as raised:
        await streamed(connect(server.url))
    assert raised.value.type is None


async def test_json_of_another_vendor(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(json(b'{"object": "chat.completion", "choices": []}'))
    message = await connect(server.url).messages.create(**ASK)
    assert (getattr(message, "type", None), getattr(message, "content", None)) == (None, None)


async def test_tool_json_that_is_none(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(answers(ToolUse("read_file", '{"path": nobody quoted this}')))
    with pytest.raises(ValueError, match="Unable to parse tool parameter JSON"):
        await streamed(connect(server.url), tools=[TOOL])


async def test_tool_json_that_is_cut_by_max_tokens_is_taken_as_it_is(stand_in: Start, connect: Connect) -> None:
    cut = ToolUse("read_file", '{"path": "app/models.py", "code": "class He')
    server = await stand_in(answers(cut, stop_reason="max_tokens"))
    _, message = await streamed(connect(server.url), tools=[TOOL])
    assert message.content[-1].input == {"path": "app/models.py"}
    assert message.stop_reason == "max_tokens"


async def test_a_tool_that_does_not_exist(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(calls("delete_everything"))
    _, message = await streamed(connect(server.url), tools=[TOOL])
    assert message.content[-1].name == "delete_everything"
