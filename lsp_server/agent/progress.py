"""What is being written, told while it is written."""

import re
import time
from collections.abc import Callable

_PATH = re.compile(r"""(?:<(?:file|edit|insert|replace)\b[^>]*?\bpath=["']|"path"\s*:\s*")([^"'>]+)["']""")
_SELDOM = 0.25  # seconds between two reports


class Progress:
    """Hears an answer piece by piece and says which file it is at, at most four times a second."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._say, self._clock = say, clock
        self._text = ""
        self._last = clock() - _SELDOM

    def hear(self, piece: str) -> None:
        self._text += piece
        now = self._clock()
        if now - self._last < _SELDOM:
            return
        self._last = now
        self._say(self.sentence)

    @property
    def sentence(self) -> str:
        """`writing app/services/heroes.py, 84 lines`; before the first file, how much there is."""
        found = list(_PATH.finditer(self._text))
        if not found:
            return f"writing, {_lines(self._text)}"
        return f"writing {found[-1][1]}, {_lines(self._text[found[-1].end() :])}"


def _lines(text: str) -> str:
    count = text.count("\n") + text.count("\\n") or 1
    return "1 line" if count == 1 else f"{count} lines"
