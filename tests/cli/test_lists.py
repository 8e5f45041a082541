"""The commands that only show: help, routes, models, hover, explain, doctor."""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from lsp_server.cli import output
from lsp_server.cli.group import COMMANDS, backline
from lsp_server.rule import Rule
from lsp_server.rules import ALL as RULES

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_the_command_says(name: str, run: Run) -> None:
    command = getattr(importlib.import_module(f"lsp_server.cli.{name}"), name)
    assert " ".join((command.help or "").split("\n\n")[0].split()).startswith(COMMANDS[name].removesuffix("."))
    assert COMMANDS[name] in run("--help").output
    assert f"Usage: backline {name}" in run(name, "--help").output


def test_every_command_is_listed_and_only_asked_for_ones_are_imported() -> None:
    assert list(backline.commands) == []
    code = (
        "import sys; sys.argv = ['backline', '--help']; import lsp_server.cli as cli\n"
        "try: cli.main()\n"
        "finally: print(sorted(it for it in sys.modules if it.startswith(('lsp_server.cli.', 'rich.', 'pygls'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['lsp_server.cli.group']"


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:", "127.0.0.1:99999", ":2087"])
def test_serve_wants_a_whole_address(address: str, run: Run) -> None:
    assert f"{address!r} is no address" in run("serve", "--tcp", address, exit_code=2).output


def test_models(project: Path, run: Run) -> None:
    assert [line.split() for line in run("models").output.splitlines()] == [
        ["MODEL", "TABLE", "COLUMNS", "RELATIONSHIPS", "PLACE"],
        ["Team", "team", "2,", "key", "id", "heroes", "app/models.py:4"],
        ["Hero", "hero", "2,", "key", "id", "team", "app/models.py:10"],
    ]
    team, hero = json.loads(run("models", "--format", "json").output)
    assert (team["name"], team["table"], team["file"], team["line"]) == ("Team", "team", "app/models.py", 4)
    assert team["columns"][1] == {
        "name": "name",
        "type": "VARCHAR",
        "nullable": False,
        "primary_key": False,
        "index": True,
        "unique": True,
        "foreign_key": None,
    }
    assert [it["foreign_key"] for it in hero["columns"]] == [None, "team.id"]
    assert team["relationships"] == [
        {"name": "heroes", "target": "Hero", "many": True, "back_populates": "team", "link_model": None}
    ]
    (project / "empty").mkdir()
    assert run("models", "empty").output == "There are no tables here.\n"
    assert json.loads(run("models", "empty", "--format", "json").output) == []


def test_models_with_types_that_are_not_known_and_arguments_of_the_table(project: Path, run: Run) -> None:
    (project / "app" / "models.py").write_text(
        "from pgvector.sqlalchemy import Vector\n"
        "from sqlalchemy import Column, Enum, ForeignKey, Index, UniqueConstraint\n"
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase): ...\n\n\n"
        "class Hero(Base):\n"
        "    __tablename__ = 'hero'\n"
        "    __table_args__ = (Index('ix_hero_note', 'note', 'code'), UniqueConstraint('code'))\n"
        "    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "    note: Mapped[str]\n"
        "    code: Mapped[str]\n"
        "    place: Mapped[list[float]] = mapped_column(\n        Vector(\n            3,  # x, y, z\n        ),\n"
        "    )\n"
        "    color: Mapped[str] = mapped_column(Enum('RED', 'GREEN'))\n"
        "    team_id: Mapped[int] = mapped_column(ForeignKey('nowhere.id'))\n"
        "    old_id = Column(ForeignKey('nowhere.id'))\n"
    )
    (hero,) = json.loads(run("models", "--format", "json").output)
    assert [(it["name"], it["type"], it["index"], it["unique"]) for it in hero["columns"]] == [
        ("id", "SERIAL", False, False),
        ("note", "VARCHAR", True, False),
        ("code", "VARCHAR", False, True),
        ("place", "Vector( 3, )", False, False),
        ("color", "Enum('RED', 'GREEN')", False, False),
        ("team_id", "int", False, False),
        ("old_id", "", False, False),
    ]


