"""What the stand-in records, how turns wait, and what it complains of."""

import asyncio
from typing import Any

import anthropic
import pytest

from tests.agent.standin import standin
from tests.agent.standin.sdk import ASK, TOOL, Connect, Start, streamed, text
from tests.agent.standin.threaded import running
from tests.agent.standin.turns import says


async def test_a_request_is_recorded_without_its_credential(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi"))
    await streamed(connect(server.url, api_key="sk-ant-secret"), system="Be calm.", tools=[TOOL])
    (request,) = server.messages
    assert request.headers["authorization"] == "Bearer (hidden)"
    assert "sk-ant-secret" not in repr(request)
    assert request.json["stream"] is True
    assert request.json["messages"] == ASK["messages"]
    assert request.text == "Be calm.\nread_file\nobject\nstring\nuser\nWrite a service for Hero."
    assert (request.status, request.turn, request.hung_up) == (200, "turn 1", False)


async def test_a_stream_drips_as_the_test_lets_it(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("One piece, and another one.").dripping())
    asking = asyncio.create_task(streamed(connect(server.url)))
    events = 11  # start, thinking (start, ping, signature, stop), text (start, two pieces, stop), delta, stop
    for number in range(1, events + 1):
        reached = asyncio.create_task(server.gate.reached(number))
        await asyncio.wait({reached, asking}, return_when=asyncio.FIRST_COMPLETED)
        assert not asking.done()
        server.gate.go_on()
    kinds, message = await asking
    assert text(message) == "One piece, and another one."
    assert kinds[-1] == "message_stop"
    assert server.gate.waited == events


@pytest.mark.parametrize("before", [0, 1, 7])
async def test_canceling_closes_the_connection(stand_in: Start, connect: Connect, before: int) -> None:
    server = await stand_in(says("Half a sentence is no sentence.").waiting(before))
    task = asyncio.create_task(streamed(connect(server.url)))
    await server.gate.reached()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await server.requests[0].over()
    assert server.requests[0].hung_up


async def test_requests_at_the_same_time_take_one_turn_each(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(*[says(str(number)).waiting() for number in range(5)])
    sdk = connect(server.url)
    asking = [asyncio.create_task(streamed(sdk)) for _ in range(5)]
    await server.gate.reached(5)
    server.gate.open()
    assert sorted(text(message) for _, message in await asyncio.gather(*asking)) == ["0", "1", "2", "3", "4"]


async def test_a_request_too_many_is_a_complaint(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi"))
    sdk = connect(server.url, max_retries=2)
    await streamed(sdk)
    with pytest.raises(anthropic.InternalServerError, match="The script has 1 turns"):
        await streamed(sdk)
    assert len(server.requests) == 2, "it says itself that trying again is of no use"
    assert server.complaints.pop() == "The script has 1 turns, and this is one request more."


async def test_an_expectation_that_does_not_hold_is_a_complaint(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi").expecting("Hero").expecting_no("service"), says("Hi").expecting("Team"))
    sdk = connect(server.url)
    for sentence in ("turn 1: the request holds 'service'.", "turn 2: the request does not hold 'Team'."):
        with pytest.raises(anthropic.InternalServerError, match=sentence):
            await streamed(sdk)
        assert server.complaints.pop() == sentence


async def test_complaints_are_raised_at_the_end(connect: Connect) -> None:
    with pytest.raises(AssertionError, match="one request more"):
        async with standin() as server:
            with pytest.raises(anthropic.InternalServerError):
                await streamed(connect(server.url))


async def test_complaints_are_told_beside_what_the_test_raised(connect: Connect) -> None:
    with pytest.raises(anthropic.InternalServerError) as raised:
        async with standin() as server:
            await streamed(connect(server.url))
    assert raised.value.__notes__ == ["The stand-in complains: The script has 0 turns, and this is one request more."]


async def test_a_script_that_speaks_of_an_event_that_there_is_not(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi").cut(100))
    with pytest.raises(anthropic.InternalServerError, match="its stream has only"):
        await streamed(connect(server.url))
    server.complaints.clear()


async def test_what_is_not_there(stand_in: Start, connect: Connect) -> None:
    server = await stand_in()
    http = connect(server.url)._client
    headers: dict[str, Any] = {"authorization": "Bearer key", "anthropic-version": "2026-10-21"}
    for method, path in (("GET", "/v1/messages"), ("POST", "/v1/v1/messages"), ("POST", "/v1/complete")):
        answer = await http.request(method, server.url + path, headers=headers)
        assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found_error")


async def test_what_is_no_http(stand_in: Start) -> None:
    server = await stand_in()
    port = int(server.url.rpartition(":")[2])
    for noise in (
        b"",
        b"\x16\x03\x01\x00",
        b"GET",
        b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(noise)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
    assert server.requests == []


async def test_the_server_is_gone_afterwards(connect: Connect) -> None:
    async with standin(says("Hi").waiting()) as server:
        task = asyncio.create_task(streamed(connect(server.url)))
        await server.gate.reached()
    with pytest.raises(anthropic.APIConnectionError):
        await task
    with pytest.raises(anthropic.APIConnectionError):
        await streamed(connect(server.url))


def test_in_a_thread_for_tests_that_are_not_asynchronous() -> None:
    with running(says("Hi")) as server, anthropic.Anthropic(api_key="key", base_url=server.url) as sdk:
        assert text(sdk.messages.create(**ASK)) == "Hi"
    assert [it.path for it in server.requests] == ["/v1/messages"]
    with pytest.raises(AssertionError, match="one request more"), running() as server:  # noqa: SIM117
        with anthropic.Anthropic(api_key="key", base_url=server.url) as sdk, pytest.raises(anthropic.APIStatusError):
            sdk.messages.create(**ASK)
