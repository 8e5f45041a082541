"""Add what is missing to a file's import header, and leave every other byte alone.

Made from our own syntax values rather than with LibCST's AddImportsVisitor: that one needs the whole
file to parse (a half-typed or newer-syntax file is refused), takes 60 ms per 1,000 lines, appends at
the end of the header whatever its order, and knows neither sections nor TYPE_CHECKING blocks. Only the
header is read here, so what the user is typing further down does not matter.
"""

from collections.abc import Collection

from lsp_server.edits.hunks import hunks
from lsp_server.edits.import_header import Rest, Want, binds, bound, header_end
from lsp_server.edits.import_order import Statement
from lsp_server.edits.import_places import insert
from lsp_server.edits.import_typing import without_typing_only
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Edit, Span, apply

Wanted = str | tuple[str, str]


def add(
    source: FileFacts | Document,
    *wanted: Wanted,
    first_party: Collection[str] = (),
    line_length: int = 88,
    runtime: bool = True,
) -> tuple[Edit, ...]:
    """Edits to `source` after which all of `wanted` is imported; nothing for what is there already.

    Each is a module (`"uuid"`, `"numpy as np"`) or a module and a name (`("sqlmodel", "Field")`,
    `(".models", "Hero as HeroTable")`). A name imported under another alias does not count.
    `first_party` are the top names of the project's own modules, as far
    as the file's path does not tell. A name needed at run time is taken out of an `if TYPE_CHECKING:`
    block; with `runtime=False` it may stay there. Lines are wrapped as ruff does beyond `line_length`.
    """
    facts = source if isinstance(source, FileFacts) else read(source)
    end = header_end(facts)
    before = facts.document.slice(Span(0, end))
    rest = Rest(facts.body, end, len(facts.document.data), facts.document.newline)
    text = before
    for it in wanted:
        want = _parse(it)
        header = read(Document(facts.path, text))
        if not _has(header, want, runtime):
            moved = without_typing_only(header, want, rest) if runtime else ()
            header = read(Document(facts.path, apply(text, moved)))
            text = apply(header.document.text, insert(header, want, rest, first_party, line_length))
    return tuple(hunks(before, text))


def _parse(wanted: Wanted) -> Want:
    module, name = (wanted, None) if isinstance(wanted, str) else wanted
    head, _, alias = (module if name is None else name).partition(" as ")
    return Want(head, None, alias or None) if name is None else Want(module, head, alias or None)


def _has(header: FileFacts, want: Want, runtime: bool) -> bool:
    nodes = bound(header.body) if runtime else (it for it in syntax.walk(*header.body) if isinstance(it, Statement))
    return any(binds(node, alias, want) for node in nodes for alias in node.names)
