"""`@path` in an instruction file: another file that is read with it."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.reading.page import Page
from lsp_server.text import Span

DEEPEST = 4  # hops from the first file

_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\1(?!`))[^\0])*?(?<!`)\1(?!`)")
_IMPORT = re.compile(r"(?:(?<=\s)|(?<=\()|^)@((?:[^\s`'\"()<>,;\\]|\\ )+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Import:
    """`path` counts from the workspace folder; None where it leads out of it."""

    written: str
    path: str | None
    span: Span

    @property
    def is_meant(self) -> bool:
        """Whether it can only be a file; `@types/node` and `@app.get` stand in instructions, too."""
        return self.written.lower().endswith((".md", ".mdc", ".txt"))


def imports(page: Page) -> Iterator[Import]:
    """Those in the text of a page: none in code, fences and comments."""
    places: dict[Span, Import] = {}
    for span in (*(it.head for it in page.blocks if it.kind in ("item", "paragraph", "row")), *_headings(page)):
        text = page.document.slice(span)
        for found in _IMPORT.finditer(_CODE.sub(lambda it: "\0" * len(it[0]), text)):
            written = found[1].rstrip(".:!?*_").replace("\\ ", " ")
            start = span.start + len(text[: found.start()].encode("utf-8", "surrogatepass"))
            place = Span(start, start + len(found[0].rstrip(".:!?*_").encode("utf-8", "surrogatepass")))
            if written and "\0" not in written:
                places[place] = Import(written, _resolved(page.document.path, written), place)
    return iter(places[it] for it in sorted(places))


def _headings(page: Page) -> Iterator[Span]:
    return (it.heading for it in page.sections)


def _resolved(importer: str, written: str) -> str | None:
    """Relative to the importing file. Absolute paths and those of the home folder lead out of the workspace."""
    if written.startswith(("/", "~")):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(importer), written))
    return None if path.startswith("..") else path
