"""What the hosted service rejects, the stand-in rejects, and the real SDK raises the class that belongs to it."""

from typing import Any

import anthropic
import pytest

from tests.agent.standin.sdk import ASK, MODEL, TOOL, Connect, Start, going_on, streamed, text
from tests.agent.standin.turns import answers, calls, says
from tests.agent.standin.values import Text, Thinking, ToolUse

pytestmark = pytest.mark.filterwarnings("ignore:The model 'claude-sonnet-4")  # of the SDK: an old model is old

OTHER = {**TOOL, "name": "other"}
PREFILL = [*ASK["messages"], {"role": "assistant", "content": "class HeroService"}]
CALLED = {"type": "tool_use", "id": "toolu_1", "name": "read_file", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "x"}
MARK = {"cache_control": {"type": "ephemeral"}}


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


REJECTED: dict[str, tuple[dict[str, Any], str]] = {
    "tool choice any": ({"tools": [TOOL], "tool_choice": {"type": "any"}}, "tool_choice"),
    "tool choice of a tool": ({"tools": [TOOL], "tool_choice": {"type": "tool", "name": "read_file"}}, "tool_choice"),
    "tool choice without tools": ({"tool_choice": {"type": "auto"}}, "tool_choice"),
    "temperature": ({"extra_body": {"temperature": 0}}, "temperature"),
    "top_p": ({"extra_body": {"top_p": 0.5}}, "top_p"),
    "top_k": ({"extra_body": {"top_k": 5}}, "top_k"),
    "a field nobody knows": ({"extra_body": {"thread": {"type": "create"}}}, "thread: Extra inputs"),
    "prefill": ({"messages": PREFILL}, "Prefilling"),
    "thinking disabled": ({"thinking": {"type": "disabled"}}, "between_tools"),
    "a budget of thinking": ({"thinking": {"type": "enabled", "budget_tokens": 2048}}, "thinking.type.enabled"),
    "between tools at high effort": (
        {"thinking": {"type": "between_tools"}, "output_config": {"effort": "max"}},
        "between_tools",
    ),
    "an effort nobody knows": ({"output_config": {"effort": "heroic"}}, "effort"),
    "a schema that is open": (
        {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}},
        "additionalProperties",
    ),
    "more tokens than the model writes": ({"max_tokens": 128_001}, "max_tokens: 128001 > 128000"),
    "no message": ({"messages": []}, "at least one message"),
    "a message without content": ({"messages": [user("")]}, "non-empty"),
    "an empty text": ({"messages": [user([{"type": "text", "text": ""}])]}, "non-empty"),
    "a role nobody knows": ({"messages": [{"role": "tool", "content": "x"}]}, "role"),
    "an assistant first": ({"messages": [{"role": "assistant", "content": "x"}, user("y")]}, "first message"),
    "a call without its result": (
        {"tools": [TOOL], "messages": [user("x"), {"role": "assistant", "content": [CALLED]}, user("y")]},
        "without `tool_result`",
    ),
    "a result without its call": ({"messages": [user("x"), user([RESULT])]}, "unexpected `tool_use_id`"),
    "a field of a block that only the SDK has": (
        {"messages": [user([{"type": "text", "text": "x", "parsed_output": 1}])]},
        "parsed_output",
    ),
    "a tool without a schema": ({"tools": [{"name": "a"}]}, "tools.0.custom.input_schema: Field required"),
    "two tools of one name": ({"tools": [TOOL, TOOL]}, "unique"),
    "a tool whose name is none": ({"tools": [OTHER, {**TOOL, "name": "read file"}]}, "tools.1.custom.name"),
    "five breakpoints": (
        {"messages": [user([{"type": "text", "text": "x", **MARK}] * 5)]},
        "maximum of 4 blocks",
    ),
    "a prompt that is too long": (
        {"model": "claude-sonnet-4-5-20250929", "messages": [user("word " * 130_000)]},
        "prompt is too long",
    ),
}


@pytest.mark.parametrize("changes, said", REJECTED.values(), ids=REJECTED)
async def test_a_bad_request(stand_in: Start, connect: Connect, changes: dict[str, Any], said: str) -> None:
    server = await stand_in(says("never"))
    with pytest.raises(anthropic.BadRequestError) as raised:
        await streamed(connect(server.url), **changes)
    assert raised.value.type == "invalid_request_error"
    assert said in str(raised.value.api_message)
    assert raised.value.request_id
    assert server.turns_left == 1


