"""Functions with what the action says of them and the (statements, commits) they take before and after."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.queries.runner import STYLES


@dataclass(frozen=True)
class Case:
    name: str
    code: str
    says: str  # part of the title
    before: tuple[int, int]
    after: tuple[int, int]
    arguments: dict[str, Any] = field(default_factory=dict)
    styles: tuple[str, ...] = STYLES
    raised_lazily: bool = False  # under AsyncSession the code as it was raises MissingGreenlet


CASES = (
    Case(
        "relationship to many per row",
        """async def run(session: SESSION) -> list[object]:
    teams = <<all: select(Team).order_by(Team.id)>>
    return [(team.name, sorted(hero.name for hero in team.heroes)) for team in teams]
""",
        "1 + N -> 2 statements",
        (5, 0),
        (2, 0),
        raised_lazily=True,
    ),
    Case(
        "relationship to one per row",
        """async def run(session: SESSION) -> list[object]:
    heroes = <<all: select(Hero).order_by(Hero.id)>>
    found = []
    for hero in heroes:
        if hero.team is not None:
            found.append((hero.name, hero.team.name))
    return found
""",
        "1 + N -> 1 statement",
        (4, 0),
        (1, 0),
        raised_lazily=True,
    ),
    Case(
        "relationships in a row, one of them loaded already",
        """from sqlalchemy.orm import selectinload


async def run(session: SESSION) -> list[object]:
    statement = select(Hero).options(selectinload(Hero.team))
    statement = statement.where(Hero.rank > 0).order_by(Hero.id)
    heroes = <<all: statement>>
    return [hero.team.league.name for hero in heroes if hero.team and hero.team.league_id]
""",
        "1 + N -> 1 statement",
        (4, 0),
        (2, 0),
        raised_lazily=True,
    ),
    Case(
        "one row's relationship",
        """async def run(session: SESSION, team_id: int) -> list[str]:
    team = await session.get(Team, team_id)
    if team is None:
        return []
    return sorted(hero.name for hero in team.heroes)
""",
        "load Team.heroes with the query",
        (2, 0),
        (2, 0),
        {"team_id": 2},
        raised_lazily=True,
        styles=("async-exec", "async-execute"),
    ),
    Case(
        "a relationship that a schema shows",
        """from sqlmodel import SQLModel


class HeroPublic(SQLModel):
    name: str


class Roster(SQLModel):
    name: str
    heroes: list[HeroPublic]


async def run(session: SESSION) -> list[Roster]:
    teams = <<all: select(Team).order_by(Team.id)>>
    return [Roster.model_validate(team) for team in teams]
""",
        "1 + N -> 2 statements",
        (5, 0),
        (2, 0),
        raised_lazily=True,
    ),
    Case(
        "get in a loop over ids, with missing and repeated ones",
        """async def run(session: SESSION, ids: list[int]) -> list[object]:
    found = []
    for hero_id in ids:
        hero = await session.get(Hero, hero_id)
        if hero is not None:
            found.append(hero)
        else:
            found.append("missing")
    return found
""",
        "N -> 1 statement",
        (5, 0),
        (1, 0),
        {"ids": [4, 77, 1, 4, 2, 78]},
    ),
    Case(
        "get in a loop over rows, by a key that may be None",
        """async def run(session: SESSION) -> list[object]:
    heroes = <<all: select(Hero).order_by(Hero.id)>>
    pairs = []
    for hero in heroes:
        if hero.rank < 5:
            team = await session.get(Team, hero.team_id)
            pairs.append((hero.name, team.name if team else None))
    return pairs
""",
        "1 + N -> 2 statements",
        (5, 0),
        (2, 0),
    ),
    Case(
        "get in a comprehension, by a unique identifier",
        """async def run(session: SESSION, ids: list[int]) -> list[object]:
    return [await session.get(Team, it) for it in ids]
""",
        "N -> 1 statement",
        (3, 0),
        (1, 0),
        {"ids": [3, 1, 9]},
    ),
    Case(
        "a list for every row",
        """async def run(session: SESSION) -> dict[str, list[str]]:
    found = {}
    teams = <<all: select(Team).order_by(Team.id)>>
    for team in teams:
        heroes = <<all: select(Hero).where(Hero.team_id == team.id, Hero.rank > 0).order_by(Hero.rank, Hero.id)>>
        found[team.name] = [hero.name for hero in heroes]
    return found
""",
        "1 + N -> 2 statements",
        (5, 0),
        (2, 0),
    ),
    Case(
        "a row by a unique column for every item",
        """from uuid import UUID


async def run(session: SESSION, tokens: list[UUID]) -> list[object]:
    found = []
    for token in tokens:
        hero = <<first: select(Hero).where(Hero.token == token)>>
        found.append(hero.name if hero else None)
    return found
""",
        "N -> 1 statement",
        (3, 0),
        (1, 0),
        {"tokens": [UUID(int=3), UUID(int=99), UUID(int=3)]},
    ),
    Case(
        "a list fetched in the loop's head",
        """async def run(session: SESSION) -> list[object]:
    found = []
    for hero in <<all: select(Hero).order_by(Hero.rank, Hero.id)>>:
        team = await session.get(Team, hero.team_id)
        found.append(team.name if team else hero.name)
    return found
""",
        "1 + N -> 2 statements",
        (6, 0),
        (2, 0),
    ),
    Case(
        "the length of a list",
        """async def run(session: SESSION) -> int:
    return len(<<all: select(Hero).where(Hero.active).order_by(Hero.name)>>)
