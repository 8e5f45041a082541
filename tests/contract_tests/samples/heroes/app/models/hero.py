from datetime import UTC, datetime

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel


class HeroBase(SQLModel):
    name: str = Field(unique=True, index=True, min_length=1, max_length=50)
    secret_name: str
    age: int | None = Field(default=None, ge=0, le=200)
    team_id: int | None = Field(default=None, foreign_key="team.id")


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))


class HeroCreate(HeroBase):
    pass


class HeroUpdate(SQLModel):
    name: str | None = Field(default=None, min_length=1, max_length=50)
    secret_name: str | None = None
    age: int | None = Field(default=None, ge=0, le=200)
    team_id: int | None = None


class HeroPublic(HeroBase):
    id: int
    created_at: datetime


class HeroesPublic(SQLModel):
    data: list[HeroPublic]
    count: int
