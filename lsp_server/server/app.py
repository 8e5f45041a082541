"""The server: its features, put together, and the two ways to start it.

A handler is short: convert, one call, convert. Handlers that only look are `async def` and do their work
in one thread of our own, so that the event loop goes on reading and `$/cancelRequest` reaches them.
Nothing calls back into the client from within a request: Helix would wait for itself.
"""

import contextlib
import gc
import io
import logging
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, NoReturn

from lsprotocol import types as lsp
from lsprotocol.converters import get_converter
from pygls.capabilities import ServerCapabilitiesBuilder

from lsp_server import __version__
from lsp_server.action import Action
from lsp_server.actions import ALL as ACTIONS
from lsp_server.card import Card
from lsp_server.cards import ALL as CARDS
from lsp_server.rule import Rule
from lsp_server.rules import ALL as RULES
from lsp_server.server import (
    code_actions,
    code_lenses,
    commands,
    configuration,
    documents,
    folders,
    hovers,
    inlay_hints,
    lifecycle,
    navigation,
    symbols,
)
from lsp_server.server.backline import Backline
from lsp_server.server.pauses import THRESHOLDS
from lsp_server.server.shared import Shared
from lsp_server.session import Loaded

_FEATURES = (
    lifecycle,
    configuration,
    folders,
    documents,
    code_actions,
    commands,
    hovers,
    symbols,
    navigation,
    code_lenses,
    inlay_hints,
)


def build(
    actions: Mapping[str, Action] = ACTIONS,
    rules: Mapping[str, Rule] = RULES,
    cards: Mapping[str, Card] = CARDS,
    loaded: Mapping[Path, Loaded] = MappingProxyType({}),
) -> Backline:
    """A server that is not started yet. `loaded` are folders that were read already."""
    server = Backline("backline", __version__, lsp.TextDocumentSyncKind.Incremental)
    shared = Shared(server, actions, rules, cards, loaded)
    for feature in _FEATURES:
        feature.register(server, shared)
    return server


def serve(server: Backline | None = None) -> None:
    """Serve one editor on standard input and output. Log lines go to standard error."""
    _serve(server or build(), open(0, "rb", closefd=False), sys.stdout.buffer)  # noqa: SIM115 - it stays open


def serve_streams(reader: io.BufferedReader, writer: BinaryIO, loaded: Mapping[Path, Loaded]) -> None:
    """Serve one editor on two streams, of which the first stage may have used some already; `loaded` are folders that
    it has read."""
    _serve(build(loaded=loaded), reader, writer)


def capabilities(server: Backline) -> dict[str, Any]:
    """What the server tells every client that it can do, but for the position encoding, as JSON."""
    features = server.protocol.fm
    found = ServerCapabilitiesBuilder(
        lsp.ClientCapabilities(),
        {*features.features, *features.builtin_features},
        features.feature_options,
        list(features.commands),
        lsp.TextDocumentSyncKind.Incremental,
    ).build()
    plain: dict[str, Any] = get_converter().unstructure(found, lsp.ServerCapabilities)
    del plain["positionEncoding"]
    return plain


def serve_tcp(host: str, port: int) -> None:
    """Serve the first editor that connects to a socket, and nobody else; 0 is any free port.

    The address is written to standard error once it can be connected to. Raises OSError for one that can't be had.
    """
    server = build()
    server.parent_is_here = False
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    with socket.create_server(address[:2], family=family) as listener:
        host, port = listener.getsockname()[:2]
        sys.stderr.write(f"Listening on {f'[{host}]' if ':' in host else host}:{port}\n")
        sys.stderr.flush()
        connection, _ = listener.accept()
    _serve(server, connection.makefile("rb"), connection.makefile("wb"))


def _serve(server: Backline, reader: io.BufferedReader, writer: BinaryIO) -> NoReturn:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Room for a large workspace: millions of values that stay, and threads that read it beside the messages.
    gc.freeze()
    gc.enable()
    gc.set_threshold(*THRESHOLDS)
    sys.setswitchinterval(0.001)  # seconds that a hover waits for a thread that links
    with contextlib.suppress(ConnectionError):  # An editor at the other end of a socket may vanish.
        server.serve(reader, writer)
    # A draft that was being made when the editor left must not keep the process.
    logging.shutdown()
    os._exit(0 if server.leaving else 1)
