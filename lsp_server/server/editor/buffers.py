"""What the small editor has open, and how a workspace edit changes it: the buffers first, the disk on save."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import to_fs_path

from lsp_server.text import Document, Edit, Encoding, Position, Span, apply


class Buffers(dict[str, Document]):
    """The open documents of one window by their paths, which are relative to its folder."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.encoding: Encoding = "utf-16"

    def uri(self, path: str) -> str:
        return Path(os.path.normpath(self.root / path)).as_uri()  # a link keeps its own name

    def path(self, uri: str) -> str:
        return Path(os.path.relpath(to_fs_path(uri) or uri, self.root)).as_posix()

    def read(self, path: str) -> Document:
        """Open a file: its text becomes a buffer."""
        self[path] = Document(path, (self.root / path).read_bytes().decode(), version=0)
        return self[path]

    def speaks_of_what_is_gone(self, edit: lsp.WorkspaceEdit) -> bool:
        """Whether an edit was made for another version than the buffer's."""
        for it in edit.document_changes or ():
            if isinstance(it, lsp.TextDocumentEdit) and it.text_document.version is not None:
                known = self.get(self.path(it.text_document.uri))
                if known is None or known.version != it.text_document.version:
                    return True
        return False

    def changes(self, edit: lsp.WorkspaceEdit) -> Iterator[tuple[str, bool, Sequence[object]]]:
        """Each file that an edit changes, whether it is new, and its edits; files that it deletes are deleted."""
        created = set()
        for uri, changes in (edit.changes or {}).items():
            yield self.path(uri), not (self.root / self.path(uri)).exists(), changes
        for operation in edit.document_changes or ():
            if isinstance(operation, lsp.CreateFile):
                created.add(self.path(operation.uri))
            elif isinstance(operation, lsp.DeleteFile):
                (self.root / self.path(operation.uri)).unlink()
            elif isinstance(operation, lsp.TextDocumentEdit):
                path = self.path(operation.text_document.uri)
                yield path, path in created or not (self.root / path).exists(), operation.edits

    def edited(self, path: str, changes: Sequence[object]) -> str:
        """The text of a buffer with edits made."""
        before = self[path]
        edits = [
            Edit(Span(self._offset(before, it.range.start), self._offset(before, it.range.end)), it.new_text)
            for it in changes
            if isinstance(it, lsp.TextEdit | lsp.AnnotatedTextEdit)
        ]
        return apply(before.text, edits)

    def _offset(self, document: Document, at: lsp.Position) -> int:
        return document.offset(Position(at.line, at.character), self.encoding)
