"""Projects of many shapes, each with one table that gets its service."""

from dataclasses import dataclass, field

DB_SQLMODEL = """\
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("postgresql+asyncpg://localhost/x")
factory = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with factory() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
"""

DB_SQLALCHEMY_COMMITS = """\
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://localhost/x")
factory = async_sessionmaker(engine)


async def get_db() -> AsyncIterator[AsyncSession]:
    async with factory() as session:
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise
"""

DB_SYNC = """\
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, create_engine

engine = create_engine("postgresql+psycopg://localhost/x")


def get_db() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_db)]
"""

MAIN = """\
from fastapi import FastAPI

app = FastAPI()
"""

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

DECLARATIVE = """\
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    author: Mapped[Author] = relationship(back_populates="books")
"""

ITEM_CRUD = """\
from sqlmodel import Session, select

from app.models import Item, ItemCreate, Tag


def create_item(*, session: Session, item_in: ItemCreate) -> Item:
    item = Item.model_validate(item_in)
    session.add(item)
    session.commit()
    session.refresh(item)
    return item


def get_item(*, session: Session, item_id: int) -> Item | None:
    return session.get(Item, item_id)


def get_tag(*, session: Session, tag_id: int) -> Tag | None:
    return session.exec(select(Tag).where(Tag.id == tag_id)).one_or_none()
"""

ITEM = """\
from sqlmodel import Field, SQLModel


class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    label: str = Field(unique=True)


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(unique=True, max_length=20)
    count: int = 0


class ItemCreate(SQLModel):
    title: str = Field(max_length=20)
    count: int = 0
"""

STATIC = """\
from fastapi import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from app.models import Tag


class TagService:
    @staticmethod
    async def create_tag(session: AsyncSession, label: str) -> Tag:
        tag = Tag(label=label)
        session.add(tag)
        await session.commit()
        await session.refresh(tag)
        return tag

    @staticmethod
    async def get_tag(session: AsyncSession, tag_id: int) -> Tag:
        result = await session.execute(select(Tag).where(Tag.id == tag_id))
        tag = result.scalar_one_or_none()
        if tag is None:
            raise HTTPException(status_code=404, detail="Tag not found")
        return tag
"""


@dataclass(frozen=True)
class Sample:
    """A project, its table, and values to exercise the service with."""

    table: str
    files: dict[str, str]
    make: dict[str, object]  # a valid create payload; "$parent" is the key of a stored parent
    change: dict[str, object]
    parent: tuple[str, dict[str, object]] | None = None
    unique: str | None = None  # a field whose repetition is a conflict
    foreign: tuple[str, object] | None = None  # a field and a value that no parent has
    scope: str | None = None
    flushes: bool = False
    errors: dict[str, str] = field(default_factory=dict)


def _app(models: str, db: str, **more: str) -> dict[str, str]:
    return {"app/__init__.py": "", "app/main.py": MAIN, "app/models.py": models, "app/db.py": db, **more}


SAMPLES = {
    "async SQLModel with relationships": Sample(
        "Hero", _app(HERO, DB_SQLMODEL), {"name": "Ann", "team_id": "$parent"}, {"name": "Bea"},
        ("Team", {"name": "A"}), "name", ("team_id", 999),
    ),
    "SQLAlchemy session that the provider commits": Sample(
        "Hero", _app(HERO, DB_SQLALCHEMY_COMMITS), {"name": "Ann", "team_id": "$parent"}, {"power": "flight"},
        ("Team", {"name": "A"}), "name", ("team_id", 999), flushes=True,
    ),
    "owner and soft delete": Sample(
        "Note", _app(NOTE, DB_SQLMODEL, **{"app/routes.py": NOTE_ROUTES}), {"text": "hello"}, {"pinned": True},
        ("User", {"email": "a@b.c", "hashed_password": "x"}), scope="owner_id",
    ),
    "composite key that the client gives": Sample(
        "Seat", _app(SEAT, DB_SQLMODEL), {"row": "A", "number": 1, "price": 5}, {"price": 7},
    ),
    "SQLAlchemy declarative": Sample(
        "Book", _app(DECLARATIVE, DB_SQLALCHEMY_COMMITS), {"title": "T", "author_id": "$parent"}, {"title": "U"},
        ("Author", {"name": "A"}), "title", ("author_id", 999), flushes=True,
    ),
    "sync functions with keyword arguments": Sample(
        "Tag", _app(ITEM, DB_SYNC, **{"app/crud.py": ITEM_CRUD}), {"label": "a"}, {"label": "b"}, unique="label",
    ),
    "static methods that raise HTTPException": Sample(
        "Item",
        _app(
            ITEM,
            DB_SQLALCHEMY_COMMITS.replace("            await session.commit()\n", ""),
            **{"app/services/__init__.py": "", "app/services/tag_service.py": STATIC},
        ),
        {"title": "a"}, {"count": 3}, unique="title",
    ),
}  # fmt: skip
