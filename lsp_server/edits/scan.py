"""What must not be in text that is about to be written: left-out code, and characters that deceive."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)
_LEFT = r"(?:rest|remainder|remaining|existing|previous|other|same)"
_CODE = r"(?:code|file|class|functions?|methods?|implementation|imports?|contents?|logic|fields|routes|tests|module)"
_PLACEHOLDERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:\.\.\.|…)\W*$",  # "# ..."
        rf"(?:\.\.\.|…)\W*(?:the |your |all )?(?:{_LEFT}|{_CODE}|unchanged|more|omitted|as before)\b",
        rf"\W*(?:the )?{_LEFT} (?:of )?(?:the |your |this )?(?:\w+ )?{_CODE}[^\w:]*$",  # "# existing code"
        rf"\W*(?:\w+ ){{0,2}}{_LEFT}\b.*\b{_CODE}\b.*\b(?:unchanged|as before|as is|same|here|omitted)\W*$",
        rf"\W*(?:\w+ ){{0,2}}{_CODE} (?:remains?|stays?|is|are) (?:unchanged|the same|as before|omitted)\W*$",
        r"\W*(?:add |insert |put |write )?(?:your|the) (?:own )?(?:code|implementation|logic) (?:goes )?here\b",
        r"\W*(?:keep )?(?:the )?(?:rest|remainder)(?: \w+){0,2} (?:unchanged|omitted|as before|as is|the same)\W*$",
        rf"\W*(?:keep (?:the |your |all )?{_LEFT}|unchanged) {_CODE}\W*$|\W*(?:\w+ )?{_CODE} (?:unchanged|omitted)\W*$",
        r"\W*(?:same )?as before\W*$|\W*no changes (?:here|needed|above|below)\W*$",
        r".*\bomitted for brevity\b|\W*(?:code|implementation|unchanged|omitted)\W*$",
    )
)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u00ad\u180e\u200b\u200c\u2060\u2061\u2062\u2063\u2064\ufeff\u115f\u1160\u3164\uffa0")
_JOINER = "\u200d"
_LAYOUT = frozenset("\t\n\r\x0c")


def elision(before: str, after: str) -> str | None:
    """A comment new in `after` that stands for code left out ("# ... rest of the file"); None without one."""
    known = Counter(_placeholders(before))
    for it in _placeholders(after):
        known[it] -= 1
        if known[it] < 0:
            return it
    return None


def deception(before: str, after: str) -> str | None:
    """A character new in `after` that shows other text than what runs: its name; None without one.

    Marks that turn the direction of text, invisible characters, control characters and lone surrogates.
    The joiner inside emoji is none, nor is a byte order mark at the start.
    """
    return next(iter(_suspicious(after.removeprefix("\ufeff")) - _suspicious(before.removeprefix("\ufeff"))), None)


def _placeholders(text: str) -> Iterator[str]:
    for it in _COMMENT.finditer(text):
        said = it.group().lstrip("# \t")
        if any(pattern.match(said) for pattern in _PLACEHOLDERS):
            yield it.group().strip()


def _suspicious(text: str) -> Counter[str]:
    if text.isascii() and text.isprintable():
        return Counter()
    found: Counter[str] = Counter()
    for i, it in enumerate(text):
        if it in _LAYOUT or (it.isprintable() and it not in _INVISIBLE):
            continue
        if it == _JOINER and i and unicodedata.category(text[i - 1]) in ("So", "Sk", "Mn"):
            continue
        kind = unicodedata.category(it)
        if it in _BIDI or it in _INVISIBLE or it == _JOINER or kind in ("Cc", "Cf", "Cs"):
            found[f"{unicodedata.name(it, 'a control character').capitalize()} (U+{ord(it):04X})"] += 1
    return found
