"""`FILE:LINE[:COL]` and byte spans: the border between people's line numbers and ours."""

import re
from dataclasses import dataclass
from pathlib import Path

import click

from lsp_server.text import Document, Position, Span

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the user wrote it: line and column count from 1, columns in code points."""

    file: Path
    line: int
    column: int | None

    def span_in(self, document: Document) -> Span:
        """The empty selection at this place; without a column, at the line's first text.

        Raises click.UsageError where the document has no such line or column.
        """
        if not 1 <= self.line <= document.line_count:
            lines = "1 line" if document.line_count == 1 else f"{document.line_count} lines"
            raise click.UsageError(f"{document.path} has no line {self.line}; it has {lines}.")
        text = document.slice(document.line_span(self.line - 1))
        column = self.column if self.column is not None else len(text) - len(text.lstrip()) + 1
        if not 1 <= column <= len(text) + 1:
            raise click.UsageError(f"Line {self.line} of {document.path} has no column {column}; it has {len(text)}.")
        offset = document.offset(Position(self.line - 1, column - 1), "utf-32")
        return Span(offset, offset)


def parse_place(value: str) -> Place:
    """`FILE:LINE` or `FILE:LINE:COL`, for click's `type`."""
    found = _PLACE.fullmatch(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is not a place; write FILE:LINE or FILE:LINE:COL.")
    column = found["column"]
    return Place(Path(found["file"]), int(found["line"]), int(column) if column is not None else None)


place_argument = click.argument("place", type=parse_place, metavar="FILE:LINE[:COL]")


def as_json(document: Document, span: Span) -> dict[str, dict[str, int]]:
    """A span as `{"start": {"line", "column"}, "end": {…}}`, 1-based, the end exclusive."""
    (line, column), (end_line, end_column) = document.line_and_column(span.start), document.line_and_column(span.end)
    return {"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}}
