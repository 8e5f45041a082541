"""Session providers, compared with what they really make and do."""

import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession as PlainAsyncSession
from sqlalchemy.orm import Session as PlainSession
from sqlalchemy.orm.session import SessionTransaction
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from lsp_server.project.sessions.values import SessionProvider
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.text import Document

SAMPLES = Path(__file__).parent / "samples"
FORWARDED = {"get_forwarded", "Database.session", "Database.__call__"}  # Driven through what they forward or belong to.


@pytest.fixture(scope="module")
def project() -> Project:
    return of(Document(it.name, it.read_text("utf-8")) for it in sorted(SAMPLES.glob("*.py"))).project


@pytest.fixture(scope="module")
def providers() -> Iterator[Any]:
    sys.path.insert(0, str(SAMPLES))
    yield importlib.import_module("providers")
    sys.path.remove(str(SAMPLES))
    for name in ("providers", "engines"):
        sys.modules.pop(name, None)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens to sessions, in order."""
    found: list[str] = []
    for owner, name in ((SessionTransaction, "commit"), (SessionTransaction, "rollback"), (PlainSession, "rollback"),
                        (PlainSession, "close")):  # fmt: skip
        original = getattr(owner, name)

        def wrapper(*args: Any, original: Any = original, name: str = name, **kwargs: Any) -> Any:
            found.append(name)
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, wrapper)
    return found


NAMES = [
    "get_session", "get_async_session", "get_wrongly_annotated", "get_committing", "get_old", "get_db",
    "get_begun", "get_begun_inside", "get_late", "get_tenant", "get_part", "make_session", "get_made",
    "get_from_factory", "session_scope", "get_through_scope", "sync_scope", "get_prepared", "get_scoped", "database",
    "get_unnamed",
]  # fmt: skip


def test_every_provider_is_found_and_nothing_else(project: Project) -> None:
    assert {it.name for it in project.sessions} == {*NAMES, *FORWARDED}
    assert {it.path for it in project.sessions} == {"providers.py"}


@pytest.mark.parametrize("name", NAMES)
async def test_provider_is_what_it_makes_and_does(name: str, project: Project, providers: Any, seen: list[str]) -> None:
    mine = _named(project, name)

    made = await _drive(getattr(providers, name), seen, fails=False)
    after_success = list(seen)
    seen.clear()
    await _drive(getattr(providers, name), seen, fails=True)
    after_failure = list(seen)

    assert mine.kind == _kind(made)
    assert mine.annotation == type(made).__name__
    sync = getattr(made, "sync_session", made)
    assert (mine.expire_on_commit is not False) == sync.expire_on_commit
    assert mine.commits == ("commit" in after_success)
    assert mine.closes == ("close" in after_success)
    assert mine.rolls_back == ("rollback" in after_failure)


def test_a_provider_that_passes_another_one_on_is_like_it(project: Project) -> None:
    forwarded, method, called = (
        _named(project, it) for it in ("get_forwarded", "Database.session", "Database.__call__")
    )

    assert (forwarded.kind, forwarded.closes, forwarded.commits) == ("sqlmodel-sync", True, False)
    assert (method.kind, method.commits) == ("sqlmodel-async", False)
    assert (called.kind, called.commits) == ("sqlmodel-async", True)


def test_aliases_name_their_provider(project: Project) -> None:
    assert {it.name: it.provider for it in project.session_aliases} == {
        "SessionDep": "get_session",
        "AsyncSessionDep": "get_async_session",
        "CallDep": "database",
        "MethodDep": "Database.session",
    }


def _named(project: Project, name: str) -> SessionProvider:
    return next(it for it in project.sessions if it.name == name)


def _kind(made: Any) -> str:
    for kind, cls in (("sqlmodel-async", AsyncSession), ("sqlalchemy-async", PlainAsyncSession),
                      ("sqlmodel-sync", Session), ("sqlalchemy-sync", PlainSession)):  # fmt: skip
        if isinstance(made, cls):
            return kind
    raise AssertionError(made)


async def _drive(provider: Any, seen: list[str], *, fails: bool) -> Any:
    """Run a provider as FastAPI does: up to the yield, then to its end, or with an error thrown in.

    What was seen before the session was handed out is forgotten.
    """
    running = provider()
    if hasattr(running, "__aenter__") and not hasattr(running, "sync_session"):
        made = await running.__aenter__()
        seen.clear()
        await _end_entered(running, fails)
    elif hasattr(running, "gen"):
        made = running.__enter__()
        seen.clear()
        with suppress(KeyError):
            running.__exit__(*_error(fails))
    elif inspect.isasyncgen(running):
        made = await anext(running)
        seen.clear()
        with suppress(StopAsyncIteration, KeyError):
            await (running.athrow(KeyError()) if fails else anext(running))
    elif inspect.isgenerator(running):
        made = next(running)
        seen.clear()
        with suppress(StopIteration, KeyError):
            running.throw(KeyError()) if fails else next(running)
    else:
        made = running
    return made


async def _end_entered(running: Any, fails: bool) -> None:
    with suppress(KeyError):
        await running.__aexit__(*_error(fails))


def _error(fails: bool) -> tuple[Any, Any, Any]:
    return (KeyError, KeyError(), None) if fails else (None, None, None)
