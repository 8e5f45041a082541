"""The first stage of the server: answers `initialize` while the rest of it is still being imported.

Importing pygls and our own rooms takes half a second, which every editor would wait for. What the answer says
does not depend on anything but the position encodings that the client offers, so it is written down beside this
file (`capabilities.json`, made by docs/generate.py from the real server) and sent at once. The second stage then
takes over both streams, is given the same message, and its own answer to it is kept back.

Nothing here may import more than the standard library's smallest parts.
"""

import gc
import io
import json
import os
import sys
from typing import Any, BinaryIO

from lsp_server import __version__

_ENCODINGS = ("utf-8", "utf-16", "utf-32")  # those that pygls 2.1 knows
_LONGEST = 1 << 16  # bytes of header; a client that sends more speaks another protocol


def serve() -> None:
    """Serve one editor on standard input and output."""
    taken = _first_message()
    message = _body(taken)
    answered = isinstance(message, dict) and _is_initialize(message)
    if answered:
        _send(message)
    gc.disable()  # Imports make many objects that all stay; `app` turns it on again.
    from lsp_server.server.generated import kept

    with kept():
        from lsp_server.server import app

    writer: BinaryIO = sys.stdout.buffer
    if answered:
        writer = _Without(sys.stdout.buffer, message["id"])  # type: ignore[assignment]  # as much as pygls asks of one
    app.serve_streams(io.BufferedReader(_Replay(taken)), writer)


def _first_message() -> bytes:
    """What the client has sent up to the end of its first message, and maybe more; less when it hung up."""
    taken = b""
    while not _is_whole(taken):
        more = os.read(0, 1 << 16)
        if not more:
            break
        taken += more
    return taken


def _is_whole(taken: bytes) -> bool:
    header, end, body = taken.partition(b"\r\n\r\n")
    if not end:
        return len(taken) > _LONGEST
    length = _length(header)
    return length is None or len(body) >= length


def _length(header: bytes) -> int | None:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return None


def _body(taken: bytes) -> Any:
    """The first message; None where it can't be read. What to say of that is the second stage's affair."""
    header, _, body = taken.partition(b"\r\n\r\n")
    try:
        return json.loads(body[: _length(header) or 0])
    except ValueError:
        return None


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
    general = capabilities.get("general")
    offered = general.get("positionEncodings") if isinstance(general, dict) else None
    chosen = next((it for it in offered if it in _ENCODINGS), "utf-16") if isinstance(offered, list) else "utf-16"
    return {
        "capabilities": {"positionEncoding": chosen, **ours},
        "serverInfo": {"name": "backline", "version": __version__},
    }


def _send(message: dict[str, Any]) -> None:
    answer = {"jsonrpc": "2.0", "id": message["id"], "result": result(message["params"]["capabilities"])}
    body = json.dumps(answer).encode()
    left = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    while left:
        left = left[os.write(1, left) :]


class _Replay(io.RawIOBase):
    """Standard input, with what was taken of it put back in front."""

    def __init__(self, taken: bytes) -> None:
        self._taken = taken

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        size = len(buffer)
        found, self._taken = (self._taken[:size], self._taken[size:]) if self._taken else (os.read(0, size), b"")
        buffer[: len(found)] = found
        return len(found)


class _Without:
    """A stream of messages without the answer to one request. pygls writes each message at once."""

    def __init__(self, stream: BinaryIO, request: int | str) -> None:
        self._stream, self._request, self._waiting = stream, request, True

    def write(self, data: bytes) -> int:
        if self._waiting and self._is_answer(data):
            self._waiting = False
            return len(data)
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()

    def _is_answer(self, data: bytes) -> bool:
        message = _body(data)
        return isinstance(message, dict) and "method" not in message and message.get("id") == self._request
