"""Half-typed and odd functions: nothing raises, whole files come out whole, and what is uncertain is left alone."""

import ast

import pytest

from lsp_server.edits.queries import optimize
from lsp_server.facts import syntax
from lsp_server.project.view import Project
from lsp_server.rules import ALL
from lsp_server.snapshot import of
from lsp_server.text import Document
from tests.queries.cases import CASES
from tests.queries.runner import MODELS, spelled

_CODES = ("BL101", "BL102", "BL103", "BL104", "BL105", "BL106")


def project(code: str) -> Project:
    return of([Document("models.py", MODELS), Document("case.py", code)]).project


@pytest.mark.parametrize("style", ["async-exec", "sync-execute"])
def test_no_cut_through_the_text_raises(style: str) -> None:
    for case in CASES[::3]:
        code = spelled(case.code, style)
        for end in range(len(code) // 2, len(code), 17):
            cut = project(code[:end])
            for name, _ in cut.files["case.py"].functions:
                optimize.find(cut, "case.py", name)
            for rule in _CODES:
                list(ALL[rule].findings(cut.files["case.py"], cut))


@pytest.mark.parametrize("case", CASES, ids=lambda it: it.name)
def test_windows_line_endings_stay(case) -> None:
    code = spelled(case.code, "async-execute").replace("\n", "\r\n")
    found = project(code)
    rewrites = optimize.together(optimize.find(found, "case.py", "run"))
    change = optimize.change(found, "case.py", rewrites)
    for file in change.files:
        after = file.after
        ast.parse(after)
        if file.path == "case.py":
            assert after.count("\n") == after.count("\r\n")


@pytest.mark.parametrize(
    "body",
    [
        "rows = session.exec(select(Hero)).all() if flag else []\n    return len(rows)",
        "rows = session.exec(select(Hero)).all()\n    rows = [1]\n    return len(rows)",
        "rows = session.exec(select(Hero)).all()\n    def inner():\n        return rows\n    return len(rows)",
        "rows = session.exec(select(Hero)).all()\n    rows.append(1)\n    return len(rows)",
        "rows = session.exec(flag(select(Hero))).all()\n    return len(rows)",
        "rows = session.exec(select(Hero).with_for_update()).all()\n    return len(rows)",
        "query = select(Hero)\n    if flag:\n        query = select(Team)\n    return len(session.exec(query).all())",
        "rows = session.exec(select(Hero)).all()\n    func = 1\n    return len(rows)",
    ],
)
def test_what_is_not_certain_is_not_rewritten(body: str) -> None:
    header = "from sqlmodel import Session, select\nfrom models import Hero, Team\n\n\n"
    found = project(f"{header}def run(session: Session, flag):\n    {body}\n")
    assert [it.found for it in optimize.find(found, "case.py", "run") if not it.alone] == []


def test_a_receiver_is_a_session_by_its_type() -> None:
    code = """from models import Hero
from sqlmodel import Session as S, select
from aiohttp import ClientSession


class Base:
    def __init__(self, store: S) -> None:
        self.store = store


class Heroes(Base):
    def all(self):
        return self.store.exec(select(Hero)).all()


async def fetch(session: ClientSession, db, cache: dict):
    await session.get(Hero, 1)
    db.execute(select(Hero))
    return cache.get(Hero, None)
"""
    found = project(code)
    heroes, fetch = found.flow("case.py", "Heroes.all"), found.flow("case.py", "fetch")
    assert heroes is not None and [it.receiver for it in heroes.queries] == ["self.store"]
    assert fetch is not None and fetch.queries == ()
    assert isinstance(heroes.function, syntax.FunctionDef)
