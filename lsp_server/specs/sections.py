"""What all readers of a Markdown page share: its sections as values, and the places of its parts."""

import re

from lsp_server.reading.page import Block, Page
from lsp_server.specs.values import Place, Section
from lsp_server.text import Span

_MARKS = re.compile(r"\*\(mandatory\)\*|\*\(.*?\)\*|[*`]")


def sections(page: Page) -> tuple[Section, ...]:
    return tuple(
        Section(plain(it.title), tuple(map(plain, it.above)), page.text(it.own), place(page, it.own))
        for it in page.sections
    )


def place(page: Page, span: Span) -> Place:
    return Place(page.document.path, span)


def within(block: Block, *titles: str) -> bool:
    """Whether the block stands below a heading that holds one of these words, in lower case."""
    section = block.section
    if section is None:
        return False
    above = " / ".join([*section.above, section.title]).lower()
    return any(it in above for it in titles)


def plain(title: str) -> str:
    """A title without its marks: `## Requirements *(mandatory)*` is Requirements."""
    return _MARKS.sub("", title).strip()


def one_line(text: str) -> str:
    return " ".join(text.split())
