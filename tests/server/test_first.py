"""The first stage says what the second one would, once, and loses nothing that comes meanwhile."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_server.server.first import result

CLIENTS = sorted((Path(__file__).parents[1] / "clients").glob("*.json"))
FIRST = [sys.executable, "-m", "lsp_server", "serve"]
SECOND = [sys.executable, "-c", "from lsp_server.server.app import serve; serve()"]
# What only a model's work, a card, or a written action needs.
LATER = {
    *(
        f"lsp_server.agent.{it}"
        for it in (
            "background",
            "checkers",
            "compose",
            "connection",
            "loop",
            "provider",
            "task",
            "tools",
            "work",
            "workpiece",
        )
    ),
    *("anthropic", "httpx", "jinja2", "libcst", "markdown_it", "pydantic", "rich", "sqlalchemy", "yaml"),
    *("lsp_server.specs", "lsp_server.sql.ddl", "lsp_server.sql.selects", "lsp_server.map"),
}
GOODBYE: list[dict[str, Any]] = [{"id": 2, "method": "shutdown"}, {"method": "exit"}]
ODD: tuple[dict[str, Any], ...] = (
    {},
    {"general": None},
    {"general": {"positionEncodings": []}},
    {"general": {"positionEncodings": ["utf-7", "utf-32"]}},
)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda it: it.stem)
def test_it_answers_as_the_whole_server_does(client: Path) -> None:
    capabilities = capabilities_of(client)
    (answer, *_), _ = talk(SECOND, [initialize(capabilities), *GOODBYE])
    assert said(answer["result"]) == said(result(capabilities))


@pytest.mark.parametrize("capabilities", ODD, ids=json.dumps)
def test_odd_capabilities_are_answered_as_the_whole_server_does(capabilities: dict[str, Any]) -> None:
    (answer, *_), _ = talk(SECOND, [initialize(capabilities), *GOODBYE])
    assert said(answer["result"]) == said(result(capabilities))


def test_messages_that_come_at_once_are_all_answered_once() -> None:
    messages = [initialize({"x": "é" * 300_000}), {"method": "initialized", "params": {}}, *GOODBYE]
    answers, code = talk(FIRST, messages)
    assert [it["id"] for it in answers if "id" in it and "method" not in it] == [1, 2]
    assert answers[0]["result"] == result({})
    assert code == 0


@pytest.mark.parametrize(
    "messages",
    [
        [{"id": 7, "method": "shutdown"}, {"method": "exit"}],
        [{"id": 1, "method": "initialize", "params": {"capabilities": 5}}, *GOODBYE],
        [{"id": 1, "method": "initialize"}, *GOODBYE],
    ],
    ids=["not asked to initialize", "no capabilities", "no parameters"],
)
def test_another_first_message_is_left_to_the_whole_server(messages: list[dict[str, Any]]) -> None:
    assert talk(FIRST, messages) == talk(SECOND, messages)


@pytest.mark.parametrize(
    "sent", [b"", b"hello\r\n\r\n", b"Content-Length: 9\r\n\r\n{"], ids=["nothing", "noise", "half"]
)
def test_an_editor_that_hangs_up_ends_it(sent: bytes) -> None:
    ended, same = (subprocess.run(it, input=sent, capture_output=True, check=False) for it in (FIRST, SECOND))
    assert (ended.returncode, ended.stdout) == (same.returncode, same.stdout)


def said(value: Any) -> Any:
    """Without what is false or empty: pygls says of some things that it can't do them, if the client asks."""
    if not isinstance(value, dict):
        return value
    return {key: inner for key, it in value.items() if (inner := said(it)) not in (False, None, {})}


def capabilities_of(client: Path) -> dict[str, Any]:
    captured = json.loads(client.read_text("utf-8"))
    found = captured.get("capabilities") or captured["params"]["capabilities"]
    assert isinstance(found, dict)
    return found


def initialize(capabilities: dict[str, Any]) -> dict[str, Any]:
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    return {"id": 1, "method": "initialize", "params": params}


def talk(command: list[str], messages: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """All that the server answers to messages sent in one go, and its exit code."""
    bodies = [json.dumps({"jsonrpc": "2.0", **it}).encode() for it in messages]
    sent = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(it), it) for it in bodies)
    ended = subprocess.run(command, input=sent, capture_output=True, check=False)
    return list(_messages(ended.stdout)), ended.returncode


def _messages(data: bytes) -> Iterator[dict[str, Any]]:
    while data:
        header, _, rest = data.partition(b"\r\n\r\n")
        length = int(header.split(b":")[1].split(b"\r\n")[0])
        yield json.loads(rest[:length])
        data = rest[length:]


def test_what_an_editor_does_not_wait_for_is_not_imported_at_the_start() -> None:
    code = "import sys; from lsp_server.server import app; app.build(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    there = set(done.stdout.split())
    assert "lsp_server.session" in there
    assert there.isdisjoint(LATER)
