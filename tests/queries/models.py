"""The tables that the functions under test work on: written next to them as `models.py`."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from sqlmodel import Field, Relationship, SQLModel


class League(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    teams: list["Team"] = Relationship(back_populates="league")


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    league_id: int | None = Field(default=None, foreign_key="league.id")
    league: League | None = Relationship(back_populates="teams")
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    token: UUID = Field(default_factory=uuid4, unique=True)
    name: str
    age: int | None = None
    rank: int
    wage: Decimal = Field(max_digits=8, decimal_places=2)
    active: bool = True
    retired: bool | None = None
    born: date
    nickname: str | None = None
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")
