"""The operations as values, and what comes of carrying them out."""

from collections.abc import Callable
from dataclasses import dataclass

from lsp_server.edits.change import Change
from lsp_server.text import Document, Edit, Span


@dataclass(frozen=True, slots=True)
class ReplaceSymbol:
    """Put a whole definition, decorators included, in the place of the one of this name."""

    path: str
    symbol: str  # qualified: "HeroService.create"; "f#2" is the second definition of f
    code: str


@dataclass(frozen=True, slots=True)
class InsertSymbol:
    """Add definitions after a symbol, inside a class, or at the end of the module."""

    path: str
    code: str
    after: str | None = None
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class AddImport:
    """See to it that a file imports something."""

    path: str
    line: str  # "from app.models import Hero"


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Put a text in the place of one that stands in the file exactly once."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class WholeFile:
    """Create a file, or say a small one anew."""

    path: str
    text: str


Operation = ReplaceSymbol | InsertSymbol | AddImport | ReplaceText | WholeFile

# The text of a file before the run; None: there is none.
Texts = Callable[[str], Document | None]


@dataclass(frozen=True, slots=True)
class Refused:
    """An operation that was not carried out, and one sentence for the model that says what to do instead.

    `already`: the file says so anyway, so nothing is lost.
    """

    operation: Operation
    reason: str
    already: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, against the texts before the run, and what was not."""

    change: Change
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Splice:
    """What one operation does to a text: what it speaks for, and the edits. `imports` is what the code needs too."""

    claim: tuple[Span, ...]
    edits: tuple[Edit, ...]
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class No:
    """Why an operation can't be carried out on a text.

    `missing`: what it asks for is not there, and another operation may still bring it.
    """

    reason: str
    missing: bool = False
    already: bool = False
