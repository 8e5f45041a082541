"""Progress of one job, for clients that show it; nothing at all for those that don't."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

log = logging.getLogger(__name__)


class Progress:
    """Where the job says how far it is."""

    def __init__(self, server: LanguageServer, title: str, cancel: Callable[[], None] | None) -> None:
        self._progress, self._title, self._cancel = server.work_done_progress, title, cancel
        self._token = str(uuid4())  # Zed passes numeric tokens over.
        self._begun = self._over = False
        self._last = ""

    def say(self, message: str) -> None:
        if self._begun and not self._over and message != self._last:
            self._last = message
            self._progress.report(self._token, lsp.WorkDoneProgressReport(message=message))

    async def begin(self) -> None:
        """Ask the client for a place to show it. A job that is over by then has nothing to show."""
        try:
            await self._progress.create_async(self._token)
        except JsonRpcException as error:
            log.warning("The client shows no progress: %s", error)
            return
        if self._over:
            self._progress.tokens.pop(self._token, None)
            return
        if (cancel := self._cancel) is not None:
            self._progress.tokens[self._token].add_done_callback(lambda it: cancel() if it.cancelled() else None)
        self._progress.begin(
            self._token, lsp.WorkDoneProgressBegin(title=self._title, cancellable=self._cancel is not None)
        )
        self._begun = True

    def end(self) -> None:
        self._over = True
        self._progress.tokens.pop(self._token, None)
        if self._begun:
            self._progress.end(self._token, lsp.WorkDoneProgressEnd())


@contextlib.asynccontextmanager
async def progress(
    server: LanguageServer, title: str, *, shown: bool, cancel: Callable[[], None] | None = None
) -> AsyncIterator[Progress]:
    """A progress that always ends. `cancel` is called when the person presses the client's stop button.

    The work does not wait for the client's leave to show it: a busy editor may take its time.
    """
    it = Progress(server, title, cancel)
    asking = asyncio.get_running_loop().create_task(it.begin()) if shown else None
    try:
        yield it
    finally:
        it.end()
        if asking is not None and asking.done() and not asking.cancelled() and asking.exception() is not None:
            log.error("progress of %s failed", title, exc_info=asking.exception())
