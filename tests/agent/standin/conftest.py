"""The real SDK, closed at the end of a test."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from anthropic import AsyncAnthropic

from tests.agent.standin.sdk import Connect, connected


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    async with AsyncExitStack() as stack:

        def make(url: str, **options: Any) -> AsyncAnthropic:
            client = connected(url, **options)
            stack.push_async_callback(client.close)
            return client

        yield make
