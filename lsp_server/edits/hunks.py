"""From one text to another by the fewest whole lines, and several rounds of edits as one."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from lsp_server.text import Edit, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def hunks(before: str, after: str, start: int = 0) -> Iterator[Edit]:
    """Edits by whole lines that make `after` of `before`; `start` is the byte that `before` begins at.

    Lines that differ in nothing but "\\n" and "\\r\\n", and blank lines, count as the same and stay as they are.
    `after` has no line that ends in "\\r" alone.
    """
    old, new = _LINE.findall(before), _LINE.findall(after)
    old_keys, new_keys = [_key(it) for it in old], [_key(it) for it in new]
    head = _shared(old_keys, new_keys)
    tail = _shared(old_keys[head:][::-1], new_keys[head:][::-1])
    starts = [start]
    for it in old:
        starts.append(starts[-1] + len(it.encode("utf-8", "surrogatepass")))
    inner = SequenceMatcher(
        None, old_keys[head : len(old) - tail], new_keys[head : len(new) - tail], autojunk=False
    ).get_opcodes()
    for kind, a, b, c, d in inner:
        if kind != "equal":
            yield Edit(Span(starts[head + a], starts[head + b]), "".join(new[head + c : head + d]))


def _key(line: str) -> tuple[str, str]:
    content = line.rstrip("\r\n")
    # A line that ends in "\r" alone can't stay: it would run together with a "\n" behind it.
    ending = line[len(content) :].replace("\r\n", "\n")
    return content if content.strip(" \t") else "", ending


def _shared(one: Sequence[object], other: Sequence[object]) -> int:
    """How many items the two begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


# --------------------------------------------------------------------------- rounds

_Piece = Span | bytes  # a stretch of the first text that is still there, or text that is new


def compose(length: int, *rounds: Sequence[Edit]) -> tuple[Edit, ...]:
    """One set of edits that does what `rounds` do one after the other; the first text has `length` bytes.

    The spans of each round count from the text that the round before left.
    """
    pieces: list[_Piece] = [Span(0, length)]
    for edits in rounds:
        pieces = _done(pieces, edits)
    return tuple(_edits(pieces, length))


def _done(pieces: list[_Piece], edits: Sequence[Edit]) -> list[_Piece]:
    done: list[_Piece] = []
    left = pieces[::-1]
    at = 0
    for edit in sorted(edits, key=lambda it: it.span):
        done += _taken(left, edit.span.start - at)
        _taken(left, edit.span.end - edit.span.start)
        done.append(edit.text.encode("utf-8", "surrogatepass"))
        at = edit.span.end
    return [*done, *reversed(left)]


def _taken(left: list[_Piece], count: int) -> list[_Piece]:
    """The next `count` bytes of a reversed list of pieces, taken from it."""
    taken: list[_Piece] = []
    while count > 0:
        piece = left.pop()
        size = len(piece) if isinstance(piece, bytes) else piece.end - piece.start
        if size > count:
            first, rest = _parted(piece, count)
            left.append(rest)
            piece, size = first, count
        taken.append(piece)
        count -= size
    return taken


def _parted(piece: _Piece, at: int) -> tuple[_Piece, _Piece]:
    if isinstance(piece, bytes):
        return piece[:at], piece[at:]
    return Span(piece.start, piece.start + at), Span(piece.start + at, piece.end)


def _edits(pieces: list[_Piece], length: int) -> Iterator[Edit]:
    at, text = 0, b""
    for piece in (*pieces, Span(length, length)):
        if isinstance(piece, bytes):
            text += piece
            continue
        if piece.start > at or text:
            yield Edit(Span(at, piece.start), text.decode("utf-8", "surrogatepass"))
        at, text = piece.end, b""
