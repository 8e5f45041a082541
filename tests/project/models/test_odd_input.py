"""Half-typed and senseless code is ordinary input: linking says what it knows and never fails."""

import random

import pytest

from lsp_server.snapshot import of
from lsp_server.text import Document
from tests.project.models.ours import project
from tests.project.models.test_reality import SAMPLES

HEAD = "from sqlmodel import Field, Relationship, SQLModel\nfrom pydantic import BaseModel\n"
HERO = "class Hero(SQLModel, table=True):\n"

ODD = {
    "a half-typed field": HERO + "    id: int = Field(primary_key=True\n    name: str\n",
    "a half-typed annotation": HERO + "    id: int = Field(primary_key=True)\n    name: list[\n",
    "no body": HERO,
    "no colon": "class Hero(SQLModel, table=True)\n    id: int\n",
    "a base of itself": "class Hero(Hero, table=True):\n    id: int\n",
    "a circle of bases": "class A(B):\n    x: int\n"
    "class B(A, SQLModel):\n    y: int\nclass Hero(A, table=True):\n    id: int\n",
    "bases that Python refuses": "class A(SQLModel): ...\nclass Hero(SQLModel, A, table=True):\n    id: int\n",
    "an unknown base": "class Hero(Somewhere, table=True):\n    id: int\n",
    "a base that is called": "class Hero(make_base('x'), table=True):\n    id: int\n",
    "an alias of itself": "X = X\nY = Z\nZ = Y\n" + HERO + "    id: X\n    y: Y\n",
    "constants in a circle": "A = B\nB = A + 1\n" + HERO + "    id: int = Field(max_length=A)\n",
    "a field twice": HERO + "    id: int\n    id: str\n",
    "no arguments": HERO + "    id: int = Field(sa_column=Column())\n    r: 'X' = Relationship()\n",
    "nonsense arguments": HERO + "    id: int = Field(*a, **b, ge=x, foreign_key=3, max_length='y')\n",
    "an odd table name": HERO + "    __tablename__ = 3\n    __table_args__ = x + (1,)\n    id: int\n",
    "a pattern that is none": "import re\n"
    + HERO
    + "    def __tablename__(cls): return re.sub('(', '', cls.__name__)\n",
    "a name that never ends": "def f(x): return f(x)\n" + HERO + "    def __tablename__(c): return f(c.__name__)\n",
    "other letters": "class Größe(SQLModel, table=True):\n    naïve: 'Größe | None' = None\n    名前: str = '🦸'\n"
    "class GrößeCreate(BaseModel): ...\n",
    "tabs and CRLF": "class Hero(SQLModel, table=True):\r\n\tid: int = Field(primary_key=True)\r\n\tname: 'str'",
    "Hero is no class": "Hero = 3\ndef HeroCreate(): ...\n",
    "self-made enums": "from enum import Enum\n"
    "class E(E, Enum):\n    A = A\n    B, C = 1, 2\n    D: int = 3\n    E = (\n",
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_odd_code_is_linked_without_failing(what: str) -> None:
    found = project({"models.py": HEAD + ODD[what]})

    _everything(found)
    for table in found.tables:
        assert table.name in ("Hero", "Größe")


def test_a_half_typed_row_leaves_the_others() -> None:
    body = "    id: int = Field(primary_key=True)\n    name: str = Fie\n    age\n    power: int\n"
    [table] = project({"m.py": HEAD + HERO + body}).tables

    assert [it.name for it in table.fields] == ["id", "name", "power"]


def test_other_letters() -> None:
    found = project({"m.py": HEAD + ODD["other letters"]})

    assert [it.name for it in found.tables[0].fields] == ["naïve", "名前"]
    assert found.tables[0].fields[0].type.symbol is not None
    assert [(it.name, it.table) for it in found.schemas] == [("GrößeCreate", "Größe")]


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_cut_and_mangled_anywhere_are_linked(sample: str) -> None:
    chance = random.Random(sample)
    for _ in range(12):
        files = {}
        for path, text in SAMPLES[sample].items():
            start = chance.randrange(len(text) + 1)
            end = min(len(text), start + chance.choice((1, 2, 5, 40, 400)))
            files[path] = text[:start] + chance.choice(("", "(", "[", '"', ":", "\n", "é", "table=True")) + text[end:]
        found = of(Document(path, text) for path, text in files.items()).project
        _everything(found)
        for it in (*found.tables, *found.schemas):
            document = found.files[it.path].document
            assert document.slice(it.node.name_span) == it.name
            assert all(one.span.end <= len(found.files[one.path].document.data) for one in it.fields)


def _everything(found: object) -> None:
    for name in ("tables", "schemas", "enums", "sessions", "session_aliases"):
        assert isinstance(getattr(found, name), tuple)
