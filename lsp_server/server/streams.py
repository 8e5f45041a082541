"""Standard input and output before pygls has them. Nothing is lost: what is read here is there for who reads next.

Nothing here may import more than the standard library's smallest parts.
"""

import io
import json
import os
import select
import sys
from typing import Any, BinaryIO

_PIECE = 1 << 16  # bytes read at once
_MOMENT = 0.05  # seconds
_LONGEST = 1 << 16  # bytes of header; a client that sends more speaks another protocol


class Inbox:
    """What the editor has sent so far, message by message."""

    def __init__(self) -> None:
        self._frames: list[bytes] = []  # whole messages, each with its header
        self._begun = b""  # the start of the next one
        self._ended = False

    def first(self) -> Any:
        """Wait for the first message, and read it; None where it can't be read, or the editor hung up."""
        while not self._frames and not self._ended and not self._is_odd():
            self._read()
        return body(self._frames[0]) if self._frames else None

    def messages(self) -> list[dict[str, Any]]:
        """All that is there now, without waiting for more. Messages that can't be read are left out."""
        while not self._ended and self._has_more():
            self._read()
        return [message for it in self._frames if isinstance(message := body(it), dict)]

    def take(self, identifier: str) -> dict[str, Any] | None:
        """Take out the answer to a request of ours, so that nobody else wonders about it; None: it is not there yet."""
        for it in self._frames:
            message = body(it)
            if isinstance(message, dict) and message.get("id") == identifier and "method" not in message:
                self._frames.remove(it)
                return message
        return None

    def handed_on(self) -> io.BufferedReader:
        """Standard input from its start, but for what was taken out."""
        return io.BufferedReader(_Replay(b"".join(self._frames) + self._begun))

    def _has_more(self) -> bool:
        """Whether there is something to read. A pipe holds 64 KB, so the rest of a long message comes a moment later.

        Windows can't tell it of a pipe.
        """
        return sys.platform != "win32" and bool(select.select([0], [], [], _MOMENT if self._begun else 0)[0])

    def _read(self) -> None:
        piece = os.read(0, _PIECE)
        self._ended = not piece
        self._begun += piece
        while end := self._end():
            self._frames.append(self._begun[:end])
            self._begun = self._begun[end:]

    def _end(self) -> int:
        """Where the message that has begun ends; 0: it is not whole yet, or no message."""
        header, found, rest = self._begun.partition(b"\r\n\r\n")
        length = _length(header) if found else None
        return len(header) + len(found) + length if length is not None and len(rest) >= length else 0

    def _is_odd(self) -> bool:
        header, found, _ = self._begun.partition(b"\r\n\r\n")
        return _length(header) is None if found else len(header) > _LONGEST


def body(frame: bytes) -> Any:
    """The message in these bytes, which begin with its header; None where it can't be read."""
    header, _, rest = frame.partition(b"\r\n\r\n")
    try:
        return json.loads(rest[: _length(header) or 0])
    except ValueError:
        return None


def _length(header: bytes) -> int | None:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return None


def send(message: dict[str, Any]) -> None:
    """Write a message to standard output, whole and at once."""
    data = json.dumps({"jsonrpc": "2.0", **message}).encode()
    left = b"Content-Length: %d\r\n\r\n%s" % (len(data), data)
    while left:
        left = left[os.write(1, left) :]


class Without:
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
        message = body(data)
        return isinstance(message, dict) and "method" not in message and message.get("id") == self._request


class _Replay(io.RawIOBase):
    """Standard input, with what was read of it put back in front."""

    def __init__(self, taken: bytes) -> None:
        self._taken = taken

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        size = len(buffer)
        found, self._taken = (self._taken[:size], self._taken[size:]) if self._taken else (os.read(0, size), b"")
        buffer[: len(found)] = found
        return len(found)
