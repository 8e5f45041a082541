"""A small project, a rule and an action to play with, and a way to run commands on them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lsp_server.action import Action, Cursor, Offer
from lsp_server.actions import ALL as ACTIONS
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
