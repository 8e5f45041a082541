"""Emacs in batch, with eglot and with lsp-mode: everything that a person does."""

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
from tests.editors.results import seen
from tests.editors.test_neovim import SAMPLE

SCRIPTS = Path(__file__).parent / "emacs"
FEATURES = (
    "findings",
    "hover",
    "menu",
    "progress",
    "cancel",
    "typing",
    "undo",
    "create",
    "action",
    "proposal",
    "quick-fix",
)
ALL_DONE = MADE | {
    "app/models.py": MODELS.replace("HERO", "Hero") + "# made 🦸\n# made 🦸\n",
    "app/other.py": "x = 1\n# from sqlmodel import SQLModel\n",
}
CONFIGURATION = Path(__file__).parents[2] / "editors" / "emacs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project that Emacs recognizes as one, with the pipe that `slow` waits for."""
    made = tmp_path / "project"
    (made / "app").mkdir(parents=True)
    (made / ".git").mkdir()
    (made / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (made / "app/models.py").write_text(MODELS, encoding="utf-8")
    (made / "app/other.py").write_text("x = 1\n")
    os.mkfifo(made / "gate")
    return made


def play(script: str, folder: Path, **environment: str) -> dict[str, Any]:
    """The report of a script, played by an Emacs without anybody's configuration but ours."""
    emacs = program("emacs")
    if not isinstance(emacs, Path):
        pytest.skip(f"Emacs: {emacs}")
    home, report = folder.parent / "home", folder.parent / "report.json"
    home.mkdir()
    own = {f"XDG_{it}_HOME": str(home / it.lower()) for it in ("STATE", "DATA", "CONFIG", "CACHE")} | {
        "HOME": str(home)
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [str(emacs), "-Q", "--batch", "-L", str(CONFIGURATION), "-L", str(SCRIPTS), "-l", str(SCRIPTS / script)],
        cwd=folder,
        env=os.environ
        | own
        | {
            "PWD": str(folder),
            "PATH": path,
            "BACKLINE_COMMAND": json.dumps(PRACTICE),
            "BACKLINE_REPORT": str(report),
            "BACKLINE_PATIENCE": os.environ.get("BACKLINE_PATIENCE", "60"),
        }
        | environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert report.exists(), done.stderr
    found: dict[str, Any] = json.loads(report.read_text())
    print(found)
    assert "problem" not in found, (found["problem"], found["seen"], done.stderr)
    return found


def note(editor: str, found: dict[str, Any], *features: str) -> None:
    assert found["seen"] == list(features)
    for it in features:
        seen(editor, found["version"], it)


def on_disk(folder: Path) -> dict[str, str]:
    return {it.relative_to(folder).as_posix(): it.read_bytes().decode() for it in folder.rglob("*.py")}


def test_eglot_does_what_a_person_asks_of_it(folder: Path) -> None:
    found = play("practice-eglot.el", folder)

    assert on_disk(folder) == ALL_DONE
    note("Emacs, eglot", found, "start", *FEATURES)


def test_lsp_mode_does_what_a_person_asks_of_it(folder: Path) -> None:
    found = play("practice-lsp-mode.el", folder)

    assert on_disk(folder) == ALL_DONE
    assert not found["asked"]
    note("Emacs, lsp-mode", found, "start", *FEATURES)


@pytest.mark.parametrize(("editor", "script"), [("Emacs, eglot", "agent.el"), ("Emacs, lsp-mode", "agent-lsp-mode.el")])
def test_an_agentic_action_is_cancelled_and_then_refines_the_draft(tmp_path: Path, editor: str, script: str) -> None:
    folder = project(tmp_path / "project")
    with standing_in(folder) as variables:
        found = play(script, folder, **variables)

    assert refined(folder)
    note(editor, found, "agent-cancel", "agent")


@pytest.mark.parametrize(
    ("editor", "script", "features"),
    [
        ("Emacs, eglot", "sample-eglot.el", ("symbols", "hints")),
        ("Emacs, lsp-mode", "sample-lsp-mode.el", ("symbols", "lenses", "hints")),
    ],
)
def test_what_stands_around_the_text(tmp_path: Path, editor: str, script: str, features: tuple[str, ...]) -> None:
    folder = tmp_path / "project"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".git").mkdir()
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")

    before = on_disk(folder)
    note(editor, play(script, folder), *features)
    assert on_disk(folder) == before
