"""A convention of a project, with the places that show it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from lsp_server.text import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Convention(Generic[T]):
    """What the project does; without places it is our default, because the project does not say."""

    value: T
    places: tuple[Place, ...] = ()
    against: int = 0  # how many places do it differently

    @property
    def found(self) -> bool:
        return bool(self.places)


def majority(seen: Iterable[tuple[T, Place]], default: T) -> Convention[T]:
    """What most places do; of equals, what came first."""
    listed = list(seen)
    if not listed:
        return Convention(default)
    value = Counter(it for it, _ in listed).most_common(1)[0][0]
    places = tuple(place for it, place in listed if it == value)
    return Convention(value, places, len(listed) - len(places))
