"""Did you mean …?"""

import re
from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one means, in whatever case and with whatever marks between its parts."""
    plain = {_plain(it): it for it in sorted(known, reverse=True)}
    wanted = _plain(word)
    if wanted in plain:
        return plain[wanted]
    close = get_close_matches(wanted, sorted(plain), n=1, cutoff=0.75)
    return plain[close[0]] if close else None


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip()).casefold()
