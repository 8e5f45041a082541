"""Things that are called session and are none."""

import aiohttp
import requests
from sqlmodel import Field, SQLModel


class Session(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    token: str = ""


async def get_http_session():
    async with aiohttp.ClientSession() as session:
        yield session


def get_requests_session():
    with requests.Session() as session:
        yield session


def get_session() -> Session:
    return Session(token="a")


def create_session(session: Session) -> Session:
    return session


def get_nothing():
    session = None
    yield session
