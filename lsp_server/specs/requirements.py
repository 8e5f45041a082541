"""FR-001, SC-002 and the like: each where it is defined."""

import re
from collections.abc import Iterator
from itertools import takewhile

from lsp_server.reading.page import Page
from lsp_server.specs.sections import one_line, place
from lsp_server.specs.values import Requirement
from lsp_server.text import Span

# Names of features stand in ids too: events-001, FR-TF-001, FR-1.2.
_ID = re.compile(
    r"(?:\[[ xX]\]\s*)?(?P<mark>[*`]*)"
    r"(?P<id>[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*[a-z]?|[a-z][a-z0-9]*(?:-[a-z0-9]+)*-\d{3})\b"
    r"(?P<end>[*`]*\s*(?:[([][^)\]\n]*[)\]])?[*`]*:?[*`]*)",
)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_UNCLEAR = re.compile(r"\[NEEDS CLARIFICATION:?\s*([^\[\]]*)\]", re.IGNORECASE)


def requirements(page: Page) -> Iterator[Requirement]:
    """In the order of the file; of several places with one id the first is the definition."""
    seen: set[str] = set()
    for span, text in sorted(_candidates(page)):
        found = _ID.match(text)
        if found is None or found["id"] in seen:
            continue
        rest = one_line(text[found.end() :])
        if not (found["mark"] or ":" in found["end"] or rest.startswith(("-", "–", "—", "|"))):
            continue  # "FR-001 to FR-004 are tested" is prose.
        seen.add(found["id"])
        unclear = tuple(map(one_line, _UNCLEAR.findall(rest)))
        yield Requirement(found["id"], rest.lstrip(":-–—| "), unclear, place(page, span))


def _candidates(page: Page) -> Iterator[tuple[Span, str]]:
    """What may define a requirement: headings with their text, items with what is nested, rows, and single lines."""
    for it in page.sections:
        _, *below = page.text(it.own).split("\n")
        own = takewhile(lambda line: _ID.match(_BULLET.sub("", line)) is None, below)
        yield it.own, "\n".join([f"{it.title}:", *own])
    for block in page.blocks:
        if block.kind == "item":
            yield block.span, _BULLET.sub("", page.text(block.span))
        elif block.kind == "row":
            yield block.span, block.text
        elif block.kind == "paragraph":
            start = block.span.start
            for line in page.document.slice(block.span).splitlines(keepends=True):
                end = start + len(line.encode("utf-8", "surrogatepass"))
                yield Span(start, start + len(line.rstrip("\r\n").encode("utf-8", "surrogatepass"))), line.strip()
                start = end
