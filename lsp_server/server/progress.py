"""Progress of one job, for clients that show it; nothing at all for those that don't."""

import contextlib
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer


class Progress:
    """Where the job says how far it is."""

    def __init__(self, server: LanguageServer, token: str | None) -> None:
        self._server, self._token = server, token

    def say(self, message: str) -> None:
        if self._token is not None:
            self._server.work_done_progress.report(self._token, lsp.WorkDoneProgressReport(message=message))


@contextlib.asynccontextmanager
async def progress(
    server: LanguageServer, title: str, *, shown: bool, cancel: Callable[[], None] | None = None
) -> AsyncIterator[Progress]:
    """A progress that always ends. `cancel` is called when the person presses the client's stop button.

    Tokens are strings: Zed passes numeric ones over.
    """
    if not shown:
        yield Progress(server, None)
        return
    token = str(uuid4())
    await server.work_done_progress.create_async(token)
    server.work_done_progress.begin(token, lsp.WorkDoneProgressBegin(title=title, cancellable=cancel is not None))
    if cancel is not None:
        stop = cancel
        future = server.work_done_progress.tokens[token]
        future.add_done_callback(lambda it: stop() if it.cancelled() else None)
    try:
        yield Progress(server, token)
    finally:
        server.work_done_progress.end(token, lsp.WorkDoneProgressEnd())
        server.work_done_progress.tokens.pop(token, None)
