"""The cardinality on the card of a relationship is the direction that SQLAlchemy finds, the join the one it writes."""

import json
import subprocess
import sys

import pytest

from lsp_server.action import Cursor
from lsp_server.cards.relationship import show
from lsp_server.snapshot import of
from lsp_server.text import Document, Span

SAMPLE = """
from sqlmodel import Field, Relationship, SQLModel

class Link(SQLModel, table=True):
    hero_id: int = Field(foreign_key="hero.id", primary_key=True)
    power_id: int = Field(foreign_key="power.id", primary_key=True)

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")
    flag: "Flag" = Relationship(back_populates="team", sa_relationship_kwargs={"uselist": False})

class Flag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", unique=True)
    team: Team = Relationship()

class Power(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="powers", link_model=Link)

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")
    powers: list[Power] = Relationship(back_populates="heroes", link_model=Link)
""".replace('Relationship(back_populates="team", sa', "Relationship(sa")
ASK = """
import json
import sqlalchemy as sa
found = {}
for it in (Team, Flag, Power, Hero):
    for name, one in sa.inspect(it).relationships.items():
        join = str(sa.select(sa.literal_column("*")).select_from(it).join(getattr(it, name)))
        found[f"{it.__name__}.{name}"] = [one.direction.name, one.uselist, " ".join(join[join.index("FROM"):].split())]
print(json.dumps(found))
"""
CASES = ["Team.heroes", "Team.flag", "Flag.team", "Power.heroes", "Hero.team", "Hero.powers"]
WORDS = {
    ("ONETOMANY", True): "one-to-many",
    ("ONETOMANY", False): "one-to-one",
    ("MANYTOONE", False): "many-to-one",
    ("MANYTOMANY", True): "many-to-many",
}


@pytest.fixture(scope="module")
def real() -> dict[str, list[object]]:
    done = subprocess.run([sys.executable, "-c", SAMPLE + ASK], capture_output=True, text=True, check=True)
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


def test_all_are_tried(real: dict[str, list[object]]) -> None:
    assert set(real) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_cardinality_and_join(name: str, real: dict[str, list[object]]) -> None:
    snapshot = of([Document("m.py", f"{SAMPLE}\nx = {name}\n")])
    at = len(f"{SAMPLE}\nx = {name}".encode())
    shown = show(Cursor(snapshot, "m.py", Span(at, at)))
    assert shown is not None
    direction, many, join = real[name]
    assert f"cardinality  {WORDS[str(direction), bool(many)]}" in shown.plain
    assert str(join) == " ".join(shown.plain[shown.plain.index("FROM") :].split())
