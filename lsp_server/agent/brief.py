"""What an agent is asked, as values. All that actions know of the agent."""

from dataclasses import dataclass
from typing import Literal

from lsp_server.edits.change import Change
from lsp_server.text import Document, Span

Answer = Literal["change", "document", "findings"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Code to read for the task: a part of a file, or all of it. `why` is a few words: "the table", "a caller"."""

    document: Document
    why: str
    span: Span | None = None  # None: the whole file

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def text(self) -> str:
        return self.document.text if self.span is None else self.document.slice(self.span)

    @property
    def lines(self) -> tuple[int, int]:
        """The first and the last line, 1-based."""
        span = self.span or Span(0, len(self.document.data))
        return self.document.line_of(span.start) + 1, self.document.line_of(span.end) + 1


@dataclass(frozen=True, slots=True)
class Brief:
    """One task for an agent.

    `prompt` is the stem of a file in agents/prompts. `may_write` are globs over paths relative to the workspace
    folder; empty: nothing. `pieces` go most important first: what does not fit is left out from the end.
    `names` are words by which a spec speaks of the task besides the file's path: an entity, a route's path.
    """

    prompt: str
    action: str  # the action's id
    title: str
    target: str  # what it acts on, as a person says it: "Hero", "POST /heroes"
    selected: Piece
    pieces: tuple[Piece, ...] = ()
    may_write: tuple[str, ...] = ()
    draft: Change | None = None
    findings: tuple[str, ...] = ()
    mends: str | None = None  # the code of a finding in the selected file that has to be rarer afterwards
    names: tuple[str, ...] = ()
    instruction: str = ""
    answers: Answer = "change"
    tools: bool = False  # whether it may look for more files by itself
    skills: tuple[str, ...] | None = None  # which of our own it needs; None: all

    @property
    def path(self) -> str:
        return self.selected.path
