"""constitution.md: the principles that hold for every feature."""

import re

from lsp_server.reading.page import Page
from lsp_server.specs.sections import sections
from lsp_server.specs.values import Constitution, Section

_VERSION = re.compile(r"\*\*Version\*\*\s*:\s*v?([\w.-]+)|\*\*Version:\*\*\s*v?([\w.-]+)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]{3,}\]")
_PROCEDURE = re.compile(
    r"governance|amendment|version|changelog|sync impact|preamble|table of contents|compliance review", re.IGNORECASE
)


def constitution(page: Page) -> Constitution:
    """Its principles; sections that are still the template's are none."""
    version = _VERSION.search(page.document.text)
    found = version[1] or version[2] if version is not None else ""
    return Constitution(page.document.path, found, _principles(sections(page)))


def _principles(all_of_them: tuple[Section, ...]) -> tuple[Section, ...]:
    """What stands under a heading that speaks of principles; without one, every section but the procedures."""
    filled = [it for it in all_of_them if _PLACEHOLDER.search(it.title) is None and _says_something(it)]
    named = [it for it in filled if it.above and any("principle" in above.lower() for above in it.above[1:])]
    return tuple(
        named or [it for it in filled if it.above and not any(map(_PROCEDURE.search, (*it.above[1:], it.title)))]
    )


def _says_something(section: Section) -> bool:
    _, _, below = section.text.partition("\n")
    return bool(_PLACEHOLDER.sub("", below).strip())
