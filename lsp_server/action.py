"""The contract of a code action: offer cheaply, draft on request, let an agent refine."""

from collections.abc import Callable
from dataclasses import dataclass

from lsp_server.edits.change import Change, Refusal
from lsp_server.facts.file import FileFacts
from lsp_server.project.view import Project
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Span


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place or a selection in a file, and all that was known at that moment."""

    snapshot: Snapshot
    path: str
    selection: Span

    @property
    def project(self) -> Project:
        return self.snapshot.project

    @property
    def facts(self) -> FileFacts:
        return self.snapshot.project.files[self.path]

    @property
    def document(self) -> Document:
        return self.facts.document


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that can be done here. `target` names what it acts on, for the action's own use."""

    title: str
    cursor: Cursor
    target: str


@dataclass(frozen=True, slots=True)
class Action:
    """One code action. `id` is the file's stem with dashes.

    `offer` is pure and quick: in-memory facts only, no I/O, no rendering. Its Refusal is the answer to
    "why is this not in my menu". `draft` is the offline engine, called only with an Offer that was
    made from the same snapshot; it may take a moment.
    """

    id: str
    kind: str  # LSP code action kind, such as "refactor.rewrite.service"
    offer: Callable[[Cursor], Offer | Refusal]
    draft: Callable[[Offer], Change | Refusal]
