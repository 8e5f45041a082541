"""The server: its features, put together, and the two ways to start it.

A handler is short: convert, one call, convert. Handlers that only look are `async def` and do their work
in one thread of our own, so that the event loop goes on reading and `$/cancelRequest` reaches them.
Nothing calls back into the client from within a request: Helix would wait for itself.
"""

import logging
import os
from collections.abc import Mapping

from lsprotocol import types as lsp

from lsp_server import __version__
from lsp_server.action import Action
from lsp_server.actions import ALL as ACTIONS
from lsp_server.card import Card
from lsp_server.cards import ALL as CARDS
from lsp_server.rule import Rule
from lsp_server.rules import ALL as RULES
from lsp_server.server import code_actions, commands, configuration, documents, folders, hovers, lifecycle
from lsp_server.server.backline import Backline
from lsp_server.server.shared import Shared

_FEATURES = (lifecycle, configuration, folders, documents, code_actions, commands, hovers)


def build(
    actions: Mapping[str, Action] = ACTIONS, rules: Mapping[str, Rule] = RULES, cards: Mapping[str, Card] = CARDS
) -> Backline:
    """A server that is not started yet."""
    server = Backline("backline", __version__, lsp.TextDocumentSyncKind.Incremental)
    shared = Shared(server, actions, rules, cards)
    for feature in _FEATURES:
        feature.register(server, shared)
    return server


def serve(server: Backline | None = None) -> None:
    """Serve one editor on standard input and output. Log lines go to standard error."""
    _log()
    server = server or build()
    server.start_io()
    # A draft that was being made when the editor left must not keep the process.
    logging.shutdown()
    os._exit(0 if server.leaving else 1)


def serve_tcp(host: str, port: int) -> None:
    """Serve one editor on a socket."""
    _log()
    build().start_tcp(host, port)


def _log() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
