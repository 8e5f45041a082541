"""How a run ends."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from lsp_server.agent.talk import Usage
from lsp_server.edits.change import Change


@dataclass(frozen=True, slots=True)
class Decision:
    """An architecture decision record that the agent proposes: a title, and Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A change that passed every gate. `nothing`: it is the draft, or None, unchanged, for this reason, "" if none is
    given.

    `dangers` are sentences about code that a person should look at before it is applied.
    """

    change: Change | None
    notes: tuple[str, ...]
    dangers: tuple[str, ...]
    nothing: str | None
    usage: Usage
    spent: Decimal

    @property
    def told(self) -> tuple[str, ...]:
        """What a person reads of it besides what the change itself says; where there is none, why."""
        if self.change is None:
            return (self.nothing or "The agent found nothing to change.", *self.notes)
        reason = f": {self.nothing}" if self.nothing else "."
        kept = (f"The agent left the draft as it is{reason}",) if self.nothing is not None else ()
        return (*kept, *self.notes, *((f"It cost ${self.spent:.3f}.",) if self.spent else ()))


@dataclass(frozen=True, slots=True)
class Said:
    """Text: an explanation, or findings."""

    text: str
    usage: Usage = field(default_factory=Usage)
    spent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Failed:
    """No result, in one calm sentence; money may have been spent all the same."""

    sentence: str
    usage: Usage = field(default_factory=Usage)
    spent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the run can't go on without, where nobody is there to answer it."""

    question: str
    choices: tuple[str, ...]
    usage: Usage = field(default_factory=Usage)
    spent: Decimal = Decimal(0)


Result = Made | Said | Failed


def offline(draft: Change, reason: str) -> Change:
    """The draft of the offline engine, which says why it is that."""
    return replace(draft, notes=(*draft.notes, f"This is the offline draft. {reason}"))
