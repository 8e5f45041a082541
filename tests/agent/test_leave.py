"""Nothing is sent where the person has not said so, whoever asks the engine."""

from typing import Literal

import pytest

from lsp_server.agent.result import Failed
from tests.agent.conftest import Start

SENTENCE = "Nothing was sent: you have not allowed an agent to work in this folder."


@pytest.mark.parametrize("decision", ["refused", None])
async def test_no_leave(start: Start, decision: Literal["refused"] | None) -> None:
    bench, server = await start()
    bench.engine.decide(bench.root, decision)
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence == SENTENCE
    assert server.requests == []


async def test_leave_for_one_host_is_none_for_another(start: Start) -> None:
    bench, server = await start()
    bench.url = server.url.replace("127.0.0.1", "localhost")
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence == SENTENCE
    assert server.requests == []


async def test_no_endpoint(start: Start) -> None:
    bench, server = await start()
    bench.environ = {"ANTHROPIC_BASE_URL": "http://example.org"}
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert "http" in result.sentence
    assert server.requests == []
