"""Import snippets of the application and call the last function of each: `python call.py URL MODULE …`.

Arguments are given by name: a session on a database with a team and two heroes, their keys, a client of another
service, a hero that is not stored. Prints one JSON object: by module, the names of the exception's class and its
bases, or nothing.
"""

import asyncio
import importlib
import inspect
import json
import sys
import traceback
from typing import Any

import httpx
from app.models import Hero, Power, Team
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


async def main(url: URL, modules: list[str]) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        team = Team(name="Preventers")
        heroes = [Hero(name=it, age=30, team=team) for it in ("Ada", "Zoë")]
        session.add_all(heroes)
        await session.commit()
    keys = [it.id for it in heroes]
    server = httpx.MockTransport(lambda _: httpx.Response(200, json={"rank": 7}))
    raised = {}
    for module in modules:
        given = {"team_id": team.id, "hero_ids": keys, "ids": keys, "power": Power.WIT, "name": "Avengers"}
        given["url"] = "postgresql://ada:secret@127.0.0.1/heroes"
        try:
            async with (
                AsyncSession(engine, expire_on_commit=False) as session,
                httpx.AsyncClient(transport=server, base_url="http://ranks") as http,
            ):
                await call(module, given | {"session": session, "http": http, "hero": Hero(name=module)})
        except Exception as error:
            raised[module] = [it.__name__ for it in type(error).__mro__]
            traceback.print_exc()
    print(json.dumps(raised))


async def call(module: str, given: dict[str, Any]) -> None:
    """Call what the snippet defines last."""
    functions = [it for it in vars(importlib.import_module(module)).values() if inspect.isfunction(it)]
    function = next(it for it in reversed(functions) if it.__module__ == module)
    result = function(**{it: given[it] for it in inspect.signature(function).parameters})
    if inspect.isawaitable(result):
        await result


asyncio.run(main(make_url(sys.argv[1]), sys.argv[2:]))
