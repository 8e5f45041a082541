"""What was found at the last few places of a file."""

from collections.abc import Callable
from typing import Generic, TypeVar

from lsp_server.text import Span

T = TypeVar("T")

_LOOKS = 32


class Looks(Generic[T]):
    """What was found at the last few places: a hover asks a dozen times for one and the same."""

    def __init__(self) -> None:
        self._found: dict[Span, T] = {}

    def of(self, place: Span, find: Callable[[], T]) -> T:
        found = self._found.get(place)
        if found is None:
            if len(self._found) >= _LOOKS:
                self._found = {}
            found = self._found[place] = find()
        return found
