"""Claude Code: the plugin's files, a session of the real one played again, and the real one where it was installed.

`session.jsonl` is what Claude Code 2.1.332 sent to `backline serve` while a model made two edits and a new file,
byte for byte but for the folder's path and the process's number.
"""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_server import __version__
from lsp_server.cli.group import COMMANDS
from tests.agent.standin.dialects import LLAMACPP
from tests.agent.standin.server import StandIn
from tests.agent.standin.turns import calls, says
from tests.editors.install import program
from tests.editors.results import seen as note
from tests.editors.test_pages import Walk, blocks

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "editors" / "claude-code"
SESSION = Path(__file__).parent / "claude_code" / "session.jsonl"
VERSION = "2.1.332"
QUIET = {"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1", "TERM": "dumb"}
TOOL = "mcp__plugin_backline_backline__"
BAD = '"There is no such team.")\n    print(team.heroes)\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample that the demo plays on, a repository of its own."""
    root = tmp_path / "heroes"
    shutil.copytree(ROOT / "lsp_server/cli/sample", root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".git").mkdir()
    return root


# --------------------------------------------------------------------------- the plugin's files


def read(name: str) -> Any:
    return json.loads((PLUGIN / name).read_text(encoding="utf-8"))


def test_the_manifest_names_the_plugin() -> None:
    manifest = read(".claude-plugin/plugin.json")
    assert manifest["name"] == "backline"
    assert manifest["version"] == __version__
    (listed,) = read(".claude-plugin/marketplace.json")["plugins"]
    assert (listed["name"], listed["source"]) == ("backline", "./")


def test_the_language_server_is_started_for_python() -> None:
    (server,) = read(".lsp.json").values()
    assert server == {"command": "backline", "args": ["serve"], "extensionToLanguage": {".py": "python"}}


def test_the_servers_are_commands_of_ours() -> None:
    (tools,) = read(".mcp.json")["mcpServers"].values()
    (language,) = read(".lsp.json").values()
    for it in (tools, language):
        assert it["command"] == "backline"
        assert it["args"][0] in COMMANDS


# --------------------------------------------------------------------------- the captured session


def messages(root: Path) -> Iterator[dict[str, Any]]:
    text = SESSION.read_text(encoding="utf-8").replace("$URI", root.as_uri()).replace("$ROOT", str(root))
    return (json.loads(it) for it in text.splitlines())


