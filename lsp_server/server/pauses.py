"""When a person pauses in typing: the time for work that nobody waits for."""

import asyncio
import gc
from dataclasses import dataclass

PAUSE = 0.3  # seconds without a keystroke or a save
# New objects, collections of these, collections of those, after which Python looks for garbage by itself.
THRESHOLDS = (200_000, 20, 100)


def tidy() -> None:
    """Look for garbage now: after fifty thousand new objects that takes as long as three keystrokes."""
    _, young, middle = gc.get_count()
    gc.collect(2 if middle > THRESHOLDS[2] else 1 if young > THRESHOLDS[1] else 0)


@dataclass
class Pauses:
    _last: float = 0.0  # by the clock of the event loop

    def over(self) -> None:
        """Something was typed or saved."""
        self._last = asyncio.get_running_loop().time()

    async def next(self, within: float = 60.0) -> None:
        """Wait for a pause, but for no more than so many seconds."""
        clock = asyncio.get_running_loop().time
        latest = clock() + within
        while (left := min(self._last + PAUSE, latest) - clock()) > 0:  # noqa: ASYNC110 - it may be put off
            await asyncio.sleep(left)