@pytest.mark.parametrize("body", [b"{", b"[]", b"", b'{"model": "claude-sonnet-5-5", "messages": []}', b'"\xff"'])
async def test_a_body_that_is_none(stand_in: Start, connect: Connect, body: bytes) -> None:
    server = await stand_in()
    headers = {"authorization": "Bearer key", "anthropic-version": "2026-10-21"}
    answer = await connect(server.url)._client.post(f"{server.url}/v1/messages", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("name", ["model", "max_tokens", "messages"])
async def test_a_field_is_missing(stand_in: Start, connect: Connect, name: str) -> None:
    server = await stand_in()
    with pytest.raises(anthropic.BadRequestError, match=f"{name}: Field required"):
        await connect(server.url).messages.create(**ASK, extra_body={name: None})


@pytest.mark.parametrize("model", ["claude-nobody-1", "claude-sonnet-4-20250514"])
async def test_an_unknown_and_a_retired_model(stand_in: Start, connect: Connect, model: str) -> None:
    server = await stand_in()
    sdk = connect(server.url)
    with pytest.raises(anthropic.NotFoundError) as raised:
        await streamed(sdk, model=model)
    assert (raised.value.type, raised.value.api_message) == ("not_found_error", f"model: {model}")
    with pytest.raises(anthropic.NotFoundError):
        await sdk.messages.count_tokens(model=model, messages=ASK["messages"])
    with pytest.raises(anthropic.NotFoundError):
        await sdk.models.retrieve("claude-nobody-1")


@pytest.mark.parametrize(
    "headers", [{"Authorization": anthropic.omit, "X-Api-Key": "key"}, {"Authorization": "Basic a2V5"}]
)
async def test_no_bearer_token(stand_in: Start, connect: Connect, headers: dict[str, Any]) -> None:
    server = await stand_in()
    sdk = connect(server.url)
    with pytest.raises(anthropic.AuthenticationError) as raised:
        await sdk.messages.create(**ASK, extra_headers=headers)
    assert raised.value.type == "authentication_error"


async def test_another_credential(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi"), credential="right")
    with pytest.raises(anthropic.AuthenticationError):
        await connect(server.url, api_key="wrong").messages.create(**ASK)
    await connect(server.url, api_key=None, auth_token="right").messages.create(**ASK)


async def test_another_version(stand_in: Start, connect: Connect) -> None:
    server = await stand_in()
    sdk = connect(server.url, default_headers={"anthropic-version": "2023-06-01"})
    with pytest.raises(anthropic.BadRequestError, match="anthropic-version"):
        await sdk.messages.create(**ASK)


async def test_too_large(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(limit=1000)
    with pytest.raises(anthropic.RequestTooLargeError) as raised:
        await streamed(connect(server.url), system="x" * 1000)
    assert raised.value.type == "request_too_large"


async def test_old_models_take_what_the_current_ones_reject(stand_in: Start, connect: Connect) -> None:
    old = {"model": "claude-sonnet-4-5-20250929"}
    server = await stand_in(*[says("Hi")] * 3)
    sdk = connect(server.url)
    rejected_of_others: list[dict[str, Any]] = [
        {"messages": PREFILL},
        {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 2000},
        {"tools": [TOOL], "tool_choice": {"type": "any"}},
    ]
    for it in rejected_of_others:
        _, message = await streamed(sdk, **old, **it)
        assert text(message) == "Hi"


# ------------------------------------------------------------- edited history under thinking blocks


async def answered(stand_in: Start, connect: Connect) -> tuple[anthropic.AsyncAnthropic, Any]:
    """A conversation with one answer: it thought, said something, and called a tool."""
    first = answers(Thinking(), Text("Let me look."), ToolUse("read_file", {"path": "a.py"}))
    server = await stand_in(first, says("Done."))
    sdk = connect(server.url)
    _, message = await streamed(sdk, tools=[TOOL], system="Be calm.")
    return sdk, message


async def test_history_that_is_as_it_was_is_taken(stand_in: Start, connect: Connect) -> None:
    sdk, message = await answered(stand_in, connect)
    history = going_on(message, "x = 1")
    marked = [{"type": "text", "text": history[0]["content"], **MARK}]  # a breakpoint may move
    _, message = await streamed(
        sdk,
        tools=[TOOL],
        system=[{"type": "text", "text": "Be calm.", **MARK}],
        messages=[user(marked), *history[1:]],
    )
    assert text(message) == "Done."


@pytest.mark.parametrize("edited", ["system", "tools", "first message", "model", "text", "signature", "dropped"])
async def test_edited_history_is_rejected(stand_in: Start, connect: Connect, edited: str) -> None:
    sdk, message = await answered(stand_in, connect)
    body: dict[str, Any] = {"system": "Be calm.", "tools": [TOOL], "messages": going_on(message, "x = 1")}
    said = body["messages"][1]["content"]
    if edited == "system":
        body["system"] = "Be quick."
    elif edited == "tools":
        body["tools"] = [TOOL, OTHER]
    elif edited == "first message":
        body["messages"][0] = user("Write a service for Team.")
    elif edited == "model":
        body["model"] = "claude-opus-5-5"
    elif edited == "text":
        said[1]["text"] = "Let me see."
    elif edited == "signature":
        said[0]["signature"] = "forged"
    else:
        del said[0]
    with pytest.raises(anthropic.BadRequestError, match="thinking"):
        await streamed(sdk, **body)


async def test_edited_thinking_of_an_earlier_turn_is_rejected(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(answers(Thinking("Which layer?"), Text("Hi")), says("Done."))
    sdk = connect(server.url)
    shown = {"thinking": {"type": "adaptive", "display": "summarized"}}
    _, first = await streamed(sdk, **shown)
    history = going_on(first)
    _, second = await streamed(sdk, **shown, messages=history)
    history = [*history, {"role": "assistant", "content": [it.to_dict() for it in second.content]}, user("And now?")]
    history[1]["content"][0]["thinking"] = "No layer."
    with pytest.raises(anthropic.BadRequestError, match=r"messages\.1\.content\.0: Invalid `signature`"):
        await streamed(sdk, **shown, messages=history)


async def test_thinking_of_a_finished_turn_may_be_left_out(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("Hi"), says("Hi again"))
    sdk = connect(server.url)
    _, message = await streamed(sdk)
    history = going_on(message)
    del history[1]["content"][0]
    _, message = await streamed(sdk, messages=history)
    assert text(message) == "Hi again"


async def test_counting_rejects_the_same(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(calls("never"))
    with pytest.raises(anthropic.BadRequestError, match="Prefilling"):
        await connect(server.url).messages.count_tokens(model=MODEL, messages=PREFILL)
