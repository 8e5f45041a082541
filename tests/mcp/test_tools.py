"""Each tool on a real project: the same answers as the command line's, and nothing is written."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from mcp import Client

from tests.mcp.conftest import Say, refused, text


def command_line(project: Path, *arguments: str) -> Any:
    """What the command line says as JSON."""
    command = [sys.executable, "-m", "lsp_server", *arguments, "--format", "json"]
    return json.loads(subprocess.run(command, cwd=project, capture_output=True, check=False).stdout)


async def test_the_server_introduces_itself(project: Path, start: Callable[..., Awaitable[Client]]) -> None:
    client = await start(project)
    assert client.server_info.name == "backline"
    assert client.server_capabilities.tools is not None
    assert client.server_capabilities.resources is None
    assert "Lines and columns count from 1" in (client.instructions or "")


async def test_clients_of_before_2026_are_answered_too(project: Path, start: Callable[..., Awaitable[Client]]) -> None:
    client = await start(project, mode="legacy")
    answer = await client.call_tool("explain_rule", {"rule": "BL101"})
    assert answer.structured_content["code"] == "BL101"


async def test_every_tool_says_that_it_only_reads(project: Path, start: Callable[..., Awaitable[Client]]) -> None:
    listed = (await (await start(project)).list_tools()).tools
    assert [it.name for it in listed] == [
        "routes", "models", "findings", "spec_trace", "explain_rule", "card", "actions", "propose",
    ]  # fmt: skip
    for it in listed:
        hints = it.annotations
        assert hints is not None
        assert (hints.read_only_hint, hints.destructive_hint) == (True, False), it.name
        assert (hints.idempotent_hint, hints.open_world_hint) == (True, False), it.name
        assert it.input_schema["type"] == "object"
        assert it.input_schema["additionalProperties"] is False
        assert all(value["description"] for value in it.input_schema["properties"].values())
        assert it.description and it.description.endswith(".")


async def test_routes(project: Path, say: Say) -> None:
    everything = command_line(project, "routes")
    assert len(everything) > 2
    assert (await say("routes")).structured_content == {"routes": everything}
    assert (await say("routes", path="app/models.py")).structured_content == {"routes": []}
    assert (await say("routes", path=str(project / "app"))).structured_content == {"routes": everything}


async def test_models(project: Path, say: Say) -> None:
    everything = command_line(project, "models")
    assert {it["name"] for it in everything} == {"Hero", "Team"}
    answer = await say("models")
    assert answer.structured_content == {"models": everything}
    assert json.loads(text(answer)) == {"models": everything}


async def test_findings(project: Path, say: Say) -> None:
    everything = command_line(project, "check")
    codes = {it["code"] for it in everything["findings"]}
    assert {"BL101", "BL105"} <= codes
    assert (await say("findings")).structured_content == everything
    assert (await say("findings", paths=["app/models.py"])).structured_content == {"findings": []}
    one = await say("findings", paths=["app"], select=["BL101"])
    assert {it["code"] for it in one.structured_content["findings"]} == {"BL101"}


async def test_a_wrong_setting_is_a_finding(project: Path, say: Say) -> None:
    file = project / "pyproject.toml"
    file.write_text(file.read_text() + '\n[tool.backline]\nselct = ["BL101"]\n')
    found = (await say("findings", paths=["app/models.py"])).structured_content["findings"]
    assert [(it["code"], it["path"]) for it in found] == [("BL001", "pyproject.toml")]


async def test_explain_rule(project: Path, say: Say) -> None:
    said = command_line(project, "explain", "BL101")
    for name in ("BL101", "bl101", "lazy-load-in-async"):
        assert (await say("explain_rule", rule=name)).structured_content == said
    assert refused(await say("explain_rule", rule="BL999")).startswith("There is no rule 'BL999'; there are BL101,")


async def test_card(project: Path, say: Say) -> None:
    line = _line(project / "app/models.py", "class Hero")
    said = command_line(project, "hover", f"app/models.py:{line}:7")
    answer = await say("card", path="app/models.py", line=line, column=7)
    assert answer.structured_content == said
    assert text(answer) == said["markdown"]
    assert "nothing to show here" in refused(await say("card", path="app/models.py", line=1))


async def test_actions(project: Path, say: Say) -> None:
    line = _line(project / "app/models.py", "class Hero")
    said = command_line(project, "actions", f"app/models.py:{line}")
    assert said
    assert (await say("actions", path="app/models.py", line=line)).structured_content == {"actions": said}


async def test_propose_answers_with_the_diff_that_git_applies(project: Path, say: Say) -> None:
    line = _line(project / "app/models.py", "class Hero")
    answer = await say("propose", action="generate-service", path="app/models.py", line=line)
    said = answer.structured_content
    assert {"action", "engine", "title", "summary", "notes", "diff"} == set(said)
    assert said["title"] == "Generate service for Hero"
    assert said["engine"] == "offline"
    assert text(answer).startswith("Nothing was written")
    assert said["diff"] in text(answer)

    wanted = command_line(project, "apply", "generate-service", f"app/models.py:{line}")
    (project / ".git").rmdir()
    subprocess.run(["git", "apply", "--whitespace=nowarn"], input=said["diff"].encode(), cwd=project, check=True)
    for it in wanted["files"]:
        assert (project / it["path"]).read_bytes().decode() == it["after"]


async def test_propose_says_why_not(project: Path, say: Say) -> None:
    at = {"path": "app/models.py", "line": 1}
    assert refused(await say("propose", action="generate-service", **at)) == "The cursor is not in a table."
    assert refused(await say("propose", action="explain", **at)).endswith("needs a model, and `propose` asks none.")
    assert refused(await say("propose", action="make-coffee", **at)).startswith("There is no action 'make-coffee'")


async def test_spec_trace(project: Path, say: Say) -> None:
    said = (await say("spec_trace", path="app/models.py")).structured_content
    assert said["feature"] == {"folder": "specs/001-teams", "number": 1, "name": "teams"}
    assert said["why"].endswith(".")
    assert [it["id"] for it in said["requirements"]] == ["FR-001"]
    assert said["requirements"][0]["file"] == "specs/001-teams/spec.md"
    assert said["requirements"][0]["line"] == _line(project / "specs/001-teams/spec.md", "FR-001")
    assert [(it["id"], it["done"], it["by"]) for it in said["tasks"]] == [
        ("T001", True, "file"), ("T002", False, "word"),
    ]  # fmt: skip
    assert [it["name"] for it in said["entities"]] == ["Team"]


async def test_spec_trace_of_one_definition(project: Path, say: Say) -> None:
    hero = _line(project / "app/models.py", "class Hero")
    said = (await say("spec_trace", path="app/models.py", line=hero)).structured_content
    assert "FR-001" not in [it["id"] for it in said["requirements"]]  # it speaks of teams


async def test_spec_trace_of_a_file_that_is_still_to_be_written(project: Path, say: Say) -> None:
    said = (await say("spec_trace", path="app/services/team.py")).structured_content
    assert [it["id"] for it in said["tasks"]] == ["T002"]
    sentence = refused(await say("spec_trace", path="app/services/team.py", line=3))
    assert sentence == "app/services/team.py is no Python file of the project, so it has no line 3 to ask about."
    assert "has no line 9000; it has" in refused(await say("spec_trace", path="app/models.py", line=9000))


async def test_spec_trace_where_nothing_is_specified(tmp_path: Path, start: Callable[..., Awaitable[Client]]) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    answer = await (await start(tmp_path, "--root", str(tmp_path))).call_tool("spec_trace", {"path": "a.py"})
    assert answer.structured_content == {
        "path": "a.py", "feature": None, "why": "No specification governs this file.",
    }  # fmt: skip


def _line(file: Path, text: str) -> int:
    return next(number for number, it in enumerate(file.read_text().splitlines(), 1) if text in it)
