"""A small project, a rule and an action to play with, an agent to ask, and a way to run commands on them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lsp_server.action import Action, Cursor, Offer
from lsp_server.actions import ALL as ACTIONS
from lsp_server.agent.engine import Engine
from lsp_server.card import Card, Shown
from lsp_server.cards import ALL as CARDS
from lsp_server.cli.group import backline
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.markup import Code, Line
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Related, Rule
from lsp_server.rules import ALL as RULES
from lsp_server.text import Edit, Span
from tests.agent.bench import KEY
from tests.agent.standin.server import StandIn

MODELS = """\
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, index=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the current one, a repository of its own."""
    root = tmp_path / "heroes"
    (root / "app").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "app" / "__init__.py").touch()
    (root / "app" / "models.py").write_text(MODELS)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs a command in this process; a bug comes out as the exception it is."""

    def run_it(*arguments: str, exit_code: int | None = 0) -> Result:
        result = CliRunner().invoke(backline, arguments, prog_name="backline")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert exit_code is None or result.exit_code == exit_code, result.output
        return result

    return run_it


@pytest.fixture
def sample_rule(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rule]:
    """BL999: a name `bad…`, which a safe fix calls good; `worse` is fixed unsafely."""

    def check(file: FileFacts, project: Project) -> Iterator[Finding]:
        for node in syntax.walk(*file.body):
            if isinstance(node, syntax.Name) and node.id in ("bad", "worse"):
                change = Change((EditFile(file.document, (Edit(node.span, "good"),)),), "Called it good.")
                fix = Fix("Call it good", change, safe=node.id == "bad")
                yield Finding(
                    "BL999", node.span, f"`{node.id}` is no name.", (fix,), (Related(file.path, Span(0, 0), "See."),)
                )

    rule = Rule("BL999", "bad-name", "warning", "0.1", check)
    monkeypatch.setitem(RULES, "BL999", rule)
    yield rule


@pytest.fixture
def sample_action(monkeypatch: pytest.MonkeyPatch) -> Iterator[Action]:
    """write-note: on a class, creates notes/<class>.py and mentions it in the file; `Secret` is refused late."""

    def offer(cursor: Cursor) -> Offer | Refusal:
        name = next((name for name, it in cursor.facts.classes if it.span.touches(cursor.selection)), None)
        return Offer(f"Write a note on {name}", cursor, name) if name else Refusal("There is no class here.")

    def draft(offer: Offer) -> Change | Refusal:
        if offer.target == "Secret":
            return Refusal("Nobody writes about secrets.")
        path = "../outside.py" if offer.target == "Outside" else f"notes/{offer.target.lower()}.py"
        base = offer.cursor.document
        edit = EditFile(base, (Edit(Span(len(base.data), len(base.data)), f"# see {path}\n"),))
        return Change((NewFile(path, f'"""About {offer.target}."""\n'), edit), "Wrote a note.", ("Read it.",))

    action = Action("write-note", "refactor.rewrite.note", offer, draft)
    monkeypatch.setitem(ACTIONS, "write_note", action)
    yield action


@pytest.fixture
def sample_card(monkeypatch: pytest.MonkeyPatch) -> Iterator[Card]:
    def show(cursor: Cursor) -> Shown | None:
        found = next(((name, it) for name, it in cursor.facts.classes if it.span.touches(cursor.selection)), None)
        return Shown((Line((Code(found[0]), " is a class.")),), found[1].name_span) if found else None

    card = Card("note", show)
    monkeypatch.setitem(CARDS, "note", card)
    yield card


# --------------------------------------------------------------------------- an agent


@pytest.fixture
def person(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person with nothing of their own but a state folder, who lets an agent work in the project."""
    for name in [it for it in os.environ if it.startswith(("ANTHROPIC", "CLAUDE_CODE"))]:
        monkeypatch.delenv(name)
    for name, folder in {"HOME": "home", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config"}.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
    config = tmp_path / "config" / "backline"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[endpoint]\nprofile = "hosted"\n')  # so that it has a price
    assert Engine(os.environ, tmp_path / "home", tmp_path / "state" / "backline").decide(project, "granted")
    return tmp_path


@pytest.fixture
def asks(person: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[StandIn], None]:
    def use(server: StandIn) -> None:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)

    return use


@pytest.fixture
def describing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that only an agent can do: it describes a table."""
    from dataclasses import replace

    from lsp_server.action import Action, Cursor, Offer
    from lsp_server.actions import ALL, explain
    from lsp_server.edits.change import Refusal

    def offer(cursor: Cursor) -> Offer | Refusal:
        name = next((name for name, it in cursor.facts.classes if it.span.touches(cursor.selection)), None)
        return Offer(f"Describe {name}", cursor, name) if name else Refusal("There is no class here.")

    def brief(offer: Offer, draft: object) -> object:
        asked = explain.brief(offer, None)
        return replace(asked, action="describe", answers="change", may_write=("app/*.py",))  # type: ignore[type-var]

    monkeypatch.setitem(ALL, "describe", Action("describe", "refactor", offer, None, brief))  # type: ignore[arg-type]


BETTER = '<edit path="app/models.py" symbol="{0}">\nclass {0}(SQLModel, table=True):\n    """{0}s."""\n\n{1}</edit>\n'


def better(name: str) -> str:
    """An answer that gives a table a docstring."""
    body = MODELS.split(f"class {name}(SQLModel, table=True):\n")[1].split("\n\n\n")[0].rstrip("\n") + "\n"
    return BETTER.format(name, body) + f"<summary>Described {name}.</summary>"
