"""A real VS Code: code-server with the packaged extension, in a headless Chromium.

Run by `make test-editors`, which installs what it needs into `.editors/`. With $BACKLINE_PICTURES the pictures of the
documentation are taken as well.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.agent.bench import FILES, KEY
from tests.e2e.conftest import MADE, MODELS, PRACTICE
from tests.editors.results import seen
from tests.editors.vscode.install import CACHE, Tools, tools

HERE = Path(__file__).parent / "vscode"
ROOT = HERE.parents[2]
SAMPLE = ROOT / "lsp_server" / "cli" / "sample"
BACKLINE = str(Path(sys.executable).with_name("backline"))
PICTURES = ROOT / "editors" / "vscode" / "images"

pytestmark = pytest.mark.xdist_group("vscode")  # two at once are slower than one after the other


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample that the demo plays on."""
    return sample(tmp_path / "heroes")


def sample(folder: Path) -> Path:
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def made() -> Tools:
    if "BACKLINE_SEEN" not in os.environ:
        pytest.skip("VS Code takes minutes: it is driven by `make test-editors`")
    found = tools()
    if isinstance(found, str):
        pytest.skip(f"VS Code can't be had: {found}")
    return found


def play(scenario: str, made: Tools, folder: Path, **options: Any) -> dict[str, Any]:
    """What was seen in a scenario of tests/editors/vscode/scenarios, played in this folder."""
    home, report = folder.parent / "vscode", folder.parent / "report.json"
    home.mkdir(exist_ok=True)
    pictures = folder.parent / "pictures"
    plan = {"scenario": scenario, "tools": asdict(made), "home": str(home), "open": str(folder), "folder": str(folder)}
    plan |= {"report": str(report), "settings": {"backline.command": BACKLINE}, "pictures": str(pictures)}
    environment = {**os.environ, "BACKLINE_PLAY": json.dumps(plan | options)}
    done = subprocess.run(
        [made.node, str(HERE / "play.mjs")], env=environment, check=False, capture_output=True, text=True, timeout=600
    )
    assert report.exists(), done.stderr
    found: dict[str, Any] = json.loads(report.read_text())
    print("VS Code", found["version"])
    if "problem" in found:
        kept = shutil.copy(home / "problem.png", CACHE / f"problem-{scenario}.png")
        pytest.fail(f"{found['problem']}\nMessages: {found['messages']}\nThe screen: {kept}\n{done.stderr}")
    if os.environ.get("BACKLINE_PICTURES"):
        keep(pictures)
    return found


def keep(pictures: Path) -> None:
    """Put pictures, with few colours and therefore small, where the documentation has them."""
    for it in sorted(pictures.glob("*.png")):
        command = ["pngquant", "--force", "--strip", "--output", str(PICTURES / it.name), "48", str(it)]
        subprocess.run(command, check=True)


def note(found: dict[str, Any], *features: str) -> None:
    for it in features:
        seen("VS Code", found["version"], it)


