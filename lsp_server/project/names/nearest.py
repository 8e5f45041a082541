"""Of several things with one name, the one that a file means: the nearest in the tree of folders."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class _Placed(Protocol):
    @property
    def path(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Placed)


def nearest(things: Iterable[_Thing], path: str) -> _Thing | None:
    """The thing whose file shares most folders with `path`; the same file first, the earlier one of equals."""
    return max(things, key=lambda it: _closeness(it.path, path), default=None)


def _closeness(one: str, other: str) -> tuple[bool, int]:
    folders, others = one.split("/")[:-1], other.split("/")[:-1]
    common = 0
    for a, b in zip(folders, others, strict=False):
        if a != b:
            break
        common += 1
    return one == other, common
