"""Text from user code as it may stand in a picture."""

import re
import unicodedata

# What XML 1.0 refuses, what is invisible, and what turns the direction of the text around it.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def shown(text: str) -> str:
    """The text in one line; characters that a picture can't hold are replaced by a sign that says so."""
    return _UNFIT.sub(_sign, " ".join(text.split(" "))).replace("\n", " ").replace("\t", " ").replace("\r", " ")


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def width(text: str) -> int:
    """How many columns of a fixed-width font a text takes: two for wide characters, none for combining ones."""
    return sum(_columns(it) for it in text)


def cut(text: str, columns: int, *, start: bool = False) -> str:
    """The text, or as much of its end (with `start`: of its beginning left out) as fits, with an ellipsis."""
    if width(text) <= columns:
        return text
    kept: list[str] = []
    left = columns - 1
    for it in reversed(text) if start else text:
        left -= _columns(it)
        if left < 0:
            break
        kept.append(it)
    return "…" + "".join(reversed(kept)) if start else "".join(kept) + "…"


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
