from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime
from sqlmodel import Field, Relationship, SQLModel


class Power(StrEnum):
    FLIGHT = "flight"
    STRENGTH = "strength"
    WIT = "wit"


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=2, max_length=80, unique=True)
    headquarters: str = Field(max_length=120)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80, unique=True)
    secret_name: str = Field(max_length=80)
    power: Power = Power.WIT
    age: int | None = Field(default=None, ge=0)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    created_at: datetime = Field(
        default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True)
    )
    team: Team | None = Relationship(back_populates="heroes")
