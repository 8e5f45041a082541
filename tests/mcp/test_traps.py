"""What agents and projects really send: wrong arguments, half-typed files, changes meanwhile, too much of it all."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from lsp_server.cli.mcp import server
from lsp_server.cli.mcp.answer import LARGEST
from lsp_server.cli.mcp.folder import Folder
from lsp_server.cli.mcp.tools import ALL, Tool
from tests.mcp.conftest import Say, fingerprint, refused, text

MODELS = "app/models.py"
WRONG = "The argument"
FRACTION = "input should be a valid integer, got a number with a fractional part"
ROUTE = "@router.get('/n{0}')\nasync def get_n{0}() -> dict[str, int]:\n    return {{'n': {0}}}\n\n\n"
ROUTES = "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n"
TABLE = "from sqlmodel import Field, SQLModel\n\n\nclass Hero(SQLModel, table=True):\n"
KEY = "    id: int | None = Field(default=None, primary_key=True)\n"


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("card", {"path": MODELS}, "The argument `line` is missing."),
        ("card", {"path": MODELS, "line": 0}, f"{WRONG} `line` is wrong: input should be greater than or equal to 1."),
        ("card", {"path": MODELS, "line": 2.5}, f"{WRONG} `line` is wrong: {FRACTION}."),
        ("card", {"path": MODELS, "line": 9000}, f"{MODELS} has no line 9000; it has 32 lines."),
        ("card", {"path": MODELS, "line": 1, "column": 900}, f"Line 1 of {MODELS} has no column 900; it has 34."),
        ("card", {"path": "app/gone.py", "line": 1}, "app/gone.py does not exist."),
        ("card", {"path": "a\0b", "line": 1}, "The argument `path` is wrong: a path has no NUL."),
        ("card", {"path": MODELS, "line": 1, "z": 2}, "There is no argument `z`; there are `path`, `line`, `column`."),
        ("routes", {"path": ""}, "The argument `path` is wrong: string should have at least 1 character."),
        ("routes", {"path": ["app"]}, "The argument `path` is wrong: input should be a valid string."),
        ("findings", {"paths": "app"}, "The argument `paths` is wrong: input should be a valid list."),
        ("findings", {"paths": [None]}, "The argument `paths.0` is wrong: input should be a valid string."),
        ("findings", {"select": ["XX1"]}, "There is no rule XX1."),
        ("findings", {"paths": ["README.md"]}, "README.md does not exist."),
        ("make_coffee", {}, "There is no tool 'make_coffee'; there are " + ", ".join(ALL) + "."),
    ],
)  # fmt: skip
async def test_wrong_input_is_told_in_one_sentence(
    say: Say, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    assert refused(await say(tool, **arguments)) == sentence


@pytest.mark.parametrize("path", ["/etc/passwd", "../other", "app/../../other", "..", "link.py", "linked/a.py"])
async def test_nothing_outside_of_the_folder_is_looked_at(project: Path, say: Say, path: str) -> None:
    other = project.parent / "other"
    other.mkdir()
    (other / "a.py").write_text("x = 1\n")
    (project / "link.py").symlink_to(other / "a.py")
    (project / "linked").symlink_to(other)
    sentence = f"{path} lies outside the project's folder {project}."
    assert refused(await say("routes", path=path)) == sentence
    assert refused(await say("findings", paths=["app", path])) == sentence
    assert refused(await say("spec_trace", path=path)) == sentence
    assert refused(await say("card", path=path, line=1)) == sentence
    assert refused(await say("propose", path=path, line=1, action="generate-service")) == sentence


async def test_a_file_that_is_no_python_is_told(project: Path, say: Say) -> None:
    (project / "notes.txt").write_text("x\n")
    assert "is no Python file" in refused(await say("card", path="notes.txt", line=1))
    assert "is no Python file" in refused(await say("findings", paths=["notes.txt"]))


async def test_files_that_change_between_two_calls_are_read_again(project: Path, say: Say) -> None:
    async def paths() -> list[str]:
        return [it["path"] for it in (await say("routes")).structured_content["routes"]]

    before = await paths()
    file = project / "app/routes/extra.py"
    file.write_text(ROUTES + ROUTE.format(1))
    main = project / "app/main.py"
    main.write_text(main.read_text() + "\nfrom app.routes import extra\n\napp.include_router(extra.router)\n")
    assert sorted(await paths()) == sorted([*before, "/n1"])

    stamp = file.stat()
    file.write_text(file.read_text().replace("/n1", "/n2"))  # as long as before, and as old
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert sorted(await paths()) == sorted([*before, "/n2"])

    file.unlink()
    assert await paths() == before


async def test_settings_that_change_between_two_calls_count(project: Path, say: Say) -> None:
    assert (await say("findings")).structured_content["findings"]
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + '\n[tool.backline]\nexclude = ["app"]\n')
    assert (await say("findings")).structured_content["findings"] == []


async def test_a_half_typed_file_is_read_as_far_as_it_goes(project: Path, say: Say) -> None:
    file = project / "app/models.py"
    lines = file.read_text().splitlines(keepends=True)
    line = next(number for number, it in enumerate(lines, 1) if "class Hero" in it)
    file.write_text(file.read_text() + "\n\nclass Villain(SQLModel, table=True):\n    name: str = Field(\n")
    assert {"Hero", "Team"} <= {it["name"] for it in (await say("models")).structured_content["models"]}
    assert (await say("card", path="app/models.py", line=line, column=7)).structured_content["card"] == "model"
    assert not (await say("findings")).is_error
    file.write_text("class Hero(SQLModel, table=True:\n    id: int = (\n")
    for tool in ("card", "actions"):
        answer = await say(tool, path="app/models.py", line=1)
        assert "defect" not in text(answer)


async def test_empty_files_have_one_line(project: Path, say: Say) -> None:
    (project / "app/empty.py").write_text("")
    assert (await say("actions", path="app/empty.py", line=1)).structured_content == {"actions": []}
    assert refused(await say("actions", path="app/empty.py", line=2)) == "app/empty.py has no line 2; it has 1 line."


async def test_a_diff_keeps_the_line_endings_of_windows(project: Path, say: Say) -> None:
    for it in project.rglob("*.py"):
        it.write_bytes(it.read_bytes().replace(b"\n", b"\r\n"))
    line = next(n for n, it in enumerate((project / "app/models.py").read_text().splitlines(), 1) if "class Hero" in it)
    said = (await say("propose", action="generate-service", path="app/models.py", line=line)).structured_content
    diff = said["diff"]
    added = [it for it in diff.split("\n") if it.startswith("+") and not it.startswith("+++")]
    assert len(added) > 50
    assert all(it.endswith("\r") for it in added)
    (project / ".git").rmdir()
    subprocess.run(["git", "apply", "--whitespace=nowarn"], input=diff.encode(), cwd=project, check=True)
    assert b"\r\n" in (project / "app/services/hero.py").read_bytes()


async def test_text_of_all_languages_comes_through(project: Path, say: Say) -> None:
    (project / "app/žluť 🦸.py").write_text(ROUTES + "@router.get('/kůň')\nasync def get_kůň() -> str: ...\n")
    found = (await say("routes", path="app/žluť 🦸.py")).structured_content["routes"]
    assert [(it["path"], it["handler"], it["file"]) for it in found] == [("/kůň", "get_kůň", "app/žluť 🦸.py")]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
async def test_a_file_whose_name_is_no_text_does_not_silence_the_others(project: Path, say: Say) -> None:
    name = os.fsencode(project / "app") + b"/caf\xe9.py"
    Path(os.fsdecode(name)).write_text(ROUTES + ROUTE.format(1))
    found = (await say("routes")).structured_content["routes"]
    assert [it["file"] for it in found if it["path"] == "/n1"] == ["app/caf?.py"]


async def test_a_long_answer_ends_with_how_to_see_the_rest(project: Path, say: Say) -> None:
    (project / "app/many.py").write_text(ROUTES + "".join(ROUTE.format(it) for it in range(1000)))
    answer = await say("routes", path="app/many.py")
    said = answer.structured_content
    assert 100 < len(said["routes"]) < 1000
    assert [it["path"] for it in said["routes"][:2]] == ["/n0", "/n1"]
    shown = len(said["routes"])
    assert said["left_out"] == f"Here are only {shown} of 1000 routes; name a file or folder as `path` to see others."
    assert LARGEST * 0.9 < len(text(answer)) < LARGEST * 1.01


async def test_a_long_spec_ends_with_how_to_see_the_rest(project: Path, say: Say) -> None:
    lines = [f"- **FR-{it:03}**: A Team MUST {'work ' * 100}." for it in range(100, 400)]
    (project / "specs/001-teams/spec.md").write_text("# Spec\n\n## Requirements\n\n" + "\n".join(lines))
    said = (await say("spec_trace", path="app/models.py")).structured_content
    assert 10 < len(said["requirements"]) < 300
    assert "of 300 requirements" in said["left_out"]


async def test_a_diff_is_whole_or_not_there(project: Path, say: Say) -> None:
    columns = "".join(f"    a_rather_long_name_of_a_column_{it}: str = Field(max_length=80)\n" for it in range(300))
    (project / "app/wide.py").write_text(TABLE.replace("Hero", "Wide") + KEY + columns)
    sentence = refused(await say("propose", action="generate-service", path="app/wide.py", line=4))
    assert "more than an answer may hold; `backline apply generate-service app/wide.py:4` shows it." in sentence


async def test_a_large_card_is_shown_up_to_what_an_answer_holds(project: Path, say: Say) -> None:
    columns = "".join(f"    a_rather_long_name_of_a_column_{it}: str = Field(max_length=80)\n" for it in range(900))
    (project / "app/wide.py").write_text(TABLE.replace("Hero", "Wide") + KEY + columns)
    card = text(await say("card", path="app/wide.py", line=4, column=7))
    assert "a_rather_long_name_of_a_column_99" in card
    assert len(card) <= LARGEST + 2


async def test_calls_at_the_same_time_are_all_answered(project: Path, say: Say) -> None:
    client_calls = [say("routes"), say("models"), say("findings"), say("card", path="nope", line=1)] * 3
    answers = await asyncio.gather(*client_calls)
    assert [it.is_error for it in answers] == [False, False, False, True] * 3


async def test_a_folder_without_python_says_so(tmp_path: Path, start: Callable[..., Awaitable[Client]]) -> None:
    root = tmp_path / "empty"
    root.mkdir()
    client = await start(root)
    for tool in ("routes", "models", "findings"):
        said = (await client.call_tool(tool, {})).structured_content
        assert said == {tool: [], "note": f"There are no Python files in {root} that git does not ignore."}
    assert (await client.call_tool("explain_rule", {"rule": "BL101"})).structured_content["code"] == "BL101"
    assert fingerprint(root).keys() == {"."}


async def test_the_home_folder_is_no_project(tmp_path: Path, start: Callable[..., Awaitable[Client]]) -> None:
    client = await start(tmp_path, env={"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)})
    assert "is no project's folder; start `backline mcp` with --root" in refused(await client.call_tool("routes", {}))
    above = await start(tmp_path, "--root", "/")
    assert refused(await above.call_tool("findings", {})).startswith("/ is no project's folder")


async def test_a_folder_that_is_deleted_meanwhile(tmp_path: Path, start: Callable[..., Awaitable[Client]]) -> None:
    root = tmp_path / "short-lived"
    root.mkdir()
    (root / "a.py").write_text(TABLE + KEY)
    client = await start(tmp_path, "--root", str(root))
    assert len((await client.call_tool("models", {})).structured_content["models"]) == 1
    shutil.rmtree(root)
    assert refused(await client.call_tool("models", {})) == f"The folder {root} is not there."


def test_a_cancelled_call_is_not_answered_and_the_next_one_is(project: Path) -> None:
    (project / "app/many.py").write_text(ROUTES + "".join(ROUTE.format(it) for it in range(1000)))
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    call = {"name": "routes", "arguments": {}}
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": call},
        {"method": "notifications/cancelled", "params": {"requestId": 2, "reason": "changed my mind"}},
        {"id": 3, "method": "tools/call", "params": call},
    ]
    command = [sys.executable, "-m", "lsp_server", "mcp"]
    with subprocess.Popen(command, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"this is no JSON\n")
        process.stdin.write(b"".join(json.dumps({"jsonrpc": "2.0", **it}).encode() + b"\n" for it in messages))
        process.stdin.flush()
        answers = []
        while not answers or answers[-1].get("id") != 3:
            answers.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        rest = process.stdout.read()
    assert process.returncode == 0
    assert rest == b""
    assert {it.get("id") for it in answers} - {None} == {1, 3}
    assert answers[-1]["result"]["structuredContent"]["routes"]


def test_a_defect_of_ours_costs_one_call(
    project: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    routes = ALL["routes"]
    monkeypatch.setitem(ALL, "routes", Tool(routes.name, "", "", routes.arguments, broken))
    folder = Folder(project)
    assert "defect of Backline" in refused(server._answer(folder, "routes", {}))
    assert "ZeroDivisionError" in caplog.text
    assert not server._answer(folder, "models", {}).is_error


def test_without_the_extra_the_command_says_how_to_get_it(project: Path) -> None:
    code = (
        "import sys; sys.modules['mcp'] = None; sys.argv = ['backline', 'mcp']; from lsp_server.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'backline[mcp]'" in done.stderr
    assert done.stdout == ""


def test_nothing_of_mcp_is_loaded_for_other_commands(project: Path) -> None:
    code = (
        "import sys; from lsp_server.cli.group import backline\n"
        "backline(['check', '--format', 'json'], standalone_mode=False)"
    )
    told = "\nprint(sorted({'mcp', 'mcp_types', 'pydantic'} & set(sys.modules)), file=sys.stderr)"
    code = f"try:\n  {code.replace(chr(10), chr(10) + '  ')}\nexcept SystemExit:\n  pass{told}"
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"
