"""The first stage of the server: answers `initialize` while the rest of it is still being imported.

Importing pygls and our own rooms takes a third of a second, which every editor would wait for. What the answer says
does not depend on anything but the position encodings that the client offers, so it is written down beside this
file (`capabilities.json`, made by docs/generate.py from the real server) and sent at once. Before pygls comes what the
findings need (`first_look`). The second stage then takes over both streams, is given the same messages, and its own
answer to `initialize` is kept back.

Nothing here may import more than the standard library's smallest parts.
"""

import gc
import json
import os
import sys
from typing import Any, BinaryIO

from lsp_server import __version__
from lsp_server.server.streams import Inbox, Without, send

_ENCODINGS = ("utf-8", "utf-16", "utf-32")  # those that pygls 2.1 knows


def serve() -> None:
    """Serve one editor on standard input and output."""
    inbox = Inbox()
    message = inbox.first()
    answered = isinstance(message, dict) and _is_initialize(message)
    if answered:
        send({"id": message["id"], "result": result(message["params"]["capabilities"])})
    gc.disable()  # Imports make many objects that all stay; `app` turns it on again.
    from lsp_server.server.generated import kept

    with kept():
        from lsp_server.server import first_look

        loaded = first_look.look(inbox, message["params"]) if answered else {}
        from lsp_server.server import app

    writer: BinaryIO = sys.stdout.buffer
    if answered:
        writer = Without(sys.stdout.buffer, message["id"])  # type: ignore[assignment]  # as much as pygls asks of one
    app.serve_streams(inbox.handed_on(), writer, loaded)


def _is_initialize(message: dict[str, Any]) -> bool:
    """Whether it asks for what is known here. A message with anything odd in it waits for the second stage."""
    params = message.get("params")
    return (
        message.get("jsonrpc") == "2.0"
        and message.get("method") == "initialize"
        and isinstance(message.get("id"), int | str)
        and isinstance(params, dict)
        and isinstance(params.get("capabilities"), dict)
        and isinstance(params.get("processId"), int | None)
        and isinstance(params.get("rootUri"), str | None)
        and isinstance(params.get("workspaceFolders"), list | None)
    )


def result(capabilities: dict[str, Any]) -> dict[str, Any]:
    """The answer to a client with these capabilities."""
    path = os.path.join(os.path.dirname(__file__), "capabilities.json")  # noqa: PTH118, PTH120 - pathlib loads for long
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        ours = json.load(file)
    return {
        "capabilities": {"positionEncoding": encoding(capabilities), **ours},
        "serverInfo": {"name": "backline", "version": __version__},
    }


def encoding(capabilities: dict[str, Any]) -> str:
    """The position encoding that is chosen for a client with these capabilities."""
    general = capabilities.get("general")
    offered = general.get("positionEncodings") if isinstance(general, dict) else None
    chosen = next((it for it in offered if it in _ENCODINGS), None) if isinstance(offered, list) else None
    return chosen or "utf-16"
