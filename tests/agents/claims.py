"""What the skills say of the libraries in prose, held by the libraries. Runs as a test of the application."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from app.db import asyncpg_url, make_engine
from app.models import Hero, Power
from fastapi import Depends, FastAPI
from pydantic import ValidationError
from sqlalchemy import DateTime, event, inspect, text
from sqlalchemy.exc import DBAPIError, MissingGreenlet, NoResultFound, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import Field, SQLModel, update
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.factories import add_hero, unique

pytestmark = pytest.mark.asyncio(loop_scope="session")
NEON = "postgresql://ada:secret@ep-cool-a1-pooler.eu.aws.neon.tech/heroes?sslmode=require&channel_binding=require"


class Claim(SQLModel, table=True):
    """A table with what the application's tables do not have."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, index=True)
    hero_id: int | None = Field(default=None, foreign_key="hero.id")
    naive: datetime | None = Field(default=None, sa_type=DateTime())
    bare: datetime | None = None


# --------------------------------------------------------------------------- fastapi-sqlmodel


async def test_tables_do_not_validate_what_they_are_made_of() -> None:
    assert Hero(name=123).name == 123  # type: ignore[arg-type, comparison-overlap]
    with pytest.raises(ValidationError):
        Hero.model_validate({"name": "x" * 81})


async def test_the_names_of_constraints_and_indexes(connection: AsyncConnection) -> None:
    def look(it: Any) -> tuple[list[str], list[str], list[list[str]]]:
        found = inspect(it)
        unique = [it["name"] for it in found.get_unique_constraints("hero")]
        return (
            unique,
            [it["name"] for it in found.get_indexes("claim")],
            [it["column_names"] for it in found.get_indexes("hero")],
        )

    unique_of_hero, indexes_of_claim, indexes_of_hero = await connection.run_sync(look)
    assert unique_of_hero == ["hero_name_key"]
    assert indexes_of_claim == ["ix_claim_code"], "none for the foreign key, and unique=True, index=True is an index"
    assert ["team_id"] in indexes_of_hero


async def test_an_enum_holds_the_names(connection: AsyncConnection) -> None:
    labels = await connection.execute(text("SELECT enumlabel FROM pg_enum ORDER BY enumsortorder"))
    assert list(labels.scalars()) == [it.name for it in Power]


async def test_columns_without_zone_refuse_aware_values_and_bare_ones_naive_values(session: AsyncSession) -> None:
    session.add(Claim(code=unique("claim"), naive=datetime.now(UTC)))
    with pytest.raises(DBAPIError, match="offset-naive"):
        await session.flush()
    await session.rollback()
    session.add(Claim(code=unique("claim"), bare=datetime.now(UTC).replace(tzinfo=None)))
    with pytest.raises(StatementError):
        await session.flush()


async def test_relationships_need_real_annotations() -> None:
    module = (
        "from __future__ import annotations\nfrom sqlmodel import Field, Relationship, SQLModel\n"
        "class Ship(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n"
        '    crew: list["Sailor"] = Relationship(back_populates="ship")\n'
        "class Sailor(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n"
        '    ship_id: int | None = Field(default=None, foreign_key="ship.id")\n'
        '    ship: Ship | None = Relationship(back_populates="crew")\n'
    )
    # In a process of its own: a mapping that failed fails every mapping after it.
    ran = subprocess.run([sys.executable, "-c", f"{module}Ship()"], capture_output=True, text=True, check=False)
    assert "generic class as the argument to relationship()" in ran.stderr


async def test_what_stands_after_yield_fails_too_late() -> None:
    app = FastAPI()

    async def commits() -> AsyncIterator[None]:
        yield
        raise RuntimeError("the commit failed")

    @app.get("/late", dependencies=[Depends(commits)])
    @app.get("/in-time", dependencies=[Depends(commits, scope="function")])
    async def work() -> str:
        return "done"

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert [(await client.get(it)).status_code for it in ("/late", "/in-time")] == [200, 500]


