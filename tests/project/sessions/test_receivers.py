"""Names that are bound to themselves, or to one another, in a loop: nothing is looked at twice."""

import pytest

from lsp_server.facts import syntax
from lsp_server.project.names.bodies import body_of
from lsp_server.project.sessions.receivers import session_kind
from lsp_server.snapshot import of
from lsp_server.text import Document

START = """\
from sqlmodel import Session


class Box:
    def __init__(self, first, engine):
        self.db = self.db or first
        self.one = self.other
        self.other = self.one

    async def run(self, items, engine, db: Session):
        x = y = None
        for it in items:
"""
ROUND = {
    "x = x or it": None,
    "x = next(x)": None,
    "x = await x": None,
    "x = y\n            y = x": None,
    "x = self.db": None,
    "x = self.one": None,
    "x = x or Session(engine)": "sqlmodel-sync",
    "x = y or x\n            y = x or db": "sqlmodel-sync",
    "x = db or x": "sqlmodel-sync",
    "x = "
    + " or ".join("abcdefghijk")
    + "".join(f"\n            {one} = x or y or db" for one in "abcdefghijk"): "sqlmodel-sync",
}


@pytest.mark.parametrize("lines, kind", ROUND.items())
def test_what_comes_round_again_adds_nothing(lines: str, kind: str | None) -> None:
    text = f"{START}            {lines}\n            print(x)\n"
    modules = of([Document("m.py", text)]).project.modules
    body = body_of(modules, "m.py", "Box.run")
    assert body is not None
    (printed,) = (it.args[0] for it in body.nodes if isinstance(it, syntax.Call) and syntax.dotted(it.func) == "print")
    assert session_kind(modules, "m.py", "Box.run", body, printed) == kind
