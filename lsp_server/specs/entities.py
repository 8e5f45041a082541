"""What the data is: data-model.md's sections, and the "Key Entities" of a spec."""

import re
from collections.abc import Iterator

from lsp_server.reading.page import Page
from lsp_server.specs.sections import place, plain, within
from lsp_server.specs.values import Entity

_ITEM = re.compile(r"[*`]*([A-Z]\w*(?: [A-Z]\w*)*)[*`]*\s*(?:\([^)]*\))?[*`]*\s*[:–—-]")
# `### 1. Task (table: tasks)`, `## Entity: Task Item`, `### Table `hero_team``, `### Hero Entity`
_HEADING = re.compile(
    r"(?:[\dIVX]+(?:\.\d+)*[.):]?\s+)?(?:(?:entity|model|table|schema)\s*(?:\d+)?\s*[:–—-]?\s+)?"
    r"([A-Za-z]\w*(?: [A-Z]\w*){0,3}?)(?:\s+(?:entity|model|table|schema))*\s*(?:[(:–—-].*)?",
    re.IGNORECASE,
)


def key_entities(page: Page) -> Iterator[Entity]:
    for block in page.blocks:
        found = _ITEM.match(block.text) if block.kind == "item" and within(block, "entities", "data model") else None
        if found is not None:
            yield Entity(found[1], page.text(block.span), place(page, block.span))


def described_entities(page: Page) -> Iterator[Entity]:
    """Every section below the title whose heading reads like a name; "Relationships" is one too, and does no harm."""
    for it in page.sections:
        found = _HEADING.fullmatch(plain(it.title))
        if it.level > 1 and found is not None:
            yield Entity(found[1], page.text(it.whole), place(page, it.whole))


def same_entity(name: str, written: str) -> bool:
    """HeroTeam, Hero Team, hero_team and hero_teams are one."""
    ours, theirs = (re.sub(r"[\W_]+", "", it).casefold() for it in (name, written))
    return theirs in (ours, f"{ours}s", f"{ours}es", f"{ours}table", f"{ours[:-1]}ies" if ours.endswith("y") else ours)