async def test_the_lifespan_replaces_event_handlers_and_the_transport_runs_neither() -> None:
    ran: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        ran.append("lifespan")
        yield

    app = FastAPI(lifespan=lifespan)
    app.on_event("startup")(lambda: ran.append("event"))  # type: ignore[deprecated]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        await client.get("/")
    assert ran == []
    async with app.router.lifespan_context(app):
        assert ran == ["lifespan"]


# --------------------------------------------------------------------------- model-service, type-safety, async-python


async def test_a_rollback_expires_everything(session: AsyncSession) -> None:
    hero = await add_hero(session)
    session.add(Claim(code=unique("claim")))
    await session.flush()
    await session.rollback()
    with pytest.raises(MissingGreenlet):
        _ = hero.name


async def test_many_rows_by_one_statement_and_one_that_must_be_there(session: AsyncSession) -> None:
    hero = await add_hero(session, age=30)
    await session.exec(update(Hero).where(Hero.age == 30).values(age=31))  # type: ignore[arg-type]
    await session.refresh(hero)
    assert hero.age == 31
    with pytest.raises(NoResultFound):
        await session.get_one(Hero, 0)


async def test_a_client_that_leaves_does_not_stop_a_handler() -> None:
    app, done = FastAPI(), list[str]()

    @app.get("/")
    async def work() -> None:
        await asyncio.sleep(0)
        done.append("all of it")

    async def left() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def nobody_listens(_message: object) -> None: ...

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    await app(scope, left, nobody_listens)
    assert done == ["all of it"]


async def test_small_print() -> None:
    assert issubclass(ValidationError, ValueError)
    async with httpx.AsyncClient() as client:
        assert client.timeout == httpx.Timeout(5)


# --------------------------------------------------------------------------- neon-postgres


async def test_the_url_of_neon_in_the_terms_of_asyncpg() -> None:
    wanted = "postgresql+asyncpg://ada:secret@ep-cool-a1-pooler.eu.aws.neon.tech/heroes?ssl=require"
    assert asyncpg_url(NEON).render_as_string(hide_password=False) == wanted


async def test_the_pooled_engine_connects_and_names_no_statement_twice(engine: AsyncEngine) -> None:
    pooled = make_engine(NEON)

    @event.listens_for(pooled.sync_engine, "do_connect")
    def elsewhere(dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
        (_, here) = dialect.create_connect_args(engine.url)
        for it in ("ssl", "host", "port", "user", "password", "database"):
            parameters.pop(it, None)
        parameters.update({key: value for key, value in here.items() if key not in parameters})

    async with pooled.connect() as connection:
        for _ in range(2):
            await connection.execute(text("SELECT name FROM hero"))
        prepared = await connection.execute(text("SELECT name FROM pg_prepared_statements WHERE name <> ''"))
        names = list(prepared.scalars())
    assert names and all(it.startswith("__asyncpg_") and len(it) > 40 for it in names), names
    await pooled.dispose()


@pytest.mark.parametrize(
    ("since", "statement"),
    [
        (15, "CREATE TEMPORARY TABLE t (a int, UNIQUE NULLS NOT DISTINCT (a))"),
        (17, "MERGE INTO claim USING hero ON false WHEN MATCHED THEN DELETE RETURNING merge_action()"),
        (18, "UPDATE claim SET code = code RETURNING old.code"),
        (18, "SELECT uuidv7()"),
        (18, "CREATE TEMPORARY TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)"),
    ],
)
async def test_what_needs_which_postgresql(connection: AsyncConnection, since: int, statement: str) -> None:
    version = int((await connection.execute(text("SHOW server_version_num"))).scalar_one()) // 10_000
    if version >= since:
        await connection.execute(text(statement))
        return
    with pytest.raises(DBAPIError):
        await connection.execute(text(statement))
