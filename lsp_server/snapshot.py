"""A frozen view of one workspace folder at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lsp_server.facts.file import read
from lsp_server.project.incremental.files import Files
from lsp_server.project.view import Project
from lsp_server.text import Document


@dataclass(frozen=True)
class Snapshot:
    """The files of a folder as they were, open ones in the editor's version.

    `root` tells where the folder lies; None for one that exists only in memory (tests). What is derived is
    computed when it is asked for, and kept for the snapshots that come of this one as far as it still holds.
    """

    files: Files
    root: Path | None = None

    @property
    def project(self) -> Project:
        return Project(self.files)

    def with_document(self, document: Document) -> "Snapshot":
        """The same folder with one file's text replaced or added; other files keep their facts."""
        before = self.files.unnoted().get(document.path)
        return Snapshot(self.files.with_file(read(document, before)), self.root)

    def without(self, path: str) -> "Snapshot":
        """The same folder with one file gone."""
        return Snapshot(self.files.without(path), self.root)


def of(documents: Iterable[Document], root: Path | None = None) -> Snapshot:
    """A snapshot of these documents."""
    return Snapshot(Files(read(it) for it in documents), root)
