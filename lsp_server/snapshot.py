"""A frozen view of one workspace folder at one moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lsp_server.facts.file import FileFacts, read
from lsp_server.project.view import Project
from lsp_server.text import Document


@dataclass(frozen=True)
class Snapshot:
    """The files of a folder as they were, open ones in the editor's version.

    `root` tells where the folder lies; None for one that exists only in memory (tests). Everything
    derived is computed on first use and then kept, so an unused snapshot costs nothing.
    """

    files: Mapping[str, FileFacts]
    root: Path | None = None

    @cached_property
    def project(self) -> Project:
        return Project(self.files)

    def with_document(self, document: Document) -> "Snapshot":
        """The same folder with one file's text replaced or added; other files keep their facts."""
        return Snapshot({**self.files, document.path: read(document)}, self.root)

    def without(self, path: str) -> "Snapshot":
        """The same folder with one file gone."""
        return Snapshot({key: it for key, it in self.files.items() if key != path}, self.root)


def of(documents: Iterable[Document], root: Path | None = None) -> Snapshot:
    """A snapshot of these documents."""
    return Snapshot({it.path: read(it) for it in documents}, root)