""",
        "count in the database",
        (1, 0),
        (1, 0),
    ),
    Case(
        "the length of a named list, of a joined and limited query",
        """async def run(session: SESSION, team: str) -> dict[str, int]:
    query = select(Hero).join(Team).where(Team.name == team)
    query = query.limit(10)
    heroes = <<all: query>>
    return {"count": len(heroes)}
""",
        "count in the database",
        (1, 0),
        (1, 0),
        {"team": "Blue"},
    ),
    Case(
        "the length of a query built under conditions",
        """async def run(session: SESSION, name: str | None) -> int:
    query = select(Hero)
    if name is not None:
        query = query.where(Hero.name == name)
    heroes = <<all: query>>
    return len(heroes)
""",
        "count in the database",
        (1, 0),
        (1, 0),
        {"name": "Ann"},
    ),
    Case(
        "the first of all",
        """async def run(session: SESSION) -> object:
    return <<all: select(Hero).order_by(Hero.rank.desc(), Hero.id)>>[0]
""",
        "fetch one row",
        (1, 0),
        (1, 0),
    ),
    Case(
        "first without limit",
        """async def run(session: SESSION) -> object:
    hero = <<first: select(Hero).where(Hero.name == "Ann").order_by(Hero.id)>>
    return hero.wage if hero else None
""",
        "fetch one row",
        (1, 0),
        (1, 0),
    ),
    Case(
        "existence by loading",
        """async def run(session: SESSION, name: str) -> str:
    existing = <<first: select(Hero).where(Hero.name == name).limit(1)>>
    if existing is not None:
        return "taken"
    return "free"
""",
        "ask whether a row exists",
        (1, 0),
        (1, 0),
        {"name": "Ann"},
    ),
    Case(
        "existence of a row by a unique column",
        """async def run(session: SESSION, name: str) -> bool:
    team = <<one_or_none: select(Team).where(Team.name == name)>>
    if team is None:
        return False
    return True
""",
        "ask whether a row exists",
        (1, 0),
        (1, 0),
        {"name": "Nobody"},
    ),
    Case(
        "filter by a boolean that may be None",
        """async def run(session: SESSION) -> list[object]:
    heroes = <<all: select(Hero).order_by(Hero.id)>>
    return [hero for hero in heroes if not hero.retired and hero.rank >= 2]
""",
        "filter in the database",
        (1, 0),
        (1, 0),
    ),
    Case(
        "filter by a parameter that may be None",
        """async def run(session: SESSION, nickname: str | None) -> list[object]:
    heroes = <<all: select(Hero).order_by(Hero.id)>>
    return [hero.id for hero in heroes if hero.nickname == nickname]
""",
        "filter in the database",
        (1, 0),
        (1, 0),
        {"nickname": None},
    ),
    Case(
        "sort down, ties in the old order",
        """async def run(session: SESSION) -> list[object]:
    heroes = <<all: select(Hero).order_by(Hero.name, Hero.id)>>
    return [hero.id for hero in sorted(heroes, key=lambda it: it.rank, reverse=True)]
""",
        "sort in the database",
        (1, 0),
        (1, 0),
    ),
    Case(
        "sort up, by a date",
        """async def run(session: SESSION) -> list[object]:
    return sorted(<<all: select(Hero).order_by(Hero.id)>>, key=lambda it: it.born)
""",
        "sort in the database",
        (1, 0),
        (1, 0),
    ),
    Case(
        "sum of whole numbers",
        """async def run(session: SESSION) -> int:
    return sum(hero.rank for hero in <<all: select(Hero).where(Hero.active)>>)
""",
        "sum in the database",
        (1, 0),
        (1, 0),
    ),
    Case(
        "sum of decimals in a named list",
        """async def run(session: SESSION, team_id: int) -> object:
    heroes = <<all: select(Hero).where(Hero.team_id == team_id)>>
    return {"wages": sum(hero.wage for hero in heroes)}
""",
        "sum in the database",
        (1, 0),
        (1, 0),
        {"team_id": 2},
    ),
    Case(
        "commit in a loop",
        """async def run(session: SESSION, names: list[str]) -> None:
    for name in names:
        session.add(League(name=name))
        await session.commit()
""",
        "N commits -> 1 commit",
        (3, 3),
        (1, 1),
        {"names": ["a", "b", "c"]},
    ),
    Case(
        "one column of all",
        """async def run(session: SESSION) -> list[str]:
    heroes = <<all: select(Hero).order_by(Hero.id)>>
    return [hero.name for hero in heroes]
""",
        "select the one column",
        (1, 0),
        (1, 0),
    ),
    Case(
        "one column in a loop",
        """async def run(session: SESSION) -> list[object]:
    heroes = <<all: select(Hero).order_by(Hero.id)>>
    found = []
    for hero in heroes:
        if hero.age:
            found.append(hero.age + 1)
    return found
""",
        "select the one column",
        (1, 0),
        (1, 0),
    ),
    Case(
        "a list without end",
        """async def run(session: SESSION) -> object:
    heroes = <<all: select(Hero).order_by(Hero.id)>>
    return heroes
""",
        "page the list",
        (1, 0),
        (1, 0),
    ),
    Case(
        "a search without index",
        """async def run(session: SESSION, name: str) -> object:
    return <<all: select(Hero).where(Hero.name == name).order_by(Hero.id).limit(5)>>
""",
        "index Hero.name",
        (1, 0),
        (1, 0),
        {"name": "Ann"},
    ),
)
