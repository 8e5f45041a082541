"""Who is told how a run goes, and asked where the spec allows two readings."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with two to four choices. `default` is the index of the one that is taken when nobody answers."""

    text: str
    choices: tuple[str, ...]
    default: int = 0


class Ear(Protocol):
    """An editor, a terminal, or nobody."""

    def say(self, what: str) -> None:
        """How far it is, in a few words: "writing app/services/heroes.py, 84 lines"."""

    async def ask(self, inquiry: Inquiry) -> int:
        """The index of the choice; the default where nobody answers."""


class Nobody:
    """Says nothing and takes the defaults."""

    def say(self, what: str) -> None:
        """Nobody is there."""

    async def ask(self, inquiry: Inquiry) -> int:
        return inquiry.default
