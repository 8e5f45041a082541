"""What a person asked for."""

from dataclasses import dataclass
from pathlib import Path

from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Request:
    """The action that was chosen, where, and in which text: `mark` is `Document.mark` of it."""

    action: str
    title: str
    path: Path
    selection: Span
    mark: str | None
    by_itself: bool = False  # a setting asks for it: no sentence about what does not concern the person
