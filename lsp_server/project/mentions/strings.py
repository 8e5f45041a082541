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
    return inner if _written(document, inner, node.value) is not None else None


def part(document: Document, node: syntax.Constant, start: int, end: int) -> Span | None:
    """The bytes of the value's characters from `start` to `end`; None where they can't be told."""
    assert isinstance(node.value, str)
    whole = text_span(document, node)
    doubled = _written(document, whole, node.value) if whole is not None else None
    if whole is None or doubled is None:
        return None
    before, wanted = (_bytes(it, doubled) for it in (node.value[:start], node.value[start:end]))
    return Span(whole.start + len(before), whole.start + len(before) + len(wanted))


def _written(document: Document, inner: Span, value: str) -> bool | None:
    """Whether the braces of a text are doubled, as in an f-string; None: it is not there letter by letter."""
    data = document.data[inner.start : inner.end]
    return next((it for it in (False, True) if _bytes(value, it) == data), None)


def _bytes(text: str, doubled: bool) -> bytes:
    text = text.replace("{", "{{").replace("}", "}}") if doubled else text
    return text.encode("utf-8", "surrogatepass")
