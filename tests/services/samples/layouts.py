"""Where things lie: all in one file, a folder a feature, no package at all."""

from tests.services.samples.project import DB_SQLMODEL, DB_SYNC, MAIN, Sample, app

ONE_FILE = """\
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, select


class Crew(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Ship(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    crew_id: int = Field(foreign_key="crew.id")


class CrewCreate(SQLModel):
    name: str


class CrewNotFound(Exception):
    pass


class CrewService:
    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def create_crew(self, payload: CrewCreate) -> Crew:
        crew = Crew.model_validate(payload)
        self.db.add(crew)
        await self.db.commit()
        await self.db.refresh(crew)
        return crew

    async def get_crew(self, crew_id: int) -> Crew:
        result = await self.db.execute(select(Crew).where(Crew.id == crew_id))
        crew = result.scalar_one_or_none()
        if crew is None:
            raise CrewNotFound
        return crew
"""

DB_SQLALCHEMY_FACTORY = """\
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

factory = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/x"), expire_on_commit=False)


async def get_db() -> AsyncIterator[AsyncSession]:
    async with factory() as db:
        yield db
"""

TEAMS = """\
from sqlmodel import Field, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
"""

HEROES = """\
from sqlmodel import Field, SQLModel


class HeroBase(SQLModel):
    name: str = Field(max_length=20, unique=True)
    age: int | None = Field(default=None, ge=0)


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
"""

ROUTER = """\
from fastapi import APIRouter

from app.db import SessionDep
from app.heroes.models import Hero

router = APIRouter(prefix="/heroes")


@router.get("/{hero_id}")
async def read(hero_id: int, session: SessionDep) -> Hero | None:
    return await session.get(Hero, hero_id)
"""

FLAT = """\
from datetime import datetime

from sqlalchemy import DateTime, func
from sqlmodel import Field, SQLModel


class Session(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    room: str = Field(unique=True)
    select: str = "all"
    starts_at: datetime = Field(sa_type=DateTime(timezone=True))
    created_at: datetime | None = Field(
        default=None, sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": func.now()}
    )
"""

SAMPLES = {
    "tables, schemas and service in one file": Sample(
        "Ship", app(ONE_FILE, DB_SQLALCHEMY_FACTORY), {"name": "A", "crew_id": "$parent"}, {"name": "B"},
        ("Crew", {"name": "A"}), "name", ("crew_id", 999),
        written=("app/dependencies.py", "app/error_handlers.py", "app/errors.py", "app/main.py", "app/models.py"),
    ),
    "a folder for each feature": Sample(
        "Hero",
        {
            "app/__init__.py": "", "app/main.py": MAIN, "app/db.py": DB_SQLMODEL,
            "app/teams/__init__.py": "", "app/teams/models.py": TEAMS,
            "app/heroes/__init__.py": "", "app/heroes/models.py": HEROES, "app/heroes/router.py": ROUTER,
        },
        {"name": "Ann", "age": 3}, {"age": 4}, unique="name", foreign=("team_id", 999), models="heroes.models",
        written=(
            "app/dependencies.py", "app/error_handlers.py", "app/errors.py", "app/heroes/schemas.py",
            "app/heroes/service.py", "app/main.py",
        ),
    ),
    "no package, and a table called Session": Sample(
        "Session", {"models.py": FLAT, "db.py": DB_SYNC, "main.py": MAIN},
        {"room": "A", "starts_at": "2026-11-24T10:00:00Z"}, {"select": "none"}, unique="room", flat=True,
        written=("dependencies.py", "error_handlers.py", "errors.py", "main.py", "schemas.py", "services.py"),
    ),
}  # fmt: skip