def test_routes(project: Path, run: Run) -> None:
    (project / "app" / "main.py").write_text(
        "from fastapi import APIRouter, Depends, FastAPI\n\nfrom app.models import Team\n\n\n"
        "def get_user(): ...\n\n\nrouter = APIRouter(prefix='/teams')\n\n\n"
        "@router.post('/{team_id}', status_code=201, response_model=Team)\n"
        "def create(team_id: int, team: Team, user=Depends(get_user)): ...\n\n\n"
        "app = FastAPI()\napp.include_router(router, prefix='/api')\n"
    )
    (project / "tests").mkdir()
    (project / "tests" / "test_a.py").write_text("def test_it(client):\n    client.post('/api/teams/1', json={})\n")
    assert json.loads(run("routes", "--format", "json").output) == [
        {
            "method": "POST",
            "path": "/api/teams/{team_id}",
            "known": True,
            "handler": "create",
            "file": "app/main.py",
            "line": 13,
            "status": 201,
            "request": "Team",
            "response": "Team",
            "dependencies": ["get_user"],
            "tests": ["tests/test_a.py::test_it"],
        }
    ]
    assert run("routes").output.splitlines() == [
        "METHOD  PATH                  HANDLER  PLACE",
        "POST    /api/teams/{team_id}  create   app/main.py:13",
    ]
    assert run("routes", "tests").output == "There are no routes here.\n"


@pytest.mark.usefixtures("sample_card")
def test_hover(project: Path, run: Run) -> None:
    (project / "app" / "a.py").write_text("x = 1\nclass Ä: ...\n")
    assert run("hover", "app/a.py:2").output == "`Ä` is a class.\n"
    assert json.loads(run("hover", "app/a.py:2:7", "--format", "json").output) == {
        "card": "note",
        "markdown": "`Ä` is a class.\n",
        "range": {"start": {"line": 2, "column": 7}, "end": {"line": 2, "column": 8}},
    }
    assert (
        run("hover", "app/a.py:1", exit_code=1).stderr
        == "There is nothing to show here: no model, no route, nothing else that a card is about.\n"
    )
    assert run("hover", "app/a.py:1", "--format", "json", exit_code=1).stdout == "null\n"


def test_explain(run: Run) -> None:
    for rule in RULES.values():
        shown = run("explain", rule.code.lower()).output
        assert shown.startswith(f"# {rule.code} {rule.name}\n\n*{rule.severity}, since {rule.since}")
        assert "## Why is this bad?" in shown
        assert run("explain", rule.name).output == shown
        assert json.loads(run("explain", rule.code, "--format", "json").output)["name"] == rule.name
    assert "there is no rule 'BL000'" in run("explain", "BL000", exit_code=2).output


def test_doctor_says_where_settings_come_from(project: Path, run: Run, sample_rule: Rule) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.backline]\nignore = ["BL999"]\n')
    seen = json.loads(run("doctor", "--format", "json").output)
    assert seen["workspace"]["root"] == str(project)
    assert seen["workspace"]["chosen_for"] == "it has .git"
    assert (seen["workspace"]["files"], seen["workspace"]["tables"]) == (2, 2)
    assert seen["settings"]["ignore"] == {"value": ["BL999"], "from": "pyproject.toml:5"}
    assert seen["settings"]["exclude"]["from"] == "default"
    assert "No FastAPI route was found, so no contract test is offered." in seen["problems"]
    shown = run("doctor").output
    assert "  ignore            BL999  (pyproject.toml:5)" in shown
    assert "nothing leaves this machine" in shown


def test_doctor_names_what_is_off(project: Path, run: Run) -> None:
    (project / "pyproject.toml").write_text("[tool.backline]\nchek-on = 1\n")
    (project / "app" / "latin.py").write_bytes(b"x = '\xe4'\n")
    (project / "app" / "half.py").write_text("def f(:\n")
    shown = run("doctor", exit_code=2).output
    assert "pyproject.toml:2: Unknown setting `chek-on`; did you mean `check-on`?" in shown
    assert "app/latin.py is not read: it is larger than 2 MB or not UTF-8 text." in shown
    assert "  half-typed        app/half.py" in shown


def test_colours_only_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert output.is_rich()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not output.is_rich()
