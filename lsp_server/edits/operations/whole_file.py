"""A file from nothing, or a small one said anew and reduced to the lines that differ."""

import re

from lsp_server.edits.hunks import hunks
from lsp_server.edits.operations.left_out import emptied, left_out, lost
from lsp_server.edits.operations.operation import No, Splice, WholeFile
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Span

_ENDING = re.compile(r"\r\n|\r|\n")


def created(operation: WholeFile) -> str | No:
    """The text of a new file, with a line ending at its end."""
    text = _plain(operation.text)
    reason = left_out("", text)
    if reason is not None:
        return No(reason)
    return text if not text or text.endswith("\n") else text + "\n"


def whole_file(facts: FileFacts, operation: WholeFile, largest: int | None) -> Splice | No:
    """The edits by whole lines from a file to its new text; refused where it has more than `largest` lines.

    Byte order mark, line endings and a missing final newline stay as they are.
    """
    document, path = facts.document, facts.path
    count = document.line_count - document.text.endswith(("\n", "\r"))
    if largest is not None and count > largest:
        return No(
            f"{path} has {count} lines, too many to be written anew; "
            "replace or insert the symbols that change, or replace exact text."
        )
    text = _plain(operation.text)
    reason = left_out(document.text, text)
    if reason is None and path.endswith(".py"):
        after = read(Document(path, text))
        reason = emptied(facts.body, after.body) or lost(facts.body, after.body)
    if reason is not None:
        return No(reason)
    mark = "\ufeff" if document.text.startswith("\ufeff") else ""
    if document.text.strip("\ufeff \t\r\n"):
        text = text.rstrip("\n") if not document.text.endswith(("\n", "\r")) else text.rstrip("\n") + "\n"
    edits = tuple(hunks(document.text, mark + text.replace("\n", document.newline)))
    if not edits:
        return No(f"{path} says exactly that already; there is nothing to change.", already=True)
    return Splice((Span(0, len(document.data)),), edits)


def _plain(text: str) -> str:
    return _ENDING.sub("\n", text).removeprefix("\ufeff")
