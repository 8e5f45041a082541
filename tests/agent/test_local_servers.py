"""Servers of one's own speak dialects of the Messages API: an answer and a fault from each."""

from dataclasses import replace

import pytest

from lsp_server.agent.choices import Choices
from lsp_server.agent.result import Failed, Made
from tests.agent.conftest import Start
from tests.agent.standin import LLAMACPP, OLLAMA, VLLM
from tests.agent.standin.dialects import Dialect
from tests.agent.standin.turns import fails, html, says

LOCAL = [OLLAMA, VLLM, LLAMACPP]
QWEN = Choices(model="qwen3-coder", seconds=30)
NOTHING = says("<nothing>The draft does all of it.</nothing>")


@pytest.fixture(params=LOCAL, ids=lambda it: it.name)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


async def test_an_answer_costs_nothing(start: Start, dialect: Dialect) -> None:
    bench, server = await start(NOTHING, dialect=dialect)
    bench = replace(bench, profile=dialect.name, choices=QWEN)

    result = await bench.run("generate-service")

    assert isinstance(result, Made), result
    assert result.nothing == "The draft does all of it."
    assert (result.spent, result.usage.answered > 0) == (0, True)
    assert "output_config" not in server.messages[0].json


async def test_a_fault_is_told_in_the_server_s_own_words(start: Start, dialect: Dialect) -> None:
    bench, _ = await start(fails(400, "invalid_request_error", "the prompt has 70000 tokens"), dialect=dialect)
    result = await replace(bench, profile=dialect.name, choices=QWEN).run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence == "127.0.0.1 did not accept the request (the prompt has 70000 tokens)."


async def test_a_model_that_is_not_there(start: Start, dialect: Dialect) -> None:
    bench, server = await start(NOTHING, dialect=dialect)
    result = await replace(bench, profile=dialect.name).run("generate-service")  # asks for Sonnet
    if dialect.any_model:
        assert isinstance(result, Made)
    else:
        assert isinstance(result, Failed)
        assert result.sentence == (
            "127.0.0.1 has no model claude-sonnet-5-5; it has qwen3-coder. "
            "Set ANTHROPIC_MODEL, or `model` in your settings."
        )
    assert [it.path for it in server.requests if it.method == "GET"] == ([] if dialect.any_model else ["/v1/models"])


async def test_the_likeliest_models_are_named_first(start: Start) -> None:
    """Retired ones are none."""
    bench, _ = await start()
    result = await replace(bench, choices=Choices(model="claude-sonnet-9", seconds=30)).run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence == (
        "127.0.0.1 has no model claude-sonnet-9; it has claude-sonnet-5-5, claude-sonnet-4-5-20250929, "
        "claude-opus-5-5, claude-fable-5-1, claude-haiku-5-5. Set ANTHROPIC_MODEL, or `model` in your settings."
    )


async def test_a_400_that_names_the_model_is_about_it(start: Start) -> None:
    """As proxies say it."""
    bench, _ = await start(fails(400, "invalid_request_error", "Invalid model name: qwen9"), dialect=LLAMACPP)
    bench = replace(bench, profile="llamacpp", choices=replace(QWEN, model="qwen9"))
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence == (
        "127.0.0.1 has no model qwen9; it has qwen3-coder. Set ANTHROPIC_MODEL, or `model` in your settings."
    )


async def test_a_wrong_address_is_said_to_be_one(start: Start) -> None:
    bench, _ = await start(html(404))
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence == "127.0.0.1 does not know the model, or the address is wrong."


async def test_an_error_in_the_middle_of_a_stream(start: Start, dialect: Dialect) -> None:
    """Ollama writes a bare line of JSON there, which no reader of events sees."""
    turn = says("Half a sentence is no sentence.").failing(5)
    bench, _ = await start(turn, turn, dialect=dialect)
    result = await replace(bench, profile=dialect.name, choices=QWEN).run("generate-service")
    assert isinstance(result, Failed)
    assert (
        result.sentence
        == {
            "ollama": "The model's answer was cut off before its end.",
            "vllm": "127.0.0.1 broke its answer off (Overloaded).",
            "llamacpp": "127.0.0.1 is overloaded at the moment.",
        }[dialect.name]
    )
