"""The local servers, each with what it lacks."""

from typing import Any

import anthropic
import pytest

from tests.agent.standin.dialects import LLAMACPP, OLLAMA, VLLM, Dialect
from tests.agent.standin.sdk import ASK, TOOL, Connect, Start, streamed, text
from tests.agent.standin.turns import says

LOCAL = {"model": "qwen3-coder"}
FORMAT = {"format": {"type": "json_schema", "schema": {"type": "object", "additionalProperties": False}}}
HOSTED_REJECTS: dict[str, Any] = {
    "extra_body": {"temperature": 0},
    "tools": [TOOL],
    "tool_choice": {"type": "any"},
    "output_config": FORMAT,
    "thinking": {"type": "disabled"},
}


@pytest.mark.parametrize("dialect", [OLLAMA, VLLM, LLAMACPP], ids=lambda it: it.name)
async def test_a_local_server_takes_what_the_hosted_one_rejects(
    stand_in: Start, connect: Connect, dialect: Dialect
) -> None:
    server = await stand_in(says("```json\n{}\n```"), dialect=dialect)
    kinds, message = await streamed(connect(server.url), **LOCAL, **HOSTED_REJECTS)
    assert [it.type for it in message.content] == ["text"]
    assert text(message).startswith("```json"), "the format is ignored"
    assert kinds[0] == "message_start"
    assert message.usage.cache_read_input_tokens == 0


@pytest.mark.parametrize("dialect", [OLLAMA, VLLM, LLAMACPP], ids=lambda it: it.name)
async def test_counting(stand_in: Start, connect: Connect, dialect: Dialect) -> None:
    server = await stand_in(dialect=dialect)
    counting = connect(server.url).messages.count_tokens(**LOCAL, messages=ASK["messages"])
    if dialect is OLLAMA:
        with pytest.raises(anthropic.NotFoundError):
            await counting
    else:
        assert (await counting).input_tokens > 0


@pytest.mark.parametrize("dialect", [OLLAMA, VLLM, LLAMACPP], ids=lambda it: it.name)
async def test_models_have_no_line(stand_in: Start, connect: Connect, dialect: Dialect) -> None:
    server = await stand_in(dialect=dialect)
    models = [it async for it in await connect(server.url).models.list()]
    assert [(it.id, getattr(it, "line", None)) for it in models] == [("qwen3-coder", None)]


async def test_an_unknown_model(stand_in: Start, connect: Connect) -> None:
    for dialect in (OLLAMA, VLLM):
        server = await stand_in(dialect=dialect)
        with pytest.raises(anthropic.NotFoundError):
            await streamed(connect(server.url), model="qwen9")
    server = await stand_in(says("Hi"), dialect=LLAMACPP)
    assert text((await streamed(connect(server.url), model="whatever"))[1]) == "Hi"


async def test_vllm_wants_a_schema_and_a_bearer_token(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("never"), dialect=VLLM)
    editor = {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool"}
    with pytest.raises(anthropic.UnprocessableEntityError):
        await streamed(connect(server.url), **LOCAL, tools=[TOOL, editor])
    headers = {"Authorization": anthropic.omit, "X-Api-Key": "key"}
    with pytest.raises(anthropic.AuthenticationError):
        await connect(server.url).messages.create(**{**ASK, **LOCAL}, extra_headers=headers)


async def test_llamacpp_takes_either_credential_and_ollama_none(stand_in: Start, connect: Connect) -> None:
    headers = {"Authorization": anthropic.omit, "X-Api-Key": "key"}
    for dialect in (OLLAMA, LLAMACPP):
        server = await stand_in(says("Hi"), dialect=dialect)
        message = await connect(server.url).messages.create(**{**ASK, **LOCAL}, extra_headers=headers)
        assert text(message) == "Hi"


async def test_ollama_breaks_a_stream_with_bare_json_and_it_looks_like_an_end(
    stand_in: Start, connect: Connect
) -> None:
    server = await stand_in(says("Half a sentence is no sentence.").failing(4), dialect=OLLAMA)
    _, message = await streamed(connect(server.url), **LOCAL)
    assert message.stop_reason is None


async def test_vllm_and_llamacpp_break_it_with_an_event(stand_in: Start, connect: Connect) -> None:
    for dialect in (VLLM, LLAMACPP):
        server = await stand_in(says("Half a sentence is no sentence.").failing(4), dialect=dialect)
        with pytest.raises(anthropic.APIStatusError) as raised:
            await streamed(connect(server.url), **LOCAL)
        assert raised.value.status_code == 200


async def test_no_local_server_has_batches(stand_in: Start, connect: Connect) -> None:
    for dialect in (OLLAMA, VLLM, LLAMACPP):
        server = await stand_in(dialect=dialect)
        with pytest.raises(anthropic.NotFoundError):
            await connect(server.url).messages.batches.create(requests=[{"custom_id": "a", "params": {**ASK, **LOCAL}}])
