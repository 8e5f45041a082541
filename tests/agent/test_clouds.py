"""The clients for clouds are made with our options, and the model's library is named in one file."""

from pathlib import Path
from typing import Any

import anthropic
import pytest

from lsp_server.agent.clouds import Cloud, cloud, endpoint_of
from lsp_server.agent.connection import Connection
from lsp_server.agent.safety.endpoint import Endpoint

ROOT = Path(__file__).parents[2]
CASES: tuple[tuple[dict[str, str], Cloud, type], ...] = (
    ({"CLAUDE_CODE_USE_BEDROCK": "1"}, "bedrock", anthropic.AsyncAnthropicBedrock),
    ({"CLAUDE_CODE_USE_VERTEX": "true"}, "vertex", anthropic.AsyncAnthropicVertex),
    ({"CLAUDE_CODE_USE_FOUNDRY": "1"}, "foundry", anthropic.AsyncAnthropicFoundry),
)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What each cloud's library wants to know before it makes a client."""
    said = {
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "AKIDTEST",
        "AWS_SECRET_ACCESS_KEY": "test",
        "CLOUD_ML_REGION": "europe-west1",
        "ANTHROPIC_VERTEX_PROJECT_ID": "project",
        "ANTHROPIC_FOUNDRY_RESOURCE": "resource",
        "ANTHROPIC_FOUNDRY_API_KEY": "test",
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("environ", "name", "kind"), CASES, ids=[it[1] for it in CASES])
async def test_a_client_of_a_cloud_has_our_options(environ: dict[str, str], name: Cloud, kind: type) -> None:
    at = endpoint_of(environ)
    assert isinstance(at, Endpoint)
    assert cloud(environ) == name
    connection = Connection(at, cloud=cloud(environ))
    client: Any = await connection.client()
    try:
        assert type(client) is kind
        assert client.max_retries == 2
        http = client._client
        assert http.follow_redirects is False
        assert connection._look in http.event_hooks["request"], "nothing leaves without the last look"
        assert connection._patience in client._middleware
        assert client._open_telemetry["traces"]["enabled"] is False
    finally:
        await connection.close()


def test_none_is_chosen_by_what_means_no() -> None:
    for value in ("", "0", "false", "No", " "):
        assert cloud({"CLAUDE_CODE_USE_BEDROCK": value}) == "anthropic"
        assert endpoint_of({"CLAUDE_CODE_USE_BEDROCK": value}) is None


def test_only_the_connection_names_the_library() -> None:
    """It is imported by its name, which import-linter does not see."""
    named = {
        it.relative_to(ROOT).as_posix()
        for it in (ROOT / "lsp_server").rglob("*.py")
        if 'import_module, "anthropic"' in (text := it.read_text("utf-8"))
        or "import anthropic" in text
        or 'import_module("anthropic"' in text
    }
    assert named == {"lsp_server/agent/connection.py"}
