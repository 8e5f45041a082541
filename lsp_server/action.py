"""The contract of a code action: offer cheaply, draft on request, let an agent refine."""

from collections.abc import Callable
from dataclasses import dataclass

from lsp_server.agent.brief import Brief
from lsp_server.edits.change import Change, Refusal
from lsp_server.facts.file import FileFacts
from lsp_server.project.view import Project
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Span


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding of a rule at the cursor. `mended`: a safe fix of the rule's own waits for it."""

    code: str
    message: str
    span: Span
    mended: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place or a selection in a file, and all that was known at that moment.

    `noticed` are the findings that touch it, for who asked for them. `has_agent`: an agent is configured and allowed
    to work here. `has_specs`: the folder holds specs or a constitution.
    """

    snapshot: Snapshot
    path: str
    selection: Span
    noticed: tuple[Noticed, ...] = ()
    has_agent: bool = False
    has_specs: bool = False

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


NO_AGENT = Refusal("An agent does this, and none may work here yet; `backline doctor` says what is missing.")


@dataclass(frozen=True, slots=True)
class Action:
    """One code action. `id` is the file's stem with dashes.

    `offer` is pure and quick: in-memory facts only, no I/O, no rendering. Its Refusal is the answer to
    "why is this not in my menu". `draft` is the offline engine, called only with an Offer that was
    made from the same snapshot; it may take a moment. None: only an agent can do it, so that it is offered
    where one is configured. `brief` is what an agent is asked, on top of the draft; None: no agent is needed.
    """

    id: str
    kind: str  # LSP code action kind, such as "refactor.rewrite.service"
    offer: Callable[[Cursor], Offer | Refusal]
    draft: Callable[[Offer], Change | Refusal] | None = None
    brief: Callable[[Offer, Change | None], Brief | Refusal] | None = None
