"""What was typed between statements: comments and blank lines, which say nothing, but move what is below them."""

import re

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.syntax.walking import outermost
from lsp_server.facts.typed import Typed
from lsp_server.text import Span

_ENDING = re.compile(rb"\r\n|\r|\n")
_SAYS_NOTHING = re.compile(rb"(?:[ \t\f]*(?:\#[^\r\n]*)?(?:\r\n|\r|\n|\Z))*")


def is_between(made: Typed, before: FileFacts, after: FileFacts) -> bool:
    """Whether it is comments and blank lines that were typed, outside of functions and of every other statement."""
    if before.errors or after.errors or before.class_names != after.class_names or before.absolute != after.absolute:
        return False
    old, new = list(outermost(before.body, everything=True)), list(outermost(after.body, everything=True))
    if len(old) != len(new):
        return False
    for (was, one), (name, other) in zip(old, new, strict=True):
        if was != name or one.__class__ is not other.__class__ or _moved(made, one.span) != other.span:
            return False
        if one.span.start < made.start and made.old_end < one.span.end and not _is_below(made, one):
            return False
    above = max((it.span.end for _, it in old if it.span.end <= made.start), default=0)
    return _says_nothing(before.document.data, above, made.start, made.old_end) and _says_nothing(
        after.document.data, above, made.start, made.new_end
    )


def _moved(made: Typed, span: Span) -> Span | None:
    """Where a statement is now, that of right behind which was typed too: a word would make it longer, a blank not."""
    return span if span.end == made.start else made.moved(span)


def _is_below(made: Typed, node: syntax.Stmt) -> bool:
    """Whether it stands among the statements of a class."""
    return isinstance(node, syntax.ClassDef) and bool(node.body) and node.body[0].span.end < made.start


def _says_nothing(data: bytes, above: int, start: int, end: int) -> bool:
    """Whether whole lines say nothing: from the start of the line, or from the statement in it that ends at `above`,
    to the end of the line; what follows the last ending that was typed is another line."""
    first = max(above, data.rfind(b"\n", 0, start) + 1, data.rfind(b"\r", 0, start) + 1)
    if first == end or data[end - 1 : end] in (b"\n", b"\r"):
        last = end
    else:
        ending = _ENDING.search(data, end)
        last = ending.start() if ending is not None else len(data)
    return _SAYS_NOTHING.fullmatch(data, first, last) is not None
