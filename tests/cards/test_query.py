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


OPENED = "with Session(session.get_bind(){0}) as db:\n        "
ONE = "team = db.exec(select(Team).where(Team.id == 1)).one()\n        team.name = 'New'\n        "
ALL = "teams = db.exec(select(Team)).all()\n        for it in teams:\n            it.name += '!'\n        "
# What is written, with the number of rows and of the statements that are not the query's: updates, refreshes.
WRITES = {
    "read after a commit": (OPENED.format("") + ONE + "db.commit()\n        return team.name", 1, 1),
    "read twice after a commit": (OPENED.format("") + ONE + "db.commit()\n        return team.name + team.name", 1, 1),
    "read before it too": (
        OPENED.format("") + ONE + "name = team.name\n        db.commit()\n        return name + team.name",
        1,
        1,
    ),
    "read before it only": (
        OPENED.format("") + ONE + "name = team.name\n        db.commit()\n        return name",
        1,
        1,
    ),
    "refreshed": (OPENED.format("") + ONE + "db.commit()\n        db.refresh(team)\n        return team.name", 1, 2),
    "flushed": (OPENED.format("") + ONE + "db.flush()\n        return team.name", 1, 1),
    "not expired": (OPENED.format(", expire_on_commit=False") + ONE + "db.commit()\n        return team.name", 1, 1),
    "each of many": (OPENED.format("") + ALL + "db.commit()\n        return [it.name for it in teams]", TEAMS, 1),
    "each in a loop": (
        OPENED.format("") + ALL + "db.commit()\n        for it in teams:\n            print(it.name)",
        TEAMS,
        1,
    ),
    # Whether a branch runs, only the program knows: what happens in it is not counted.
    "in a branch": (
        OPENED.format("") + ONE + "if team.id:\n            db.commit()\n            return team.name",
        1,
        2,
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_rows_that_a_commit_expires_are_read_again(name: str, postgres: Database, tmp_path: Path) -> None:
    body, rows, others = WRITES[name]
    code = f"{HEAD}    {body}\n"
    real = run(postgres, load(tmp_path, MODELS, code), "sync-exec", "full", {})
    at = len(code[: code.index("db.exec") + 4].encode())
    shown = show(Cursor(of([Document("models.py", MODELS), Document("case.py", code)]), "case.py", Span(at, at)))
    assert shown is not None
    said = re.search(r": (\d+) statements?(?: and (\d+) for each row)?$", shown.plain.splitlines()[0])
    assert said is not None, shown.plain
    assert int(said[1]) + int(said[2] or 0) * rows == real.statements - others, shown.plain


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


@pytest.mark.parametrize(
    ("made", "parameter", "again"),
    [
        ("Session(engine)", "session: Session = Depends(get_session)", True),
        ("Session(engine, expire_on_commit=False)", "session: Session = Depends(get_session)", False),
        ("Session(engine)", "session: Session", False),  # whoever calls it knows
    ],
)
def test_whether_a_session_expires_its_rows_is_what_its_provider_says(made: str, parameter: str, again: bool) -> None:
    code = (
        "from fastapi import Depends\nfrom sqlmodel import Session, create_engine, select\nfrom models import Team\n\n"
        "engine = create_engine('postgresql://')\n\n"
        f"def get_session():\n    with {made} as session:\n        yield session\n\n"
        f"def run({parameter}):\n    team = session.exec(select(Team)).first()\n    team.name = 'x'\n"
        "    session.commit()\n    return team.name\n"
    )
    at = code.index("session.exec") + 9
    shown = show(Cursor(of([Document("models.py", MODELS), Document("case.py", code)]), "case.py", Span(at, at)))
    assert shown is not None
    assert ("expired by the commit in case.py:14 when it is read in case.py:15" in shown.plain) == again, shown.plain
    assert shown.plain.splitlines()[0].endswith("2 statements" if again else "1 statement")
