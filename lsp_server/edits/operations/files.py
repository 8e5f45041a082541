"""The texts that a run works on: as they were before it, and as they are now."""

from dataclasses import dataclass, field

from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.edits.hunks import compose
from lsp_server.edits.operations.operation import Texts
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Edit, apply


@dataclass(slots=True)
class _File:
    base: Document | None
    now: FileFacts | None  # read once for all operations of a round
    rounds: list[tuple[Edit, ...]] = field(default_factory=list)


class Files:
    """Files by path. `before` is what was done to them already; it counts as part of the run."""

    def __init__(self, texts: Texts, before: Change | None) -> None:
        self._texts = texts
        self._files: dict[str, _File] = {}
        for it in before.files if before is not None else ():
            if isinstance(it, NewFile):
                self._files[it.path] = _File(None, read(Document(it.path, it.text)))
            else:
                self._files[it.path] = _File(it.base, read(Document(it.path, it.after)), [it.edits])

    def now(self, path: str) -> FileFacts | None:
        """The file as it is now; None: there is none."""
        return self._file(path).now

    def is_new(self, path: str) -> bool:
        """Whether the run creates the file."""
        return self._file(path).base is None

    def edit(self, path: str, edits: tuple[Edit, ...]) -> None:
        """Change the text as it is now; a file that is not there is created."""
        it = self._file(path)
        it.now = read(Document(path, apply(it.now.document.text if it.now is not None else "", edits)))
        it.rounds.append(edits)

    def changed(self) -> tuple[NewFile | EditFile, ...]:
        """What is different from before the run."""
        found: list[NewFile | EditFile] = []
        for path, it in self._files.items():
            if it.now is None or (it.base is not None and it.now.document.text == it.base.text):
                continue
            if it.base is None:
                found.append(NewFile(path, it.now.document.text))
            else:
                edits = compose(len(it.base.data), *it.rounds)
                found.append(EditFile(it.base, tuple(e for e in edits if it.base.slice(e.span) != e.text)))
        return tuple(found)

    def _file(self, path: str) -> _File:
        if path not in self._files:
            base = self._texts(path)
            self._files[path] = _File(base, read(base) if base is not None else None)
        return self._files[path]
