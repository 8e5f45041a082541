"""Sockets of this machine on which somebody listens, or nobody answers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[str]:
    """The address of a server; at the end it and all its connections are closed."""
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        try:
            await serve(reader, writer)
        except asyncio.CancelledError:
            pass  # the server closes
        finally:
            connections.discard(task)
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield _url(server.sockets[0])
    finally:
        server.close()
        left = list(connections)
        for it in left:
            it.cancel()
        await asyncio.gather(*left, return_exceptions=True)


@contextmanager
def nobody() -> Iterator[str]:
    """An address at which nobody listens: connections are refused."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield _url(bound)


@contextmanager
def unreachable() -> Iterator[str]:
    """An address that does not even answer a connection (on Linux): its queue is full, so clients time out."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(0)
        waiting = []
        try:
            for _ in range(8):
                client = socket.socket()
                waiting.append(client)
                client.setblocking(False)
                with suppress(BlockingIOError):
                    client.connect(bound.getsockname())
            yield _url(bound)
        finally:
            for it in waiting:
                it.close()


def _url(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"
