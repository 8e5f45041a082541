"""The number of statements on the card of a query is what the real PostgreSQL counts."""

import re
from pathlib import Path

import pytest

from lsp_server.action import Cursor
from lsp_server.cards.query import show
from lsp_server.snapshot import of
from lsp_server.text import Document, Span
from tests.postgres import Database
from tests.queries.runner import MODELS, load, run

HEAD = """from sqlalchemy.orm import joinedload, selectinload, subqueryload
from sqlmodel import Session, select
from models import Hero, League, Team


def run(session: Session):
"""
TEAMS, LEAGUES = 4, 2  # rows that the runner seeds
CASES = {
    "alone": ("teams = session.exec(select(Team)).all()\n    return [it.name for it in teams]", TEAMS),
    "lazily, for each row": (
        "teams = session.exec(select(Team)).all()\n    return [len(it.heroes) for it in teams]",
        TEAMS,
    ),
    "selectin": (
        "teams = session.exec(select(Team).options(selectinload(Team.heroes))).all()\n"
        "    return [len(it.heroes) for it in teams]",
        TEAMS,
    ),
    "subquery": (
        "teams = session.exec(select(Team).options(subqueryload(Team.heroes))).all()\n"
        "    return [len(it.heroes) for it in teams]",
        TEAMS,
    ),
    "joined": (
        "heroes = session.exec(select(Hero).options(joinedload(Hero.team))).all()\n"
        "    return [it.team is None for it in heroes]",
        0,
    ),
    "in a chain": (
        "found = session.exec(select(League).options(selectinload(League.teams).selectinload(Team.heroes))).all()\n"
        "    return [len(team.heroes) for it in found for team in it.teams]",
        LEAGUES,
    ),
    "of one row": ("team = session.exec(select(Team).where(Team.id == 1)).one()\n    return len(team.heroes)", 1),
}


@pytest.mark.parametrize("name", CASES)
def test_statements_are_those_that_postgresql_gets(name: str, postgres: Database, tmp_path: Path) -> None:
    body, rows = CASES[name]
    code = f"{HEAD}    {body}\n"
    real = run(postgres, load(tmp_path, MODELS, code), "sync-exec", "full", {})
    at = len(code[: code.index("session.exec") + 9].encode())
    shown = show(Cursor(of([Document("models.py", MODELS), Document("case.py", code)]), "case.py", Span(at, at)))
    assert shown is not None
    said = re.search(r": (\d+) statements?(?: and (\d+) for each row)?$", shown.plain.splitlines()[0])
    assert said is not None, shown.plain
    assert int(said[1]) + int(said[2] or 0) * rows == real.statements
