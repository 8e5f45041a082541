"""A text in every way in which it may be meant: as it stands, and unescaped again and again."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

_HEX = "[0-9a-fA-F]"
_ESCAPE = re.compile(
    rf"\\(?:u(?P<high>[dD][89abAB]{_HEX}{{2}})\\u(?P<low>[dD][c-fC-F]{_HEX}{{2}})"  # two halves are one
    rf"|u(?P<four>{_HEX}{{4}})|x(?P<two>{_HEX}{{2}})|(?P<letter>[\"'\\/bfnrt]))"
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """`escapes` are the places in `text` of what was an escape in `below`.

    `longer` is by how much `below` is longer, up to each of them.
    """

    text: str
    below: Self | None = None
    escapes: Sequence[int] = ()
    longer: Sequence[int] = (0,)

    def origin(self, offset: int) -> int:
        """Where an offset of this reading is in the text that was read first."""
        here = offset + self.longer[bisect_left(self.escapes, offset)]
        return here if self.below is None else self.below.origin(here)


def readings(text: str) -> Iterator[Reading]:
    """The text itself first, then without its escapes, until there are none left."""
    reading = Reading(text)
    yield reading
    for _ in range(_DEEPEST):
        plain = _unescaped(reading)
        if not plain.escapes:
            return
        yield (reading := plain)


def _unescaped(below: Reading) -> Reading:
    parts: list[str] = []
    escapes: list[int] = []
    longer = [0]
    at = 0
    for it in _ESCAPE.finditer(below.text) if "\\" in below.text else ():
        parts += below.text[at : it.start()], _letter(it)
        escapes.append(it.start() - longer[-1])
        longer.append(longer[-1] + len(it.group()) - 1)
        at = it.end()
    return Reading("".join((*parts, below.text[at:])), below, escapes, longer)


def _letter(escape: re.Match[str]) -> str:
    if high := escape["high"]:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(escape["low"], 16) & 0x3FF))
    if digits := escape["four"] or escape["two"]:
        return chr(int(digits, 16))
    return _LETTERS.get(escape["letter"], escape["letter"])
