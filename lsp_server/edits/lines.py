"""Where whole lines go: below a statement, above one, with blank lines around."""

from lsp_server.edits.layout import Layout
from lsp_server.facts import syntax
from lsp_server.text import Document, Edit, Span


def insert(document: Document, at: int, text: str, *, blank_above: int, blank_below: int, layout: Layout) -> Edit:
    """`text`, whole lines, at the start of a line, with at least so many blank lines around."""
    newline = layout.newline
    above, below = document.slice(Span(0, at)), document.slice(Span(at, len(document.data)))
    if above.strip("\ufeff \t\r\n"):
        ended = above.endswith(("\n", "\r"))
        text = newline * max(0, blank_above - _blank_at_end(above)) + text
        if not ended:
            # The file has no final newline, and keeps having none.
            return Edit(Span(at, at), newline + text.removesuffix(newline))
    if below.strip():
        text += newline * max(0, blank_below - _blank_at_start(below))
    return Edit(Span(at, at), text)


def _blank_at_start(text: str) -> int:
    lines = text.splitlines()
    return next((i for i, it in enumerate(lines) if it.strip()), len(lines))


def _blank_at_end(text: str) -> int:
    return _blank_at_start("\n".join(reversed(text.splitlines())))


def below(document: Document, node: syntax.Stmt, indent: str) -> int:
    """The start of the line after a statement and after the comments that are still inside it.

    Those are further in than `indent`; in a class, also those right below that are as far in.
    """
    end = at = document.line_of(node.span.end) + 1
    while at < document.line_count:
        text = document.slice(document.line_span(at))
        inside = text.startswith((f"{indent} ", f"{indent}\t")) and text.lstrip().startswith("#")
        beside = bool(indent) and at == end and text.startswith(f"{indent}#")
        if inside or beside:
            end = at + 1
        elif text.strip():
            break
        at += 1
    return document.line_span(end).start if end < document.line_count else len(document.data)


def above(document: Document, node: syntax.Stmt) -> int:
    """The start of the line of a statement, or of the comments right above it."""
    line = document.line_of(node.span.start)
    while line > 0 and document.slice(document.line_span(line - 1)).startswith("#"):
        line -= 1
    return max(document.line_span(line).start, 3 if document.text.startswith("\ufeff") else 0)
