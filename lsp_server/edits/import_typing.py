"""Take a name out of `if TYPE_CHECKING:`, because it is needed at run time now."""

from lsp_server.edits.import_header import Rest, Want, binds, is_type_checking, line_end
from lsp_server.edits.import_order import Statement
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.text import Document, Edit, Span


def without_typing_only(header: FileFacts, want: Want, rest: Rest) -> tuple[Edit, ...]:
    """The edits that take `want` out of the `if TYPE_CHECKING:` blocks of the header."""
    for block in header.body:
        if not isinstance(block, syntax.If) or not is_type_checking(block):
            continue
        for node in block.body:
            if isinstance(node, Statement) and any(binds(node, it, want) for it in node.names):
                return _drop(header, block, node, want, rest)
    return ()


def _drop(header: FileFacts, block: syntax.If, node: Statement, want: Want, rest: Rest) -> tuple[Edit, ...]:
    document = header.document
    index = next(i for i, it in enumerate(node.names) if binds(node, it, want))
    if len(node.names) > 1:
        return (Edit(_name_span(document, node, index), ""),)
    if len(block.body) > 1:
        return (Edit(_lines(document, node), ""),)
    if block.orelse:
        return (Edit(node.span, "pass"),)
    gone = _lines(document, block)
    line = document.line_of(gone.start)
    while line > 0 and not document.slice(document.line_span(line - 1)).strip():
        line -= 1
    dropped = Edit(Span(document.line_span(line).start, gone.end), "")
    if rest.uses("TYPE_CHECKING") > 1:
        return (dropped,)
    for other in header.body:
        if isinstance(other, syntax.ImportFrom):
            for at, alias in enumerate(other.names):
                if alias.bound == "TYPE_CHECKING":
                    span = _name_span(document, other, at) if len(other.names) > 1 else _lines(document, other)
                    return (dropped, Edit(span, ""))
    return (dropped,)


def _name_span(document: Document, node: Statement, index: int) -> Span:
    """One of several names with its comma, and its line where it has one of its own."""
    alias = node.names[index]
    line = document.line_span(document.line_of(alias.span.start))
    if document.slice(line).strip().rstrip(",") == document.slice(alias.span):
        return Span(line.start, line_end(document, alias.span.end))
    if index + 1 < len(node.names):
        return Span(alias.span.start, node.names[index + 1].span.start)
    return Span(node.names[index - 1].span.end, alias.span.end)


def _lines(document: Document, node: syntax.Stmt) -> Span:
    start = document.line_span(document.line_of(node.span.start)).start
    return Span(start, line_end(document, node.span.end))
