"""Where turns wait until the test lets them go on: events steer, nobody sleeps."""

import asyncio


class Gate:
    def __init__(self) -> None:
        self.waited = 0  # how often a turn has come here
        self._open = False
        self._waiting = 0
        self._permits = asyncio.Semaphore(0)
        self._came = asyncio.Condition()

    async def wait(self) -> None:
        """Called by a turn."""
        async with self._came:
            self.waited += 1
            self._came.notify_all()
        if self._open:
            return
        self._waiting += 1
        try:
            await self._permits.acquire()
        finally:
            self._waiting -= 1

    async def reached(self, times: int = 1) -> None:
        """Until a turn has come here so many times in all."""
        async with self._came:
            await self._came.wait_for(lambda: self.waited >= times)

    def go_on(self, times: int = 1) -> None:
        """Let turns go on: those that wait here, or those that come next."""
        for _ in range(times):
            self._permits.release()

    def open(self) -> None:
        """Nobody waits any more, now or later."""
        self._open = True
        self.go_on(self._waiting)
