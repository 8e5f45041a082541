"""Folders that are being read, or read and linked: what needs that waits here for the end of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Readings:
    _running: dict[Path, asyncio.Event] = field(default_factory=dict)

    @contextmanager
    def of(self, root: Path) -> Iterator[None]:
        """Whoever waits for this folder goes on at the end, also when it could not be read."""
        over = self._running[root] = asyncio.Event()
        try:
            yield
        finally:
            over.set()
            if self._running.get(root) is over:
                del self._running[root]

    async def done(self, root: Path | None) -> None:
        """Until the folder is read; at once where nobody reads it."""
        over = self._running.get(root) if root is not None else None
        if over is not None:
            await over.wait()
