"""plan.md: the technical context, and the files that it lays out."""

import re
from collections.abc import Iterator

from lsp_server.reading.page import Block, Page
from lsp_server.specs.mentions import files
from lsp_server.specs.sections import one_line, place, sections, within
from lsp_server.specs.trees import is_tree, paths
from lsp_server.specs.values import Mention, Plan
from lsp_server.text import Span

_PAIR = re.compile(r"^\s*(?:[-*+]\s+)?\*\*([^*\n]+?):?\*\*\s*:?[ \t]*(.*)$", re.MULTILINE)


def plan(page: Page) -> Plan:
    context = [
        (found[1].strip(), one_line(found[2]))
        for block in page.blocks
        if block.kind in ("paragraph", "item") and within(block, "technical context")
        for found in _PAIR.finditer(block.text)
    ]
    mentions = {it.place.span: it for block in page.blocks for it in _mentions(page, block)}
    return Plan(page.document.path, sections(page), tuple(context), tuple(mentions[it] for it in sorted(mentions)))


def _mentions(page: Page, block: Block) -> Iterator[Mention]:
    text = page.document.slice(block.span)
    found = paths(text) if block.kind == "fence" and is_tree(text) else files(text)
    for path, start, end in found:
        first = block.span.start + len(text[:start].encode("utf-8", "surrogatepass"))
        yield Mention(path, place(page, Span(first, first + len(text[start:end].encode("utf-8", "surrogatepass")))))
