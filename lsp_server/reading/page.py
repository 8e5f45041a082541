"""A Markdown file as sections and blocks, each with its place.

The parser is CommonMark's (markdown-it), told to read indented code as text, since people indent lists as they like.
Fences, comments and front matter are therefore never taken for tasks or headings.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lsp_server.reading.tokens import Raw, blocks
from lsp_server.text import Document, Span

Kind = Literal["item", "paragraph", "row", "fence", "comment"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    level: int
    above: tuple[str, ...]  # the titles of the headings that it lies under
    heading: Span
    own: Span  # up to the next heading of any level
    whole: Span  # up to the next heading that is not below this one


@dataclass(frozen=True, slots=True)
class Block:
    """A list item, paragraph, table row, fence or comment. An item's text is its first paragraph, the mark left out.

    `span` is all of it, nested items included; `head` only its first paragraph.
    """

    kind: Kind
    text: str
    span: Span
    head: Span
    section: Section | None
    cells: tuple[str, ...] = ()  # of a row
    info: str = ""  # of a fence


@dataclass(frozen=True)
class Page:
    """A Markdown document, taken apart when it is first asked."""

    document: Document

    @cached_property
    def front(self) -> Span | None:
        """Where the front matter stands, its lines of dashes included."""
        last = _front_lines(self._lines)
        return None if last is None else self._span(0, last + 1)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        headings = [it for it in self._raw if it.kind == "heading"]
        ends = _ends(headings, len(self._lines))
        found: list[Section] = []
        above: list[Raw] = []
        for it, (own, whole) in zip(headings, ends, strict=True):
            while above and above[-1].level >= it.level:
                above.pop()
            titles = tuple(other.text for other in above)
            own_span, whole_span = self._span(it.first, own), self._span(it.first, whole)
            found.append(Section(it.text, it.level, titles, self._span(it.first, it.last), own_span, whole_span))
            above.append(it)
        return tuple(found)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks but the headings, in the order of the file; a nested item follows the one it lies in."""
        found: list[Block] = []
        sections = iter(self.sections)
        section: Section | None = None
        for it in self._raw:
            if it.kind == "heading":
                section = next(sections)
            else:
                span, head = self._span(it.first, it.last), self._span(it.first, it.head)
                found.append(Block(it.kind, it.text, span, head, section, it.cells, it.info))
        return tuple(found)

    def text(self, span: Span) -> str:
        """What stands there, with plain line endings."""
        return self.document.slice(span).replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return tuple(re.split(r"\r\n|\n|\r", self.document.text.removeprefix("\ufeff")))

    @cached_property
    def _raw(self) -> tuple[Raw, ...]:
        lines = list(self._lines)
        front = _front_lines(self._lines)
        if front is not None:
            lines[: front + 1] = [""] * (front + 1)
        return blocks("\n".join(lines))

    def _span(self, first: int, end: int) -> Span:
        """The bytes of these lines, `end` not included, without the blank lines at their end."""
        while end > first + 1 and not self._lines[end - 1].strip():
            end -= 1
        start = self.document.line_span(first).start
        return Span(start, max(start, self.document.line_span(max(first, end - 1)).end))


def page(path: str, text: str) -> Page:
    return Page(Document(path, text))


def _ends(headings: list[Raw], last: int) -> list[tuple[int, int]]:
    """The line before which each heading's own text ends, and all that stands below it."""
    found: list[tuple[int, int]] = []
    following = [last] * 7  # the next heading of each level, from the end of the file backwards
    own = last
    for it in reversed(headings):
        found.append((own, min(following[: it.level + 1])))
        own = following[it.level] = it.first
    return found[::-1]


def _front_lines(lines: tuple[str, ...]) -> int | None:
    """The line that closes the front matter; None where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return None
    return next((index for index, it in enumerate(lines) if index and it.rstrip() in ("---", "...")), None)
