"""spec.md: user stories, requirements, success criteria and key entities."""

import re
from collections.abc import Iterator

from lsp_server.reading.page import Page
from lsp_server.specs.entities import key_entities
from lsp_server.specs.requirements import requirements
from lsp_server.specs.sections import one_line, place, plain, sections
from lsp_server.specs.values import Spec, Story

_STORY = re.compile(r"(?:user\s+story|story|us)\s*[-#:]?\s*(\d+)\b\s*[-–—:.]*\s*(.*)", re.IGNORECASE)
_PRIORITY = re.compile(r"\s*\(?\s*(?:priority\s*:?\s*)?\b(P\d)\b\s*\)?", re.IGNORECASE)
_STATUS = re.compile(r"^\**Status\**\s*:\**\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
_TITLE = re.compile(r"^(?:feature\s+)?spec(?:ification)?\s*[:–—-]\s*", re.IGNORECASE)


def spec(page: Page) -> Spec:
    title = plain(page.sections[0].title) if page.sections else ""
    status = _STATUS.search(page.document.text)
    return Spec(
        page.document.path,
        _TITLE.sub("", title),
        one_line(status[1]) if status is not None else "",
        sections(page),
        tuple(_stories(page)),
        tuple(requirements(page)),
        tuple(key_entities(page)),
    )


def _stories(page: Page) -> Iterator[Story]:
    for it in page.sections:
        found = _STORY.match(plain(it.title))
        if found is not None:
            priority = _PRIORITY.search(found[2])
            title = _PRIORITY.sub("", found[2]).strip(" -–—")
            yield Story(
                int(found[1]),
                title,
                priority[1].upper() if priority else "",
                page.text(it.whole),
                place(page, it.whole),
            )
