"""The real SDK parses everything that the stand-in says."""

from typing import Any

import pytest

from tests.agent.standin.sdk import ASK, MODEL, TOOL, Connect, Start, going_on, streamed, text
from tests.agent.standin.turns import answers, calls, refuses, says, uses
from tests.agent.standin.values import Text, Thinking, ToolUse, Unknown

TEXT = "Příliš žluťoučký 🦸 kůň\r\n" * 20


async def test_a_text_streamed_and_whole(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says(TEXT), says(TEXT))
    sdk = connect(server.url)
    _, message = await streamed(sdk)
    whole = await sdk.messages.create(**ASK)
    assert text(message) == text(whole) == TEXT
    assert message.stop_reason == whole.stop_reason == "end_turn"
    assert [it.type for it in message.content] == ["thinking", "text"]
    assert message.content[0].thinking == ""
    assert message.content[0].signature
    assert server.turns_left == 0


async def test_events_come_in_the_order_of_the_hosted_service(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(answers(Thinking("hm"), Text("Hi"), ToolUse("read_file", {"path": "app/a.py"})))
    http = connect(server.url)._client
    body = {**ASK, "stream": True, "tools": [TOOL]}
    headers = {"authorization": "Bearer key", "anthropic-version": "2026-10-21"}
    got = await http.post(f"{server.url}/v1/messages", json=body, headers=headers)
    assert got.headers["content-type"] == "text/event-stream; charset=utf-8"
    kinds = [line.removeprefix("event: ") for line in got.text.splitlines() if line.startswith("event: ")]
    assert kinds == [
        "message_start",
        *["content_block_start", "ping", "content_block_delta", "content_block_stop"],
        *["content_block_start", "content_block_delta", "content_block_stop"],
        *["content_block_start", "content_block_delta", "content_block_delta", "content_block_delta"],
        *["content_block_stop", "message_delta", "message_stop"],
    ]


async def test_a_call_of_a_tool_comes_in_pieces(stand_in: Start, connect: Connect) -> None:
    code = 'def a():\n\treturn "🦸"\r\n'
    server = await stand_in(calls("read_file", path="a.py", code=code), calls("read_file", path="a.py", code=code))
    sdk = connect(server.url)
    kinds, message = await streamed(sdk, tools=[TOOL])
    assert kinds.count("input_json") > 3
    whole = await sdk.messages.create(**ASK, tools=[TOOL])
    for it in (message, whole):
        call = it.content[-1]
        assert (call.type, call.name, call.input) == ("tool_use", "read_file", {"path": "a.py", "code": code})
        assert it.stop_reason == "tool_use"


async def test_a_conversation_with_tools_goes_on(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(calls("read_file", path="a.py"), says("Done.").expecting("x = 1"))
    sdk = connect(server.url)
    _, message = await streamed(sdk, tools=[TOOL])
    _, message = await streamed(sdk, tools=[TOOL], messages=going_on(message, "x = 1"))
    assert text(message) == "Done."


async def test_what_is_said_between_two_calls_comes_as_thinking(stand_in: Start, connect: Connect) -> None:
    look = answers(Text("Let me look."), ToolUse("read_file", {"path": "a.py"}))
    server = await stand_in(look, look, says("Done."))
    sdk = connect(server.url)
    _, first = await streamed(sdk, tools=[TOOL])
    _, second = await streamed(sdk, tools=[TOOL], messages=going_on(first, "x = 1"))
    assert [it.type for it in first.content] == ["thinking", "text", "tool_use"]
    assert [it.type for it in second.content] == ["thinking", "tool_use"]
    assert second.content[0].thinking == ""


async def test_thinking_shows_its_text_only_where_it_is_asked_for(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(*[answers(Thinking("Which layer?"), Text("Hi"))] * 3)
    sdk = connect(server.url)
    for thinking, wanted in (
        (None, ""),
        ({"type": "adaptive", "display": "summarized"}, "Which layer?"),
        ({"type": "adaptive", "display": "omitted"}, ""),
    ):
        _, message = await streamed(sdk, **({"thinking": thinking} if thinking else {}))
        assert message.content[0].thinking == wanted


async def test_between_tools_without_tools_is_only_text(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi"))
    _, message = await streamed(connect(server.url), thinking={"type": "between_tools"})
    assert [it.type for it in message.content] == ["text"]


async def test_a_refusal_says_why(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(refuses("cyber", "No."))
    _, message = await streamed(connect(server.url))
    assert message.stop_reason == "refusal"
    assert (message.stop_details.category, message.stop_details.explanation) == ("cyber", "No.")


@pytest.mark.parametrize("reason", ["max_tokens", "pause_turn", "model_context_window_exceeded", "of_tomorrow"])
async def test_other_stop_reasons(stand_in: Start, connect: Connect, reason: str) -> None:
    server = await stand_in(says("half", stop_reason=reason))
    _, message = await streamed(connect(server.url))
    assert message.stop_reason == reason


async def test_unknown_blocks_and_events_pass(stand_in: Start, connect: Connect) -> None:
    unknown = Unknown({"type": "hologram", "size": 3})
    server = await stand_in(answers(unknown, Text("Hi")).with_event("content_block_hint", {"index": 0}))
    kinds, message = await streamed(connect(server.url))
    assert "content_block_hint" in kinds
    assert [it.type for it in message.content] == ["thinking", "hologram", "text"]
    assert text(message) == "Hi"


async def test_usage(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(uses(says("Hi"), input=3, output=5, cache_read=2000, cache_creation=100))
    _, message = await streamed(connect(server.url))
    usage = message.usage
    assert (usage.input_tokens, usage.output_tokens) == (3, 5)
    assert (usage.cache_read_input_tokens, usage.cache_creation_input_tokens) == (2000, 100)


async def test_the_prompt_cache_reads_a_prefix_that_was_sent_before(stand_in: Start, connect: Connect) -> None:
    def asked(head: str, tail: str) -> dict[str, Any]:
        mark = {"cache_control": {"type": "ephemeral"}}
        return {"system": [{"type": "text", "text": head, **mark}], "messages": [{"role": "user", "content": tail}]}

    server = await stand_in(*[says("Hi")] * 4)
    sdk = connect(server.url)
    head = "rules and skills " * 200
    figures = []
    for body in (asked(head, "one"), asked(head, "two"), asked(head + "!", "two"), asked("short", "three")):
        usage = (await streamed(sdk, **body))[1].usage
        figures.append((usage.cache_read_input_tokens > 0, usage.cache_creation_input_tokens > 0))
    assert figures == [(False, True), (True, False), (False, True), (False, False)]


async def test_tokens_are_counted(stand_in: Start, connect: Connect) -> None:
    sdk = connect((await stand_in()).url)
    count = await sdk.messages.count_tokens(model=MODEL, messages=ASK["messages"])
    longer = await sdk.messages.count_tokens(model=MODEL, messages=ASK["messages"], system="Be calm. " * 50)
    assert 0 < count.input_tokens < longer.input_tokens


async def test_models(stand_in: Start, connect: Connect) -> None:
    sdk = connect((await stand_in()).url)
    listed = {it.id: it async for it in await sdk.models.list()}
    assert {it.line for it in listed.values()} == {"haiku", "sonnet", "opus", "fable"}
    assert {it.lifecycle for it in listed.values()} == {"active", "deprecated", "retired"}
    sonnet = await sdk.models.retrieve("claude-sonnet-5-5")
    assert sonnet == listed["claude-sonnet-5-5"]
    assert sonnet.capabilities is not None
    assert sonnet.capabilities.thinking.types.between_tools.supported
    assert not sonnet.capabilities.thinking.types.disabled.supported
    assert sonnet.capabilities.effort.low.supported