class Wire:
    """`backline serve` as Claude Code has started it."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-m", "lsp_server", "serve"]
        self._process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        data = json.dumps(message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message

    def end(self) -> int:
        self.send({"jsonrpc": "2.0", "method": "exit"})
        return self._process.wait()


def test_a_captured_session_gets_its_findings(project: Path) -> None:
    wire = Wire(project)
    seen: list[tuple[str, set[str]]] = []

    def until(wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            it = wire.receive()
            assert "error" not in it
            assert "id" not in it or "method" not in it, f"it was asked {it}, and its capabilities allow no question"
            if it.get("method") == "textDocument/publishDiagnostics":
                found = it["params"]
                seen.append((Path(found["uri"]).name, {each["code"] for each in found["diagnostics"]}))
            if wanted(it):
                return it

    for message in messages(project):
        given = message.get("params", {})
        document = given.get("textDocument", {})
        text = document.get("text") or next((it["text"] for it in given.get("contentChanges", ())), None)
        if text is not None:  # Claude Code has written the file before it says so
            Path(document["uri"].removeprefix("file://")).write_text(text)
        wire.send(message)
        match message["method"]:
            case "initialize" | "shutdown":
                answer = until(lambda it, id_=message["id"]: it.get("id") == id_)["result"]
                if message["method"] == "initialize":
                    assert answer["capabilities"]["positionEncoding"] == "utf-16"
                    assert answer["capabilities"]["textDocumentSync"]["save"]
            case "textDocument/didSave":
                uri = document["uri"]
                until(lambda it, uri=uri: it.get("params", {}).get("uri") == uri)
    assert wire.end() == 0
    assert [it[0] for it in seen if "BL101" in it[1]][:1] == ["teams.py"]
    assert ("more.py", {"BL101", "BL105"}) in seen


# --------------------------------------------------------------------------- the real one


@pytest.fixture
def claude(tmp_path: Path) -> Callable[..., Awaitable[str]]:
    """Runs the real program in a home of its own; it can reach nothing but a stand-in for the model."""
    found = program("claude")
    if not isinstance(found, Path):
        pytest.skip(f"Claude Code: {found}")
    home = tmp_path / "home"
    home.mkdir()
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"

    async def run(*arguments: str, cwd: Path, url: str = "http://127.0.0.1:9", **more: str) -> str:
        own = {"PATH": path, "HOME": str(home), "ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "stand-in"}
        process = await asyncio.create_subprocess_exec(
            found, *arguments, cwd=cwd, env=own | QUIET | more,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        out, _ = await process.communicate()
        assert process.returncode == 0, out.decode()
        return out.decode()

    return run


async def test_the_real_one_finds_nothing_wrong_with_the_plugin(
    claude: Callable[..., Awaitable[str]], tmp_path: Path
) -> None:
    assert "Validation passed" in await claude("plugin", "validate", "--strict", str(PLUGIN), cwd=tmp_path)


async def test_the_real_one_tells_its_model_what_we_found(
    claude: Callable[..., Awaitable[str]],
    stand_in: Callable[..., Awaitable[StandIn]],
    project: Path,
    tmp_path: Path,
) -> None:
    file = str(project / "app/routes/teams.py")
    server = await stand_in(
        calls("Read", file_path=file),
        calls("Edit", file_path=file, old_string='"There is no such team.")\n', new_string=BAD),
        calls(f"{TOOL}spec_trace", path="app/models.py").waiting(),
        calls(f"{TOOL}findings", paths=["app"], select=["BL101"]),
        says("Done."),
        dialect=LLAMACPP,
    )
    log = tmp_path / "debug.log"
    options = ["--plugin-dir", str(PLUGIN), "--permission-mode", "acceptEdits", "--debug-file", str(log)]
    options += ["--allowedTools", TOOL.rstrip("_")]
    session = asyncio.create_task(claude("-p", "Change the team.", *options, cwd=project, url=server.url))
    await server.gate.reached()
    while "Received diagnostics from plugin:backline" not in log.read_text():
        assert not session.done()
        await asyncio.sleep(0.05)  # its log is all that tells when the findings have reached it
    server.gate.go_on()
    assert "Done." in await session

    told = server.messages[-1].text
    assert "<new-diagnostics>" in told
    assert "`Team.heroes` is not loaded by its query" in told
    said = [it for message in server.messages[-1].json["messages"] for it in message["content"]]
    results = [it for it in said if isinstance(it, dict) and it.get("type") == "tool_result"]
    (found,) = [it for it in results if "lazy-load-in-async" in str(it["content"])]
    assert not found.get("is_error")
    note("Claude Code", VERSION, "findings")


async def test_the_page_word_by_word(
    claude: Callable[..., Awaitable[str]], stand_in: Callable[..., Awaitable[StandIn]], tmp_path: Path
) -> None:
    (tmp_path / "walk").mkdir()
    walk = Walk(tmp_path / "walk", "claude", program("claude"))
    walk.environment |= QUIET
    walk.follow("agents", without="cd ~/heroes && claude")
    server = await stand_in(
        calls("ToolSearch", query=f"select:{TOOL}models,{TOOL}propose"),  # waits until the server has started
        calls(f"{TOOL}models"),
        calls(f"{TOOL}propose", path="app/models.py", line=4, action="generate-service"),
        says("Done."),
        dialect=LLAMACPP,
    )
    options = ["--allowedTools", TOOL.rstrip("_")]
    await claude("-p", "Which tables?", *options, cwd=walk.project, url=server.url, HOME=str(walk.home))

    told = server.messages[-1].text
    assert '"name":"Hero","table":"hero"' in told
    assert "+class HeroService:" in told
    assert walk.made() == {"app/models.py"}, "nothing may be written"
    note("Claude Code", VERSION, "start")


async def test_a_hook_tells_what_we_find_where_another_server_has_python(
    claude: Callable[..., Awaitable[str]], stand_in: Callable[..., Awaitable[StandIn]], project: Path
) -> None:
    (hook,) = [it for it in blocks("agents", "json") if "PostToolUse" in it]
    (project / ".claude").mkdir()
    (project / ".claude/settings.json").write_text(hook)
    file = str(project / "app/routes/teams.py")
    server = await stand_in(
        calls("Read", file_path=file),
        calls("Edit", file_path=file, old_string='"There is no such team.")\n', new_string=BAD),
        says("Done."),
        dialect=LLAMACPP,
    )

    await claude("-p", "Change the team.", "--permission-mode", "acceptEdits", cwd=project, url=server.url)

    assert "PostToolUse" in server.messages[-1].text
    assert "`Team.heroes` is not loaded by its query" in server.messages[-1].text
    assert "`Team.heroes`" not in server.messages[-2].text
