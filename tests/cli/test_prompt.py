"""`backline apply --show-prompt` and `backline trust`: what would be sent, and whether it may be."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.agent.bench import FILES, KEY
from tests.agent.standin.server import StandIn
from tests.agent.standin.turns import says

Run = Callable[..., Result]
PLACE = "app/models.py:4"
SECRET = "rk_live_51HqLyjWDarjtT1zdp7dc"


@pytest.fixture
async def server(
    stand_in: Callable[..., Awaitable[StandIn]], project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> StandIn:
    for path, text in {**FILES, "CLAUDE.md": f"The test key is {SECRET}.\n"}.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    server = await stand_in(says("<nothing>Fine.</nothing>"))
    for name, value in {
        "ANTHROPIC_BASE_URL": server.url,
        "ANTHROPIC_API_KEY": KEY,
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "HOME": str(tmp_path / "home"),
    }.items():
        monkeypatch.setenv(name, value)
    return server


async def test_the_prompt_is_shown_and_nothing_is_sent(server: StandIn, run: Run) -> None:
    shown = run("apply", "generate-service", PLACE, "--show-prompt").output
    assert shown.startswith("To: claude-sonnet-5-5, about ")
    assert "Nothing was sent." in shown
    assert "\nRedacted: «SECRET_1», " in shown
    assert ", CLAUDE.md:1\n" in shown
    assert SECRET not in shown
    assert "# Generate service for Hero" in shown
    assert server.requests == []


async def test_nothing_is_sent_before_it_is_allowed(server: StandIn, run: Run) -> None:
    said = run("apply", "generate-service", PLACE, "--engine", "agent", exit_code=1)
    assert "Nothing was sent to 127.0.0.1: you have not been asked." in said.output + said.stderr
    assert "Nothing of " in run("trust", "--refuse").output
    said = run("apply", "generate-service", PLACE, "--engine", "agent", exit_code=1)
    assert "Nothing was sent to 127.0.0.1: you have refused it." in said.output + said.stderr
    assert server.requests == []


async def test_once_allowed_the_agent_works(server: StandIn, run: Run) -> None:
    assert "Backline may send code of " in run("trust").output
    said = await asyncio.to_thread(run, "apply", "generate-service", PLACE, "--engine", "agent")
    assert "The agent left the draft as it is: Fine." in said.stderr
    assert "class HeroService" in said.stdout
    assert len(server.messages) == 1
    assert "You will be asked again" in run("trust", "--forget").output
