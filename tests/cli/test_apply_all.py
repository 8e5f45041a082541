"""`backline apply --all`: every place once, each on the result of those before; offline, by an agent, in a batch."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.agent.standin.server import StandIn
from tests.agent.standin.threaded import running
from tests.agent.standin.turns import says
from tests.cli.conftest import MODELS, better

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


def note(name: str) -> str:
    return f'"""About {name}."""\n'


# --------------------------------------------------------------------------- offline


@pytest.mark.usefixtures("sample_action")
def test_each_on_the_result_of_those_before(project: Path, run: Run) -> None:
    """Both edit the end of the same file."""
    result = run("apply", "write-note", "--all")
    patched = subprocess.run(["git", "apply", "-"], input=result.stdout, text=True, cwd=project, check=False)
    assert patched.returncode == 0, result.stdout
    assert (project / "app" / "models.py").read_text() == MODELS + "# see notes/team.py\n# see notes/hero.py\n"
    assert (project / "notes" / "hero.py").read_text() == note("Hero")
    assert result.stderr.splitlines() == [
        "app/models.py:4: Write a note on Team",
        "  Read it.",
        "app/models.py:10: Write a note on Hero",
        "  Read it.",
    ]


@pytest.mark.usefixtures("sample_action")
def test_what_is_refused_is_listed_and_the_others_are_written(project: Path, run: Run) -> None:
    (project / "app" / "other.py").write_text("class Secret: ...\nclass Fine: ...\nclass Outside: ...\n")
    result = run("apply", "write-note", "--all", "app/other.py", "--write", exit_code=1)
    assert result.stderr.splitlines() == [
        "app/other.py:1: Write a note on Secret: refused. Nobody writes about secrets.",
        "  Read it.",
        "app/other.py:3: Write a note on Outside: refused. ../outside.py is not a plain path inside the workspace.",
    ]
    assert result.stdout.splitlines() == [
        "app/other.py:2: Write a note on Fine",
        "  created notes/fine.py",
        "  changed app/other.py",
    ]
    assert not (project / "notes" / "team.py").exists(), "only what was named"
    assert (project / "app" / "other.py").read_text().endswith("# see notes/fine.py\n")


@pytest.mark.usefixtures("sample_action")
def test_json_is_a_list_with_the_text_of_each_step(project: Path, run: Run) -> None:
    (project / "app" / "other.py").write_text("class Secret: ...\n")
    team, hero, secret = json.loads(run("apply", "write-note", "--all", "--format", "json", exit_code=1).stdout)
    assert (team["path"], team["line"], team["title"]) == ("app/models.py", 4, "Write a note on Team")
    assert team["files"][1]["after"] == hero["files"][1]["before"]
    assert secret == {
        "action": "write-note",
        "engine": "offline",
        "title": "Write a note on Secret",
        "path": "app/other.py",
        "line": 1,
        "refused": "Nobody writes about secrets.",
    }
    assert not (project / "notes").exists()


def test_a_real_action_over_a_whole_project(project: Path, run: Run) -> None:
    """The second service is made in the convention of the first, and shares its exceptions."""
    listed = json.loads(run("apply", "generate-service", "--all", "--format", "json").stdout)
    assert [it["title"] for it in listed] == ["Generate service for Team", "Generate service for Hero"]
    made = [[each["path"] for each in it["files"] if each["kind"] == "create"] for it in listed]
    assert not set(made[0]) & set(made[1])
    run("apply", "generate-service", "--all", "--write")
    assert run("apply", "generate-service", "--all").stderr == "generate-service is offered nowhere here.\n"


def test_the_diff_of_a_real_action_can_be_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """It makes empty files, too. Each route once, though a rule says something in one of them."""
    root = tmp_path / "sample"
    shutil.copytree(ROOT / "lsp_server" / "cli" / "sample", root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    for arguments in (("add-contract-test", "--all", "app/routes"), ("add-contract-test", "app/routes/teams.py:13")):
        result = run("apply", *arguments)
        patched = subprocess.run(
            ["git", "apply", "--check", "-"], input=result.stdout, text=True, capture_output=True, check=False
        )
        assert patched.stderr == ""
    listed = json.loads(run("apply", "add-contract-test", "--all", "--format", "json").stdout)
    assert len({it["title"] for it in listed}) == len(listed) == 3


def test_nowhere(project: Path, run: Run) -> None:
    assert run("apply", "generate-service", "--all", "app/__init__.py").output.endswith("is offered nowhere here.\n")
    assert json.loads(run("apply", "generate-service", "--all", "app/__init__.py", "--format", "json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name one place"),
        (("app/models.py:1", "app/models.py:2"), "Name one place"),
        (("--batch", "app/models.py:1"), "--batch goes with --all"),
        (("--all", "--show-prompt"), "--show-prompt shows one prompt"),
        (("--all", "--batch", "--engine", "offline"), "--batch is for an agent"),
        (("--resume", "x", "--all"), "--resume takes the places"),
        (("--all", "gone"), "gone does not exist"),
    ],
)
def test_wrong_usage(project: Path, run: Run, arguments: tuple[str, ...], said: str) -> None:
    assert said in " ".join(run("apply", "generate-service", *arguments, exit_code=2).output.split())


# --------------------------------------------------------------------------- an agent


@pytest.mark.usefixtures("describing")
def test_an_agent_at_every_place(project: Path, run: Run, asks: Callable[[StandIn], None]) -> None:
    # The second sees what the first has done.
    with running(says(better("Team")), says(better("Hero"))) as server:
        asks(server)
        result = run("apply", "describe", "--all", "--write")
    assert "2 places, " in result.stderr
    text = (project / "app" / "models.py").read_text()
    assert '"""Teams."""' in text
    assert '"""Heros."""' in text
