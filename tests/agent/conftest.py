"""The agent's tests: one small project each, and no key or state of whoever runs them."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.agent.bench import FILES, Bench
from tests.agent.standin.server import StandIn
from tests.agent.standin.values import Turn

Start = Callable[..., Awaitable[tuple[Bench, StandIn]]]


@pytest.fixture
async def start(tmp_path: Path, stand_in: Callable[..., Awaitable[StandIn]]) -> Start:
    """`bench, server = await start(says("…"))`: a project that an agent may work on, whose model has this script."""

    async def begin(*turns: Turn, **options: Any) -> tuple[Bench, StandIn]:
        server = await stand_in(*turns, **options)
        (tmp_path / "home").mkdir(exist_ok=True)
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        return Bench(root, server.url, tmp_path / "home").write(FILES).allow(), server

    return begin
