"""A second opinion, of Python itself.

Tree-sitter forgives a few things, such as `f(a=1, 2)`, and does not know a few others, such as
`return a, *b`. The Python that runs this may be older than the code: what it reads is Python, what it does not
read may be, too.
"""

import ast
import textwrap
import warnings

from lsp_server.facts.file import FileFacts
from lsp_server.text import Span


def complaint(text: str) -> str | None:
    """What Python does not like about a module."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text.removeprefix("\ufeff").encode("utf-8", "surrogatepass"))
    except SyntaxError as error:
        return f"{error.msg} (line {error.lineno})"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__
    return None


def half_typed(facts: FileFacts, span: Span) -> bool:
    """Whether there is something in `span`, one statement or several, that neither tree-sitter nor Python can read."""
    if not facts.broken_at(span):
        return False
    document = facts.document
    first, last = document.line_of(span.start), document.line_of(span.end)
    lines = [document.slice(document.line_span(it)) for it in range(first, document.line_count)]
    indent = len(lines[0]) - len(lines[0].lstrip())
    # What is further in than the statement belongs to it, whatever was read.
    end = last - first + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    return complaint(textwrap.dedent("\n".join(lines[:end])).strip() + "\n") is not None
