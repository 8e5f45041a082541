"""Text as values: documents, spans, edits, positions.

The one place where bytes, code points and UTF-16 meet. Everything inside
Backline counts UTF-8 bytes from the start of a document; the border turns them
into the editor's positions and the command line into lines and columns.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]

# LSP 3.18, "Text Documents": these three and no others end a line (not \f, not U+2028).
_END_OF_LINE = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of UTF-8 bytes, counted from the start of the document."""

    start: int
    end: int

    def touches(self, other: "Span") -> bool:
        """Whether the two share a byte or stand side by side."""
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place as the Language Server Protocol counts: 0-based line, 0-based character.

    What a character is depends on the encoding that client and server agreed on.
    """

    line: int
    character: int


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace `span` by `text`. An empty span inserts, an empty text deletes."""

    span: Span
    text: str


@dataclass(frozen=True)
class Document:
    """A file's text at one moment. Never changes; a keystroke makes a new one.

    `path` is relative to the workspace folder and written with forward slashes.
    `version` is the editor's; None means the text was read from disk.
    """

    path: str
    text: str
    version: int | None = None

    @cached_property
    def data(self) -> bytes:
        """The text in UTF-8; a lone surrogate, which JSON can carry, stays what it is."""
        return self.text.encode("utf-8", "surrogatepass")

    @cached_property
    def mark(self) -> str:
        """The same for the same text, whatever its version."""
        return blake2b(self.data, digest_size=16).hexdigest()

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        return (0, *(found.end() for found in _END_OF_LINE.finditer(self.data)))

    @property
    def line_count(self) -> int:
        """How many lines there are; an empty document has one."""
        return len(self._line_starts)

    @property
    def newline(self) -> str:
        """The line ending that the document uses most, "\\n" where it has none."""
        crlf = self.text.count("\r\n")
        return "\r\n" if crlf > self.text.count("\n") - crlf else "\n"

    def slice(self, span: Span) -> str:
        """The text inside `span`."""
        return self.data[span.start : span.end].decode("utf-8", "surrogatepass")

    def line_span(self, line: int) -> Span:
        """The bytes of a 0-based line, without its line ending."""
        start = self._line_starts[line]
        if line + 1 == len(self._line_starts):
            return Span(start, len(self.data))
        end = self._line_starts[line + 1]
        while end > start and self.data[end - 1] in b"\r\n":
            end -= 1
        return Span(start, end)

    def line_of(self, offset: int) -> int:
        """The 0-based line that holds the byte at `offset`."""
        return bisect_right(self._line_starts, offset) - 1

    def position(self, offset: int, encoding: Encoding = "utf-16") -> Position:
        """The editor's position of a byte offset; beyond the end means the end."""
        offset = max(0, min(offset, len(self.data)))
        line = self.line_of(offset)
        before = self.data[self._line_starts[line] : offset].decode("utf-8", "ignore")
        return Position(line, _length(before, encoding))

    def offset(self, position: Position, encoding: Encoding = "utf-16") -> int:
        """The byte offset of an editor's position, clamped to the line and the document."""
        if position.line >= self.line_count:
            return len(self.data)
        span = self.line_span(max(0, position.line))
        return span.start + _bytes(self.slice(span), max(0, position.character), encoding)

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """1-based line and 1-based column in code points, as the command line shows them."""
        position = self.position(offset, "utf-32")
        return position.line + 1, position.character + 1


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made at once; spans count from the text as given.

    Raises ValueError when two edits overlap or one lies outside the text.
    """
    data = text.encode("utf-8", "surrogatepass")
    parts: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda it: it.span):
        if edit.span.start < at or edit.span.end > len(data):
            raise ValueError(f"edit at {edit.span.start}-{edit.span.end} overlaps another one or leaves the text")
        parts += [data[at : edit.span.start], edit.text.encode("utf-8", "surrogatepass")]
        at = edit.span.end
    return b"".join([*parts, data[at:]]).decode("utf-8", "surrogatepass")


def _length(text: str, encoding: Encoding) -> int:
    match encoding:
        case "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        case "utf-16":
            return len(text) + sum(ord(it) > 0xFFFF for it in text)
        case "utf-32":
            return len(text)


def _bytes(text: str, characters: int, encoding: Encoding) -> int:
    """How many bytes the first `characters` units of a line take; never splits a code point."""
    if encoding == "utf-32":
        return len(text[:characters].encode("utf-8", "surrogatepass"))
    left = taken = 0
    for it in text:
        size = len(it.encode("utf-8", "surrogatepass"))
        left += size if encoding == "utf-8" else 1 + (ord(it) > 0xFFFF)
        if left > characters:
            break
        taken += size
    return taken
