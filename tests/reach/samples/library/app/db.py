import os
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import Depends, Header, HTTPException
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Session, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Key

engine = create_async_engine(os.environ["DATABASE_URL"])
maker = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
sync_engine = create_engine(os.environ["DATABASE_URL"].replace("+asyncpg", "+psycopg"))


async def get_session() -> AsyncIterator[AsyncSession]:
    async with maker() as session:
        yield session


def get_sync_session() -> Iterator[Session]:
    with Session(sync_engine) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
SyncDep = Annotated[Session, Depends(get_sync_session)]


async def get_key(session: SessionDep, x_key: Annotated[str, Header()]) -> Key:
    key = (await session.exec(select(Key).where(Key.secret == x_key))).first()
    if key is None:
        raise HTTPException(401)
    key.uses += 1
    await session.commit()
    return key


KeyDep = Annotated[Key, Depends(get_key)]
