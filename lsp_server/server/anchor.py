"""Where a place of an older text is now."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from lsp_server.text import Document, Span


def moved(span: Span, before: Document, after: Document) -> Span | None:
    """The span of `before` in `after`. None when one of the lines that it stands on has changed."""
    if before.text == after.text:
        return span
    old, new = _lines(before), _lines(after)
    first, last = before.line_of(span.start), before.line_of(span.end)
    now = _line_now(first, last, old, new)
    if now is None:
        return None
    return Span(_on(now, span.start, before, after), _on(now + last - first, span.end, before, after))


def _on(line: int, offset: int, before: Document, after: Document) -> int:
    """An offset on a line of `after` that says the same as its own line does; line endings may be other ones."""
    there = after.line_span(line)
    return min(there.start + offset - before.line_span(before.line_of(offset)).start, there.end)


def _line_now(first: int, last: int, old: Sequence[str], new: Sequence[str]) -> int | None:
    """The line of `new` that the lines from `first` to `last` of `old` begin at; what is equal at both ends stays."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    if last < head:
        return first
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    if first >= len(old) - tail:
        return first + len(new) - len(old)
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    for block in matcher.get_matching_blocks():
        if block.a <= first - head and last - head < block.a + block.size:
            return first - block.a + block.b
    return None


def _lines(document: Document) -> list[str]:
    return [document.slice(document.line_span(line)) for line in range(document.line_count)]
