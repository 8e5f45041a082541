"""A conversation with a model, as values; what the provider sends and hears."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Block = Mapping[str, Any]  # a content block as the Messages API writes it
Kind = Literal[
    "limit", "overloaded", "refused", "cut", "too long", "unreachable", "key", "model", "wrong answer", "budget", "call"
]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message. Assistant turns go back exactly as they came: thinking is bound to what was said."""

    role: Literal["user", "assistant"]
    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """Something the model may call; `schema` is the JSON schema of its input."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything that one request says."""

    model: str
    system: tuple[Block, ...]
    turns: tuple[Turn, ...]
    max_tokens: int
    tools: tuple[Tool, ...] = ()
    effort: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or more requests. `read` came from the cache, `written` went into it; `sent` is the rest."""

    sent: int = 0
    read: int = 0
    written: int = 0
    answered: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.sent + other.sent, self.read + other.read, self.written + other.written, self.answered + other.answered
        )


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that the model wants to be run. `trouble`: why its input could not be read."""

    id: str
    name: str
    input: Mapping[str, Any]
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: nothing that was cut is one."""

    content: tuple[Block, ...]
    text: str
    calls: tuple[Call, ...]
    usage: Usage
    model: str  # the one that answered


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer: one calm sentence, and what was spent all the same."""

    kind: Kind
    sentence: str
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    sent: Decimal
    answered: Decimal
    read: Decimal
    written: Decimal

    def of(self, usage: Usage) -> Decimal:
        """What these tokens cost."""
        parts = (
            usage.sent * self.sent,
            usage.answered * self.answered,
            usage.read * self.read,
            usage.written * self.written,
        )
        return sum(parts, Decimal(0)) / 1_000_000


def text(words: str, *, cached: bool = False) -> Block:
    """A block of text; `cached` ends a prefix that the service may keep."""
    block: dict[str, Any] = {"type": "text", "text": words}
    if cached:
        block["cache_control"] = {"type": "ephemeral"}
    return block
