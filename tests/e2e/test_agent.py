"""The agent in an editor: a real server, a small editor, and a stand-in for the model."""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from lsp_server.agent.engine import Engine
from lsp_server.server.editor.window import SERVE
from tests.agent.bench import FILES, KEY
from tests.agent.standin.server import StandIn
from tests.agent.standin.turns import overloaded, says
from tests.e2e.conftest import Client

BETTER = '''\
<edit path="app/services.py" symbol="HeroService.get_hero">
async def get_hero(self, hero_id: int) -> Hero:
    """Get a hero that the person may see."""
    hero = await self.session.get(Hero, hero_id)
    if hero is None:
        raise NotFoundError("Hero", hero_id)
    return hero
</edit>
<summary>Created a service for heroes.</summary>
'''
Begin = Callable[..., Awaitable[StandIn]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def begin(stand_in: Begin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Begin:
    """A model with this script, and a person who has a key for it."""

    async def start(*turns: object, **options: object) -> StandIn:
        server = await stand_in(*turns, **options)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        monkeypatch.setenv("HOME", str(tmp_path))
        return server

    return start


def allow(root: Path, tmp_path: Path) -> None:
    assert Engine(os.environ, tmp_path, tmp_path / "state" / "backline").decide(root, "granted")


@asynccontextmanager
async def editor(root: Path, name: str = "nvim-0.11.4") -> AsyncIterator[Client]:
    async with Client(root, name, command=SERVE) as client:
        client.open("app/models.py")
        await client.diagnostics("app/models.py")
        yield client


async def test_the_agent_refines_the_draft(root: Path, tmp_path: Path, begin: Begin) -> None:
    server = await begin(says(BETTER))
    allow(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        titles = await client.menu("app/models.py", here)
        assert "Generate service for Hero (sonnet)" in titles

        done = await client.choose("app/models.py", here, "Generate service for Hero")

    made = {path: after for path, _, after in done.files}
    assert '"""Get a hero that the person may see."""' in made["app/services.py"]
    assert done.said[0].startswith("Created a service for heroes.")
    assert len(server.messages) == 1


async def test_a_model_that_fails_leaves_the_draft(root: Path, tmp_path: Path, begin: Begin) -> None:
    await begin(overloaded(), overloaded(), overloaded())
    allow(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        done = await client.choose("app/models.py", here, "Generate service for Hero")

    made = {path: after for path, _, after in done.files}
    assert '"""Get a hero by its key."""' in made["app/services.py"]
    assert "This is the offline draft. 127.0.0.1 is overloaded at the moment." in done.said[0]


async def test_our_extension_hears_who_answers_and_what_was_spent(root: Path, tmp_path: Path, begin: Begin) -> None:
    await begin(says(BETTER))
    allow(root, tmp_path)
    told: list[object] = []
    client = Client(root, "vscode-1.139.1-lc11", command=SERVE, called="code-server")
    client.client.feature("backline/status")(lambda params: told.append(params))
    async with client:
        client.open("app/models.py")
        await client.diagnostics("app/models.py")
        here = client.find("app/models.py", "Hero(")
        await client.choose("app/models.py", here, "Generate service for Hero")
        await client.wait(lambda: len(told) == 2)

    assert [(it.engine, it.provider) for it in told] == [("agent", "127.0.0.1")] * 2  # type: ignore[attr-defined]


async def test_the_project_s_own_ruff_judges_in_the_editor_too(
    root: Path, tmp_path: Path, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it finds goes back to the model; the person asked for it in a file of their own."""
    wrong = BETTER.replace("    return hero\n", "    import json as unused\n    return hero\n")
    server = await begin(says(wrong), says(BETTER).expecting("imported but unused"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    (tmp_path / "config" / "backline").mkdir(parents=True)
    (tmp_path / "config" / "backline" / "config.toml").write_text('check-with = ["ruff"]\n')
    allow(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        done = await client.choose("app/models.py", here, "Generate service for Hero")

    made = {path: after for path, _, after in done.files}
    assert "unused" not in made["app/services.py"]
    assert len(server.messages) == 2
