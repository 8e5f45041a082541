"""Keys that clients give, several to one table, to the own table, and keys that are all there is."""

from tests.services.samples.project import DB_SQLMODEL, Sample, app

LEAGUE = """\
import uuid
from datetime import date

from sqlmodel import Field, SQLModel


class Country(SQLModel, table=True):
    code: str = Field(primary_key=True, min_length=2, max_length=2)
    name: str = Field(unique=True)


class Device(SQLModel, table=True):
    id: uuid.UUID = Field(primary_key=True)
    label: str | None = None


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)


class Match(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    home_team_id: int = Field(foreign_key="team.id")
    away_team_id: int = Field(foreign_key="team.id")
    day: date


class Category(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=40)
    parent_id: int | None = Field(default=None, foreign_key="category.id")


class Player(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class TeamPlayer(SQLModel, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    player_id: int = Field(foreign_key="player.id", primary_key=True)
"""

PLAYER = {"app/seed.py": "from app.models import Player, Team\n\nROWS = [Team(id=1, name='A'), Player(id=1, name='P')]\n"}

SAMPLES = {
    "a code as the key": Sample(
        "Country", app(LEAGUE, DB_SQLMODEL), {"code": "NL", "name": "Netherlands"}, {"name": "Holland"}, unique="code",
    ),
    "a UUID that the client sends": Sample(
        "Device", app(LEAGUE, DB_SQLMODEL), {"id": "11111111-1111-1111-1111-111111111111"}, {"label": "x"},
        unique="id",
    ),
    "two foreign keys to one table": Sample(
        "Match", app(LEAGUE, DB_SQLMODEL),
        {"home_team_id": "$parent", "away_team_id": "$parent", "day": "2026-11-24"}, {"day": "2026-11-25"},
        ("Team", {"name": "A"}), foreign=("away_team_id", 999),
    ),
    "a reference to its own table": Sample(
        "Category", app(LEAGUE, DB_SQLMODEL), {"title": "A"}, {"title": "B"}, foreign=("parent_id", 999),
    ),
    "a link of two keys": Sample(
        "TeamPlayer", app(LEAGUE, DB_SQLMODEL, **PLAYER), {"team_id": 1, "player_id": 1}, {}, foreign=("player_id", 999),
    ),
}  # fmt: skip
