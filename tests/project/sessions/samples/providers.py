"""Providers in the shapes of real projects."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Annotated, Any

import sqlalchemy.ext.asyncio as aio
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession as PlainAsyncSession
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import Session as PlainSession
from sqlalchemy.orm import scoped_session, sessionmaker
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from engines import async_engine, engine

AsyncSessionLocal = async_sessionmaker(async_engine, expire_on_commit=False)
SqlmodelSessions = async_sessionmaker(bind=async_engine, class_=AsyncSession, expire_on_commit=False)
OldSessions = sessionmaker(async_engine, class_=PlainAsyncSession, expire_on_commit=False)  # type: ignore[call-overload]
SessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)
database_of = sessionmaker(engine)
MadeByPart = partial(Session, engine)
Scoped = scoped_session(sessionmaker(engine, class_=Session))

_late: async_sessionmaker[AsyncSession] | None = None


def init() -> None:
    global _late
    _late = async_sessionmaker(async_engine, class_=AsyncSession)


init()


class TenantSession(AsyncSession):
    tenant: str = ""


def get_session() -> Generator[Session, None, None]:
    with Session(engine) as session:
        yield session


async def get_async_session() -> AsyncGenerator[AsyncSession, None]:
    async with AsyncSession(async_engine, expire_on_commit=False) as session:
        yield session


# The annotation is wrong, the object is SQLAlchemy's.
async def get_wrongly_annotated() -> AsyncGenerator[AsyncSession, None]:
    async with AsyncSessionLocal() as session:
        yield session


async def get_committing() -> AsyncIterator[AsyncSession]:
    async with SqlmodelSessions() as session:
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise
        finally:
            await session.close()


async def get_old() -> AsyncGenerator[PlainAsyncSession, None]:
    db = OldSessions()
    try:
        yield db
    finally:
        await db.close()


def get_db():
    db = SessionLocal()
    try:
        yield db
    except BaseException:
        db.rollback()
        raise
    finally:
        db.close()


async def get_begun():
    async with SqlmodelSessions.begin() as session:
        yield session


async def get_begun_inside():
    async with AsyncSessionLocal() as session, session.begin():
        yield session


async def get_late():
    assert _late is not None
    async with _late() as session:
        yield session


async def get_tenant():
    async with TenantSession(async_engine) as session:
        yield session


def get_part():
    with MadeByPart() as session:
        yield session


def make_session() -> Session:
    return Session(engine, expire_on_commit=False)


def get_made():
    session = make_session()
    try:
        yield session
    finally:
        session.close()


def factory() -> async_sessionmaker[PlainAsyncSession]:
    return aio.async_sessionmaker(async_engine, expire_on_commit=False)


async def get_from_factory():
    async with factory()() as session:
        yield session


@asynccontextmanager
async def session_scope() -> AsyncIterator[AsyncSession]:
    session = SqlmodelSessions()
    try:
        yield session
    except Exception:
        await session.rollback()
        raise
    else:
        await session.commit()
    finally:
        await session.close()


async def get_through_scope():
    async with session_scope() as session:
        yield session


@contextmanager
def sync_scope() -> Iterator[PlainSession]:
    with SessionLocal() as session:
        yield session


def get_prepared():
    with Session(engine) as session:
        session.commit()
        yield session


def get_scoped():
    session = Scoped()
    try:
        yield session
    finally:
        session.close()


class Database:
    def __init__(self) -> None:
        self._sessions = async_sessionmaker(async_engine, class_=AsyncSession, expire_on_commit=False)

    async def session(self):
        async with self._sessions() as session:
            yield session

    async def __call__(self) -> AsyncIterator[AsyncSession]:
        async with self._sessions() as session:
            yield session
            await session.commit()


database = Database()

SessionDep = Annotated[Session, Depends(get_session)]
AsyncSessionDep = Annotated["AsyncSession", Depends(get_async_session)]
type_alias_of = SessionDep
CallDep = Annotated[AsyncSession, Depends(database)]
MethodDep = Annotated[Any, Depends(database.session)]


def get_forwarded(session: SessionDep) -> Session:
    return session


def get_unnamed():  # type: ignore[no-untyped-def]
    with database_of() as db:
        yield db
