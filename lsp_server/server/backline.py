"""pygls' server with a voice: what it tells the person is one calm sentence."""

import logging
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInternalError
from pygls.lsp.server import LanguageServer

log = logging.getLogger(__name__)


class Backline(LanguageServer):
    """One server for one editor. Set `leaving` when the editor said goodbye."""

    leaving = False  # LSP's exit code tells it, and nothing is said any more
    parent_is_here = True  # the editor runs on this machine, so that its process id means something

    def say(self, message: str, *, warning: bool = False) -> None:
        """Show a sentence to the person."""
        if self.leaving:
            return
        kind = lsp.MessageType.Warning if warning else lsp.MessageType.Info
        self.window_show_message(lsp.ShowMessageParams(kind, message))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """One sentence for the person; what really happened is in the log.

        Nothing is sent about what could not be sent: that would fail in the same way, without an end.
        """
        if source is JsonRpcInternalError:
            return  # pygls has logged it.
        log.error("%s", source.__name__, exc_info=error)
        message = "Backline could not read a message of the editor and went on without it. The log has the details."
        self.say(message, warning=True)
