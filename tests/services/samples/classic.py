"""What most projects look like: one table of each habit."""

from tests.services.samples.project import DB_SQLALCHEMY, DB_SQLALCHEMY_COMMITS, DB_SQLMODEL, DB_SYNC, Sample, app

HERO = """\
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, DateTime
from sqlmodel import Field, Relationship, SQLModel


class Power(StrEnum):
    FLIGHT = "flight"
    WIT = "wit"


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=40)
    heroes: list["Hero"] = Relationship(back_populates="team")


class HeroBase(SQLModel):
    name: str = Field(min_length=2, max_length=40, unique=True)
    power: Power = Power.WIT


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    fee: Decimal = Field(default=Decimal("1.50"), max_digits=8, decimal_places=2)
    traits: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    team_id: int = Field(foreign_key="team.id")
    updated_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))
    team: Team | None = Relationship(back_populates="heroes")


class TeamPublic(SQLModel):
    id: int
    name: str


class HeroPublic(HeroBase):
    id: int
    team: TeamPublic | None
"""

NOTE = """\
import uuid
from datetime import datetime

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    email: str = Field(unique=True)
    hashed_password: str


class Note(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    owner_id: uuid.UUID = Field(foreign_key="user.id")
    text: str
    pinned: bool = False
    deleted_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
"""

NOTE_ROUTES = """\
import uuid

from fastapi import APIRouter
from sqlmodel import col, select

from app.db import SessionDep
from app.models import Note

router = APIRouter()


@router.get("/notes")
async def mine(session: SessionDep, owner_id: uuid.UUID) -> list[Note]:
    found = await session.exec(select(Note).where(col(Note.owner_id) == owner_id).limit(10))
    return list(found.all())
"""

SEAT = """\
from sqlmodel import Field, SQLModel


class Seat(SQLModel, table=True):
    row: str = Field(primary_key=True, max_length=2)
    number: int = Field(primary_key=True)
    price: int = Field(ge=0)
"""

SAMPLES = {
    "async SQLModel with relationships": Sample(
        "Hero", app(HERO, DB_SQLMODEL), {"name": "Ann", "team_id": "$parent"}, {"name": "Bea"},
        ("Team", {"name": "A"}), "name", ("team_id", 999), shows=("team",),
    ),
    "SQLAlchemy session that the provider commits": Sample(
        "Hero", app(HERO, DB_SQLALCHEMY_COMMITS), {"name": "Ann", "team_id": "$parent"}, {"power": "flight"},
        ("Team", {"name": "A"}), "name", ("team_id", 999), flushes=True, shows=("team",),
    ),
    "owner and soft delete": Sample(
        "Note", app(NOTE, DB_SQLMODEL, **{"app/routes.py": NOTE_ROUTES}), {"text": "hello"}, {"pinned": True},
        ("User", {"email": "a@b.c", "hashed_password": "x"}), scope="owner_id",
        stranger="00000000-0000-0000-0000-000000000001", keeps="deleted_at",
    ),
    "composite key that the client gives": Sample(
        "Seat", app(SEAT, DB_SQLMODEL), {"row": "A", "number": 1, "price": 5}, {"price": 7},
    ),
}  # fmt: skip
