"""Run a function before and after its rewrite on the real PostgreSQL: same result, how many statements each."""

import asyncio
import importlib.util
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from lsp_server.action import Cursor, Offer
from lsp_server.actions.optimize_query import draft, offer
from lsp_server.edits.change import Change, Refusal
from lsp_server.snapshot import of
from lsp_server.text import Document, Span
from tests.postgres import Database

MODELS = (Path(__file__).parent / "models.py").read_text(encoding="utf-8")
STYLES = ("async-exec", "async-execute", "sync-exec", "sync-execute")

_IMPORTS = {
    "async-exec": "from sqlmodel import func, select\nfrom sqlmodel.ext.asyncio.session import AsyncSession",
    "async-execute": "from sqlalchemy import func, select\nfrom sqlalchemy.ext.asyncio import AsyncSession",
    "sync-exec": "from sqlmodel import Session, func, select",
    "sync-execute": "from sqlalchemy import func, select\nfrom sqlalchemy.orm import Session",
}


def spelled(code: str, style: str) -> str:
    """A case in one of the four styles.

    `<<all: select(Hero)>>` is the fetch, `async def` and `await` go from the sync ones, `Session` is the class.
    """
    is_async, method = style.startswith("async"), style.rpartition("-")[2]

    def fetch(found: re.Match[str]) -> str:
        how, statement = found[1], found[2]
        chain = f"session.{method}({statement})"
        chain = f"(await {chain})" if is_async else chain
        scalars = ".scalars()" if method == "execute" else ""
        return f"{chain}{scalars}.{how}()"

    code = re.sub(r"<<(\w+): (.*?)>>", fetch, code, flags=re.DOTALL)
    if not is_async:
        code = code.replace("async def", "def").replace("await ", "")
    code = code.replace("SESSION", "AsyncSession" if is_async else "Session")
    return f"{_IMPORTS[style]}\n\nfrom models import Hero, League, Team\n\n\n{code}"


@dataclass(frozen=True)
class Outcome:
    result: Any
    statements: int
    commits: int


@dataclass(frozen=True)
class Rewritten:
    title: str
    before: str
    after: str
    models: str


def rewritten(code: str, function: str = "run") -> Rewritten | Refusal:
    """What the action makes of a function; the cursor stands in its name."""
    documents = [Document("models.py", MODELS), Document("case.py", code)]
    at = len(code[: code.index(f"def {function}") + 4].encode())
    cursor = Cursor(of(documents), "case.py", Span(at, at))
    offered = offer(cursor)
    if isinstance(offered, Refusal):
        return offered
    assert isinstance(offered, Offer)
    change = draft(offered)
    assert isinstance(change, Change), change
    texts = {it.path: it.after for it in change.files}
    return Rewritten(offered.title, code, texts.get("case.py", code), texts.get("models.py", MODELS))


def load(folder: Path, models: str, code: str) -> ModuleType:
    """Import a case with its models; every load has tables of its own."""
    SQLModel.metadata.clear()
    SQLModel._sa_registry.dispose()  # type: ignore[attr-defined]
    name = f"case_{uuid4().hex}"
    (folder / "models.py").write_text(models, encoding="utf-8")
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    for module, path in (("models", folder / "models.py"), (name, folder / f"{name}.py")):
        spec = importlib.util.spec_from_file_location(module, path)
        assert spec is not None and spec.loader is not None
        sys.modules[module] = loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
    return sys.modules[name]


def run(database: Database, module: ModuleType, style: str, seed: str, arguments: dict[str, Any]) -> Outcome:
    """The result of `run` on freshly seeded tables, with the statements and commits that it took."""
    engine = create_engine(database.psycopg)
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    seeded(engine, seed)
    engine.dispose()
    if style.startswith("async"):
        return asyncio.run(_run_async(database, module, arguments))
    return _run_sync(database, module, arguments)


def seeded(engine: Engine, seed: str) -> None:
    """Rows with None, duplicates, gaps and no relations at all; "empty" has none."""
    if seed == "empty":
        return
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO league (id, name) VALUES (1, 'North'), (2, 'South')")
        connection.exec_driver_sql(
            "INSERT INTO team (id, name, league_id)"
            " VALUES (1, 'Red', 1), (2, 'Blue', 1), (3, 'Green', NULL), (4, 'Odd', 2)"
        )
        rows = [
            (1, "Ann", 30, 2, "10.50", True, None, "1990-01-01", "A", 1),
            (2, "Bob", None, 1, "0.00", False, False, "1991-02-02", None, 1),
            (3, "Ann", 30, 2, "7.25", True, True, "1990-01-01", "A", 2),
            (4, "Zoë", 41, 5, "99.99", True, False, "1979-07-07", "ß", None),
            (5, "bob", 7, 1, "0.01", False, None, "2015-05-05", None, 4),
            (6, "Ann", 12, 3, "3.00", True, False, "2010-10-10", "C", 2),
        ]
        for it in rows:
            token = UUID(int=it[0])
            connection.exec_driver_sql(
                "INSERT INTO hero (id, token, name, age, rank, wage, active, retired, born, nickname, team_id)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (it[0], token, *it[1:]),
            )
        for table in ("league", "team", "hero"):
            connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', 100)")


def _counted(engine: Engine) -> tuple[list[str], list[str]]:
    statements: list[str] = []
    commits: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *it: statements.append(it[2]))
    event.listen(engine, "commit", lambda _: commits.append("commit"))
    return statements, commits


async def _run_async(database: Database, module: ModuleType, arguments: dict[str, Any]) -> Outcome:
    engine = create_async_engine(database.asyncpg)
    statements, commits = _counted(engine.sync_engine)
    async with module.AsyncSession(engine, expire_on_commit=False) as session:
        try:
            result = shown(await module.run(session, **arguments))
        except Exception as error:  # what a case raises is its result
            result = raised(error)
    await engine.dispose()
    return Outcome(result, len(statements), len(commits))


def _run_sync(database: Database, module: ModuleType, arguments: dict[str, Any]) -> Outcome:
    engine = create_engine(database.psycopg)
    statements, commits = _counted(engine)
    with module.Session(engine, expire_on_commit=False) as session:
        try:
            result = shown(module.run(session, **arguments))
        except Exception as error:
            result = raised(error)
    engine.dispose()
    return Outcome(result, len(statements), len(commits))


def raised(error: Exception) -> str:
    """The error by its name; pydantic wraps what an attribute raises."""
    name = "MissingGreenlet"
    return f"raises {name if name in f'{type(error)} {error}' else type(error).__name__}"


def shown(value: Any) -> Any:
    """A result in plain values: rows as their columns, everything else as it is."""
    if isinstance(value, SQLModel):
        return {"row": type(value).__name__, **value.model_dump()}
    if isinstance(value, dict):
        return {key: shown(it) for key, it in value.items()}
    if isinstance(value, list | tuple):
        return [shown(it) for it in value]
    return value
