"""What a card says, as values, and the two ways to write it down: Markdown, and text for clients without it.

Text of the user's code only ever stands in a `Code`, a `Link` or a `Block`, so that no backtick, pipe or newline of
theirs can break what is around it. Columns line up by what is seen: clients that draw no tables (Helix, and Neovim,
which hides the marks) show them aligned, too.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

_LONGEST = 100  # characters of the user's text in a line of prose
_LINES = 60  # of a block
_SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])")  # what Markdown would read as a mark


@dataclass(frozen=True, slots=True)
class Code:
    """A name or an expression, shown as it is; several lines become one, and a very long text is cut."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Code that leads to its place. `path` is relative to the workspace folder, `line` is 1-based."""

    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


Piece = str | Code | Link | Strong
Words = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of its own."""

    words: Words


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; a head of empty cells is left out where there is no Markdown."""

    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Code of a language, in lines of its own."""

    language: str
    text: str


Part = Line | Table | Block


def joined(items: Iterable[Words], between: str = ", ", most: int = 8) -> Words:
    """The items in a row, without doubles; beyond `most` only how many more there are."""
    unique = list(dict.fromkeys(items))
    found: list[Piece] = []
    for index, it in enumerate(unique[:most]):
        found += [between, *it] if index else it
    if len(unique) > most:
        found.append(f" and {len(unique) - most} more")
    return tuple(found)


def markdown(parts: Iterable[Part], base: str = "") -> str:
    """Markdown as GitHub defines it; `base` is the URI of the workspace folder with a slash at its end.

    Links are `file:///folder/app/models.py#L12`, which VS Code, Zed and Sublime Text open at the line.
    """
    return "\n\n".join(_markdown(it, base) for it in parts) + "\n"


def plain(parts: Iterable[Part]) -> str:
    """Text without any marks: aligned tables, indented code, and `path:line` where Markdown has a link."""
    return "\n\n".join(_plain(it) for it in parts) + "\n"


# --------------------------------------------------------------------------- Markdown


def _markdown(part: Part, base: str) -> str:
    match part:
        case Line(words=words):
            return "".join(_marked(it, base) for it in words)
        case Table(head=head, rows=rows):
            marked = [[_in_cell("".join(_marked(it, base) for it in cell)) for cell in row] for row in rows]
            seen = [["".join(map(_seen, cell)) for cell in row] for row in rows]
            widths = _widths([list(head), *seen], 3)
            lines = [_row(head, head, widths), "| " + " | ".join("-" * it for it in widths) + " |"]
            lines += [_row(cells, texts, widths) for cells, texts in zip(marked, seen, strict=True)]
            return "\n".join(lines)
        case Block(language=language, text=text):
            fence = "`" * max(3, _ticks(text) + 1)
            return f"{fence}{language}\n{_shortened(text)}\n{fence}"


def _row(cells: Sequence[str], seen: Sequence[str], widths: Sequence[int]) -> str:
    padded = (it + " " * (width - _width(text)) for it, text, width in zip(cells, seen, widths, strict=True))
    return "| " + " | ".join(padded) + " |"


def _marked(piece: Piece, base: str) -> str:
    match piece:
        case Code(text=text):
            return _span(_one_line(text))
        case Link(text=text, path=path, line=line):
            return f"[{_span(_one_line(text))}]({base}{quote(path)}#L{line})"
        case Strong(text=text):
            return f"**{text}**"
        case str():
            return _SPECIAL.sub(r"\\\g<0>", piece)


def _span(text: str) -> str:
    """A code span, whose backticks are more than those inside."""
    if not text:
        return ""
    ticks = "`" * (_ticks(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") or (text[0] == text[-1] == " ") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _ticks(text: str) -> int:
    """The longest run of backticks."""
    return max((len(it) for it in re.findall("`+", text)), default=0)


def _in_cell(text: str) -> str:
    """A pipe ends a cell, in a code span, too."""
    return text.replace("|", "\\|")


# --------------------------------------------------------------------------- plain text


def _plain(part: Part) -> str:
    match part:
        case Line(words=words):
            return "".join(map(_seen_with_place, words))
        case Table(head=head, rows=rows):
            lines = [["".join(map(_seen_with_place, cell)) for cell in row] for row in rows]
            if any(head):
                lines.insert(0, list(head))
            widths = _widths(lines, 0)
            return "\n".join(
                "  ".join(it + " " * (width - _width(it)) for it, width in zip(row, widths, strict=True)).rstrip()
                for row in lines
            )
        case Block(text=text):
            return "\n".join(f"    {it}".rstrip() for it in _shortened(text).splitlines())


def _seen(piece: Piece) -> str:
    """What a reader of rendered Markdown sees."""
    return piece if isinstance(piece, str) else _one_line(piece.text)


def _seen_with_place(piece: Piece) -> str:
    if isinstance(piece, Link):
        place, text = f"{piece.path}:{piece.line}", _seen(piece)
        return place if text == place else f"{text} ({place})"
    return _seen(piece)


# --------------------------------------------------------------------------- both


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _shortened(text: str) -> str:
    lines = [it.rstrip() for it in text.strip("\r\n").splitlines()]
    return "\n".join(
        lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"… {len(lines) - _LINES + 1} more lines"]
    )


def _widths(rows: Sequence[Sequence[str]], least: int) -> list[int]:
    return [max(least, *map(_width, column)) for column in zip(*rows, strict=True)] if rows else []


def _width(text: str) -> int:
    """Columns on a screen with a fixed pitch: ideographs and emoji take two, combining characters none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(it) in "WF" for it in text)
    return len(text) + wide - sum(unicodedata.combining(it) != 0 for it in text)
