"""The contract of a hover card: what is under the cursor, in a few lines of Markdown."""

from collections.abc import Callable
from dataclasses import dataclass

from lsp_server.action import Cursor
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A card's text and the code it speaks of. The first line is short; tables and code follow."""

    markdown: str
    span: Span


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    show: Callable[[Cursor], Shown | None]  # None: nothing of this kind under the cursor
