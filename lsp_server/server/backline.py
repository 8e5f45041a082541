"""pygls' server with a voice: what it tells the person is one calm sentence."""

import asyncio
import contextlib
import io
import logging
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInternalError, JsonRpcMethodNotFound
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer

from lsp_server.server.incoming import incoming

log = logging.getLogger(__name__)


@dataclass
class _LastWords:
    """What a job has to say when its progress is over; what is said after that is said at once."""

    words: list[lsp.ShowMessageParams] = field(default_factory=list)
    over: bool = False


_last_words: ContextVar[_LastWords | None] = ContextVar("last_words", default=None)


class Backline(LanguageServer):
    """One server for one editor. Set `leaving` when the editor said goodbye."""

    leaving = False  # LSP's exit code tells it, and nothing is said any more
    parent_is_here = True  # the editor runs on this machine, so that its process id means something

    def serve(self, reader: io.BufferedReader, writer: BinaryIO) -> None:
        """Serve one editor on two streams until it leaves, as pygls' `start_io` does, but see `incoming`."""
        self._stop_event = threading.Event()
        self.protocol.set_writer(StdoutWriter(writer))
        try:
            asyncio.run(self._serve(reader, self._stop_event))
        except (asyncio.IncompleteReadError, BrokenPipeError):
            log.info("The editor went away in the middle of a message.")
        except (KeyboardInterrupt, SystemExit):
            log.info("The editor said goodbye.")
        finally:
            self.shutdown()

    async def _serve(self, reader: io.BufferedReader, stop: threading.Event) -> None:
        await run_async(stop, incoming(reader), self.protocol, log, self.report_server_error)

    def say(self, message: str, *, warning: bool = False, at_once: bool = False) -> None:
        """Show a sentence to the person. `at_once`: it can't wait for the end of the job that says it."""
        if self.leaving:
            return
        kind = lsp.MessageType.Warning if warning else lsp.MessageType.Info
        params, job = lsp.ShowMessageParams(kind, message), _last_words.get()
        if job is None or job.over or at_once:
            self.window_show_message(params)
        else:
            job.words.append(params)

    @contextlib.contextmanager
    def last_words(self) -> Iterator[None]:
        """Keep what is said meanwhile for the end: Helix wipes off a sentence when a progress ends after it."""
        job = _LastWords()
        token = _last_words.set(job)
        try:
            yield
        finally:
            _last_words.reset(token)
            job.over = True
            for it in job.words if not self.leaving else ():
                self.window_show_message(it)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """One sentence for the person; what really happened is in the log.

        Nothing is sent about what could not be sent: that would fail in the same way, without an end.
        """
        if source is JsonRpcInternalError or isinstance(error, JsonRpcMethodNotFound):
            return  # pygls has logged it; Kate asks for completions without having been offered any.
        log.error("%s", source.__name__, exc_info=error)
        message = "Backline could not read a message of the editor and went on without it. The log has the details."
        self.say(message, warning=True)
