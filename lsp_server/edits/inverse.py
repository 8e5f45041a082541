"""The change that takes a change back."""

from dataclasses import dataclass

from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.text import Document, Edit, Span


@dataclass(frozen=True, slots=True)
class Inverse:
    """`edits` restores the edited files; `created` are the new files, with the text they must still have."""

    edits: tuple[EditFile, ...]
    created: tuple[NewFile, ...]

    @property
    def expects(self) -> dict[str, str]:
        """What each file must say for the change to be taken back safely."""
        return {it.path: it.before for it in self.edits} | {it.path: it.text for it in self.created}


def inverse(change: Change) -> Inverse:
    """How to take `change` back, once it was applied and nothing else was done since."""
    edited = tuple(_back(it) for it in change.files if isinstance(it, EditFile))
    return Inverse(edited, tuple(it for it in change.files if isinstance(it, NewFile)))


def _back(it: EditFile) -> EditFile:
    edits = []
    shift = 0
    for edit in sorted(it.edits, key=lambda edit: edit.span):
        length = len(edit.text.encode("utf-8", "surrogatepass"))
        start = edit.span.start + shift
        edits.append(Edit(Span(start, start + length), it.base.slice(edit.span)))
        shift += length - (edit.span.end - edit.span.start)
    return EditFile(Document(it.path, it.after), tuple(edits))
