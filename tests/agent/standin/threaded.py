"""The stand-in for tests that are not asynchronous: it runs in a thread of its own.

    with running(says("…")) as server:
        subprocess.run([...], env={"ANTHROPIC_BASE_URL": server.url, ...})

What was recorded can be read from any thread; turns that wait are for asynchronous tests.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.agent.standin.server import StandIn, standin
from tests.agent.standin.values import Turn


@contextmanager
def running(*turns: Turn, **options: Any) -> Iterator[StandIn]:
    """`standin`, with the same script, options and complaints."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="stand-in")
    thread.start()
    server = standin(*turns, **options)
    try:
        opened = asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        try:
            yield opened
        finally:
            asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
