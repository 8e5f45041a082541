"""The stand-in as a fixture: `server = await stand_in(says("…"))`, as many as a test wants."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.agent.standin.server import StandIn, standin
from tests.agent.standin.values import Turn


@pytest.fixture
async def stand_in() -> AsyncIterator[Callable[..., Awaitable[StandIn]]]:
    """Starts a stand-in with this script and these options of `standin`; what it complains of fails the test."""
    async with AsyncExitStack() as stack:

        async def start(*turns: Turn, **options: Any) -> StandIn:
            return await stack.enter_async_context(standin(*turns, **options))

        yield start
