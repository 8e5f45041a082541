"""A sample project, and the files that many of them share."""

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

DB_SQLALCHEMY = DB_SQLALCHEMY_COMMITS.replace("            await session.commit()\n", "")

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


@dataclass(frozen=True)
class Sample:
    """A project, its table, and values to exercise the service with.

    Values are given as JSON would have them. "$parent" is the key of the stored parent.
    """

    table: str
    files: dict[str, str]
    make: dict[str, object]  # a valid create payload
    change: dict[str, object]  # a valid update payload; empty where nothing can change
    parent: tuple[str, dict[str, object]] | None = None
    unique: str | None = None  # a field whose repetition is a conflict
    foreign: tuple[str, object] | None = None  # a field and a value that no parent has
    scope: str | None = None  # the owner or tenant column
    stranger: object = None  # a value of the scope that owns nothing
    given: dict[str, object] = field(default_factory=dict)  # keywords that create asks its caller for
    flushes: bool = False  # the session's provider commits
    propagates: bool = False  # the database's refusals reach the caller as they are
    keeps: str | None = None  # the mark that a deleted row gets, instead of going
    shows: tuple[str, ...] = ()  # relationships that are loaded with the row
    models: str = "models"  # the module of the table, in the package
    flat: bool = False  # modules without a package around them
    written: tuple[str, ...] = ()  # files that must come out, and nothing beyond them


def app(models: str, db: str, **more: str) -> dict[str, str]:
    """A package of one file each for models, session and application, and more files by path."""
    return {"app/__init__.py": "", "app/main.py": MAIN, "app/models.py": models, "app/db.py": db, **more}
