"""Where in a file the parts of a string stand."""

import re

from lsp_server.facts import syntax
from lsp_server.text import Document, Span

_OPENING = re.compile(rb"[rRuUbB]{0,2}('''|\"\"\"|'|\")")


def text_span(document: Document, node: syntax.Constant) -> Span | None:
    """The bytes between the quotes of a string; None where they are not the string's value letter by letter, as with
    escapes and with strings written in several pieces. The text of an f-string has no quotes of its own.
    """
    if not isinstance(node.value, str):
        return None
    opening = _OPENING.match(document.data, node.span.start)
    inner = node.span
    if opening is not None and opening.end() + len(opening[1]) <= node.span.end:
        inner = Span(opening.end(), node.span.end - len(opening[1]))
    return inner if document.data[inner.start : inner.end] == node.value.encode("utf-8", "surrogatepass") else None


def part(document: Document, node: syntax.Constant, start: int, end: int) -> Span | None:
    """The bytes of the value's characters from `start` to `end`; None where they can't be told."""
    assert isinstance(node.value, str)
    whole = text_span(document, node)
    if whole is None:
        return None
    before, wanted = node.value[:start].encode(), node.value[start:end].encode()
    return Span(whole.start + len(before), whole.start + len(before) + len(wanted))
