"""Of several things with one name, the one that a file means: the nearest in the tree of folders."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class _Placed(Protocol):
    @property
    def path(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Placed)


def nearest(things: Iterable[_Thing], path: str) -> _Thing | None:
    """The thing whose file shares most folders with `path`; the same file first, the earlier one of equals."""
    return max(things, key=lambda it: shared_parts(it.path, path), default=None)


def shared_parts(one: str, other: str, between: str = "/") -> int:
    """How many leading parts two paths have in common, or two modules by their dots; of equal ones all."""
    count = 0
    for a, b in zip(one.split(between), other.split(between), strict=False):
        if a != b:
            break
        count += 1
    return count