def test_the_parts_that_know_nothing_of_the_editor(made: Tools) -> None:
    path = f"{Path(made.node).parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(Path(made.node).with_name("npm")), "--prefix", str(ROOT / "editors" / "vscode"), "test"]
    done = subprocess.run(command, env=os.environ | {"PATH": path}, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^. pass [1-9]", done.stdout, re.MULTILINE), done.stdout


def test_a_first_day_of_work(made: Tools, project: Path) -> None:
    wanted = sample(project.parent / "wanted")
    apply("add-contract-test", "app/routes/teams.py:14", wanted)

    found = play("work", made, project)

    assert "named by the setting" in found["status"]
    assert any("BL101" in it for it in found["findings"])
    assert found["menu"][:2] == ["Quick Fix", "Load heroes with the query"]
    assert "selectinload(Team.heroes)" in found["fixed"] and found["unfixed"]
    assert "selectinload(Team.heroes)" in found["optimized"] and found["undone"]
    assert "Undo: Optimize query: 1 + N -> 2 statements" in found["undoMenu"]
    assert "CREATE TABLE team" in found["hover"]
    assert any("Hero" in it for it in found["symbols"])
    assert found["lens"] == "3 routes" and any("GET /api/v1/teams/rosters" in it for it in found["places"])
    assert texts(project) == texts(wanted)  # what the command line writes
    note(found, "start", "findings", "hover", "menu", "quick-fix", "action", "create", "undo", "symbols", "lenses")


def test_review_in_the_refactor_preview(made: Tools, project: Path) -> None:
    wanted = sample(project.parent / "wanted")
    apply("generate-service", "app/models.py:21", wanted)
    before, wanted_texts = texts(project), texts(wanted)

    found = play("review", made, project)

    assert any("(creating)" in it for it in found["preview"])
    assert found["discarded"], "Discard wrote something"
    assert "not app/main.py" in found["part"]
    unticked = {"app/main.py": found["partly"]["app/main.py"]}
    assert found["partly"] == wanted_texts | unticked and unticked == {"app/main.py": before["app/main.py"]}
    assert found["partUndone"], "Undo left something of the part"
    assert found["applied"] == wanted_texts
    assert found["undone"], "Undo left something"
    note(found, "proposal")


def test_typing_and_cancelling_meanwhile(made: Tools, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "app/models.py").write_text(MODELS, encoding="utf-8")
    (folder / "app/other.py").write_text("x = 1\n")
    os.mkfifo(folder / "gate")

    found = play("meanwhile", made, folder, settings={"backline.command": script(tmp_path / "practice", *PRACTICE)})

    assert "slow" in found["progress"]
    assert found["cancelled"], "a cancelled action wrote something"
    typed = "# typed meanwhile\n" + MODELS
    assert found["typed"] == typed
    assert found["made"] == [typed + "# made 🦸\n", MADE["app/deep/made.py"]]
    note(found, "progress", "cancel", "typing")


def test_an_agent_is_cancelled_and_then_makes_the_draft_better(made: Tools, tmp_path: Path) -> None:
    folder = tmp_path / "heroes"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    command = [sys.executable, "-m", "tests.agent.standin", str(HERE / "agent.md")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as model:
        assert model.stdin is not None and model.stdout is not None
        address = model.stdout.readline().strip()
        state = str(tmp_path / "state")
        environment = {"ANTHROPIC_BASE_URL": address, "ANTHROPIC_API_KEY": KEY, "XDG_STATE_HOME": state}
        environment |= {"XDG_CONFIG_HOME": at_the_prices_of_the_list(tmp_path)}

        home = tmp_path / "vscode" / "home"  # as a person has it, and as the picture of the status bar may show it
        program = script(home / ".local/bin/backline", BACKLINE)
        found = play("agent", made, folder, environment=environment, settings={"backline.command": program})

        model.stdin.close()
        assert model.wait(60) == 0, "the model was asked for something else"
    assert any(it.startswith("Generate service for Hero (sonnet, about $") for it in found["menu"])
    assert "127.0.0.1" in found["question"]
    assert "Generate service for Hero" in found["progress"]
    assert found["cancelled"], "a cancelled agent wrote something"
    assert '"""Get a hero that the person may see."""' in found["made"]
    assert "Engine: offline." in found["offline"] and "$" not in found["offline"]
    spent = re.match(r"\s*Backline (\$0\.\d+) \|", found["spent"])
    assert spent, found["spent"]
    assert "~/.local/bin/backline" in found["tooltip"]
    assert f"Engine: agent, 127.0.0.1. {spent[1]} spent today." in found["tooltip"]
    note(found, "agent", "agent-cancel")


def test_nothing_of_an_untrusted_workspace_is_run(made: Tools, project: Path) -> None:
    marker = project.parent / "ran"
    own = project / ".venv" / "bin" / "backline"
    script(own, "sh", "-c", f'touch {marker}; exec {BACKLINE} "$@"', "backline")
    (project / ".vscode").mkdir()
    (project / ".vscode/settings.json").write_text(json.dumps({"backline.command": str(own)}))

    profile = f"export PATH='{without_backline()}'\n"
    options = {"profile": profile, "marker": str(marker), "own": str(own), "another": BACKLINE}
    found = play("restricted", made, project, trusted=False, settings={}, **options)

    assert "The server of this workspace is not run, since the workspace is not trusted." in found["only its own"]
    assert "not trusted" in found["restricted"] and BACKLINE in found["restricted"]
    assert any(it.startswith("Optimize query") for it in found["menu"])
    assert not found["ranBefore"]
    assert found["ranAfter"]


def test_the_server_is_installed_on_request(made: Tools, project: Path) -> None:
    wheel = next(Path(made.wheelhouse).glob("backline-*.whl"))
    settings = {"backline.install.from": str(wheel)}
    environment = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": made.wheelhouse, "PATH": without_backline()}

    found = play("install", made, project, settings=settings, environment=environment)

    assert "not installed" in found["missing"] and "not installed" in found["cancelled"]
    assert re.search(r"Backline [\d.]+ is installed", found["installed"])
    assert "installed by the extension" in found["running"]


def test_where_the_server_is_looked_for(made: Tools, project: Path) -> None:
    named, on_path = (script(project.parent / it, BACKLINE) for it in ("named", "backline"))
    profile = f"export PATH='{project.parent}{os.pathsep}{without_backline()}'\n"

    found = play("search", made, project, settings={}, profile=profile, named=named)

    assert "found on the PATH" in found["path"] and on_path in found["path"]
    for it in ("workspace", "again"):
        assert str(project / ".venv/bin/backline") in found[it]
    assert named in found["setting"]
    assert "names no program: “/nowhere/backline”" in found["nowhere"]
    assert on_path in found["finally"]


def test_one_server_serves_all_folders(made: Tools, tmp_path: Path) -> None:
    for it in ("one", "two", "three"):
        sample(tmp_path / it)
    (tmp_path / "two/pyproject.toml").write_text('[tool.backline]\nignore = ["BL105"]\n')
    for it, name in (("two", "squads"), ("three", "crews")):
        (tmp_path / it / "app/routes/teams.py").rename(tmp_path / it / f"app/routes/{name}.py")
        main = tmp_path / it / "app/main.py"
        main.write_text(main.read_text().replace("teams", name))
    workspace = tmp_path / "both.code-workspace"
    workspace.write_text(json.dumps({"folders": [{"path": "one"}, {"path": "two"}]}))

    settings = {"backline.command": BACKLINE, "backline.inlayHints": True}
    found = play("folders", made, workspace, program=BACKLINE, settings=settings)

    for it in ("one", "two", "three"):
        assert any(title.startswith("Optimize query") for title in found[it])
    assert found["findings"] == ["BL101", "BL101", "BL105"]  # the team of `two` does not want BL105
    assert found["added"] == found["after"] == ["BL101", "BL105"] and found["before"] == ["BL101"]
    assert found["servers"] == 1 and found["same"]
    assert "/api/v1/teams/rosters" in found["hints"]
    note(found, "hints")


def test_the_palette_and_the_walkthrough(made: Tools, project: Path) -> None:
    found = play("commands", made, project, program=BACKLINE)

    assert "Restart the Server" in found["menu"]
    assert "Workspace" in found["doctor"] and str(project) in found["doctor"]
    assert "You write back ends on FastAPI" in found["sent"]
    assert "GET" in found["map"] and "hero" in found["map"]
    assert found["log"] == "Backline"
    assert len(found["walkthrough"]) == 5
    assert found["others"] == 0  # only what was done is ticked


def script(path: Path, *command: str) -> str:
    """A program that runs another one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    quoted = " ".join("'" + it.replace("'", "'\\''") + "'" for it in command)
    path.write_text(f'#!/bin/sh\nexec {quoted} "$@"\n')
    path.chmod(0o755)
    return str(path)


def apply(action: str, place: str, folder: Path) -> None:
    command = [BACKLINE, "apply", action, place, "--root", str(folder), "--write"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def at_the_prices_of_the_list(folder: Path) -> str:
    """A configuration folder that says so of a model on this machine, which else costs nothing."""
    file = folder / "config" / "backline" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[endpoint]\nprofile = "hosted"\n')
    return str(folder / "config")


def texts(folder: Path) -> dict[str, str]:
    return {it.relative_to(folder).as_posix(): it.read_bytes().decode() for it in sorted(folder.rglob("*.py"))}


def without_backline() -> str:
    """A PATH on which no server is found, but Python is."""
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(it for it in folders if not (Path(it) / "backline").exists())
