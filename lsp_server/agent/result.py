"""How a run ends."""

from dataclasses import dataclass
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
    """A change that passed every gate. `nothing` says why it is the draft, or None where there was none, unchanged.

    `dangers` are sentences about code that a person should look at before it is applied.
    """

    change: Change | None
    notes: tuple[str, ...]
    dangers: tuple[str, ...]
    nothing: str | None
    usage: Usage
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Said:
    """Text: an explanation, or findings."""

    text: str
    usage: Usage
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Failed:
    """No result, in one calm sentence; money may have been spent all the same."""

    sentence: str
    usage: Usage
    spent: Decimal


Result = Made | Said | Failed
