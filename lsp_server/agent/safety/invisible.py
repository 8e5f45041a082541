"""Characters that nobody sees out of the texts that a model reads (decision D26).

Rules files have carried whole instructions in tag characters, zero-width spaces and marks that turn the
direction of text. What a model writes is judged by `edits/scan.py` instead, and refused.
"""

import unicodedata
from dataclasses import dataclass

_LAYOUT = frozenset("\t\n\r\x0c")
_JOINER = "\u200d"  # inside emoji, and between the letters of some scripts
_NON_JOINER = "\u200c"
# Of other categories, and still without a shape of their own.
_KEYS = frozenset("0123456789#*")  # with a selector and a frame they are emoji
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Visible:
    """A text without what nobody sees, and how many characters that were."""

    text: str
    removed: int


def visible(text: str) -> Visible:
    """The text as a reader sees it. A byte order mark at its start goes too, uncounted."""
    text = text.removeprefix("\ufeff")
    if text.isascii() and text.translate(_NO_LAYOUT).isprintable():
        return Visible(text, 0)
    kept = "".join(it for i, it in enumerate(text) if _shows(it, text[i - 1 : i], text[i + 1 : i + 2]))
    return Visible(kept, len(text) - len(kept))


_NO_LAYOUT = dict.fromkeys(map(ord, _LAYOUT))


def _shows(it: str, before: str, after: str) -> bool:
    if it in _LAYOUT or (it.isprintable() and it not in _BLANK):
        # A variation selector has its place after what it varies; a row of them is a hidden text.
        return not _is_selector(it) or _varies(before, it)
    if it in (_JOINER, _NON_JOINER):
        return (_joins(before) or _is_selector(before)) and _joins(after)
    return unicodedata.category(it) in ("Zs", "Zl", "Zp")


def _is_selector(it: str) -> bool:
    return "\ufe00" <= it <= "\ufe0f" or "\U000e0100" <= it <= "\U000e01ef"


def _varies(before: str, it: str) -> bool:
    if it >= "\U000e0100":
        return unicodedata.category(before or " ") == "Lo"
    return before in _KEYS or (
        bool(before) and not before.isascii() and before.isprintable() and not _is_selector(before)
    )


def _joins(it: str) -> bool:
    """Whether a joiner may stand beside a character: emoji and their marks, letters of scripts that need one."""
    if not it or it.isascii():
        return False
    kind = unicodedata.category(it)
    return kind in ("So", "Sk") or ("\u0600" <= it <= "\u0fff" and kind[0] in "LM")
