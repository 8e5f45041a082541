"""tasks.md: what is to be done, and what is done."""

import re
from collections.abc import Iterator

from lsp_server.reading.page import Block, Page, Section
from lsp_server.specs.mentions import files
from lsp_server.specs.sections import one_line, place, plain
from lsp_server.specs.values import Task
from lsp_server.text import Span

_BOX = re.compile(r"\[(?P<mark>[^\]\s]?|\s*)\]\s*")
# T012, T001a, TC001, T-12, T1.2, QG006; and plain numbers, "1." and "2.3"
_ID = r"(?P<id>[A-Z]{1,4}-?\d+(?:\.\d+)*[a-z]?|Task\s+\d+(?:\.\d+)*|\d+(?:\.\d+)*(?=[.):]?\s))"
_START = re.compile(rf"[*~`]*\s*\[?{_ID}\]?[*`]*\s*[.:)–—-]*[*~`]*\s*")
_HEADING = re.compile(
    r"(?:[✅☑⬜]\s*)?[*`]*(?P<id>T[A-Z]?-?\d+(?:\.\d+)*[a-z]?|Task\s+\d+(?:\.\d+)*)\b[*`]*\s*[.:)–—-]*\s*"
)
_MARKS = re.compile(r"\s*(?:\[(?P<tag>P|US-?\d+(?:\s*,\s*US-?\d+)*)\]|(?P<p>\(P\)))\s*")
_STORY = re.compile(r"(?:user\s+story|story|\bus)\s*-?(\d+)", re.IGNORECASE)
_AFTER = re.compile(
    r"(?:depends? on|after|blocked by|requires)\s*:?\s*((?:T[A-Z]?\d+[a-z]?[\s,&]*(?:and\s+)?)+)", re.IGNORECASE
)
_DONE = re.compile(r"✅|☑|\[[xX]\]|\b(?:done|complete|completed)\b", re.IGNORECASE)


def tasks(page: Page) -> tuple[Task, ...]:
    """The tasks in the order of the file: checkboxes, headings (### T012 …) and table rows (| T012 | … |)."""
    found = [*_of_headings(page), *_of_blocks(page)] or list(_without_ids(page))
    seen: dict[str, Task] = {}
    for it in sorted(found, key=lambda it: it.place.span.start):
        known = seen.get(it.id) if it.id else None
        # A table or list that sums up what stands elsewhere as a task of its own is not that task.
        if known is None or (known.box is None and it.box is not None):
            seen[it.id or f"line {it.place.span.start}"] = it
    return tuple(sorted(seen.values(), key=lambda it: it.place.span.start))


def _of_blocks(page: Page) -> Iterator[Task]:
    for block in page.blocks:
        if block.kind == "item" and (box := _BOX.match(block.text)) is not None:
            start = _START.match(block.text, box.end())
            if start is not None:
                done = bool(box["mark"].strip()) and box["mark"] not in "-~"
                rest = block.text[start.end() :]
                yield _task(page, start["id"], rest, block.span, block.section, done, _box_span(page, block))
        elif block.kind == "row" and block.cells:
            start = _HEADING.fullmatch(block.cells[0])
            if start is not None:
                rest = " | ".join(block.cells[1:])
                yield _task(page, start["id"], rest, block.span, block.section, bool(_DONE.search(rest)), None)


def _without_ids(page: Page) -> Iterator[Task]:
    """The checkboxes of a file that numbers nothing."""
    for block in page.blocks:
        if block.kind == "item" and (box := _BOX.match(block.text)) is not None:
            done = bool(box["mark"].strip()) and box["mark"] not in "-~"
            rest = block.text[box.end() :]
            yield _task(page, "", rest, block.span, block.section, done, _box_span(page, block))


def _of_headings(page: Page) -> Iterator[Task]:
    for it in page.sections:
        start = _HEADING.match(it.title)
        if start is not None:
            rest = it.title[start.end() :]
            yield _task(page, start["id"], rest, it.whole, it, bool(_DONE.search(it.title)), None)


def _task(page: Page, name: str, rest: str, span: Span, section: Section | None, done: bool, box: Span | None) -> Task:
    parallel, story = False, None
    while (mark := _MARKS.match(rest)) is not None:
        rest = rest[mark.end() :]
        if mark["p"] or mark["tag"] == "P":
            parallel = True
        else:
            story = int(re.findall(r"\d+", mark["tag"])[0])
    titles = [plain(it) for it in (*section.above, section.title)] if section is not None else []
    if story is None:
        numbers = [found[1] for it in titles if (found := _STORY.search(it)) is not None]
        story = int(numbers[-1]) if numbers else None
    phase = next((it for it in titles if it.lower().startswith(("phase", "user story"))), titles[-1] if titles else "")
    whole = page.text(span)
    after = tuple(it for found in _AFTER.findall(whole) for it in re.findall(r"T[A-Z]?\d+[a-z]?", found))
    paths = tuple(dict.fromkeys(it for it, _, _ in files(whole)))
    return Task(one_line(name), one_line(rest), done, parallel, story, phase, paths, after, place(page, span), box)


def _box_span(page: Page, block: Block) -> Span:
    """What stands between the brackets; the first bracket of the item is the checkbox's."""
    data = page.document.data
    start = data.index(b"[", block.span.start) + 1
    return Span(start, data.index(b"]", start))
