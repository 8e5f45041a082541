"""The one search for secrets: redaction hides what it finds, and the last look refuses what it still finds (D25).

Since both ask the same question of the same text, what was redacted passes. A placeholder ends whatever stands before
it, and begins nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lsp_server.agent.safety.readings import readings
from lsp_server.agent.safety.secret_tokens import Found, tokens
from lsp_server.agent.safety.secret_values import WALL, is_distinctive

PLACEHOLDER = re.compile("«SECRET_[0-9]+»")
APART = "\x1e"  # between texts that are searched together; no secret has it inside, either


@dataclass(frozen=True, slots=True)
class Trace:
    """What must not leave of a secret: its value, or with its surroundings if it is short (`is_value` says which)."""

    text: str
    kind: str
    is_value: bool = True


def trace_of(found: Found, text: str) -> Trace:
    """The trace of a secret that was found in a text."""
    value = text[found.start : found.end]
    if found.around and not is_distinctive(value):
        return Trace(found.around, found.kind, is_value=False)
    return Trace(value, found.kind)


def search(text: str, known: Iterable[Trace], *, by_form: bool = True) -> Iterator[Found]:
    """The secrets of a text, in no order; they may overlap. However they are escaped or broken into pieces.

    Those that are `known` from elsewhere, and `by_form` those that show by themselves what they are.
    """
    known = tuple(known)
    for reading in readings(text):
        walled = PLACEHOLDER.sub(lambda it: WALL * len(it.group()), reading.text)
        for it in (*(tokens(walled) if by_form else ()), *_whole(walled, known), *_in_pieces(walled, known)):
            yield Found(it.kind, reading.origin(it.start), reading.origin(it.end))


def _whole(text: str, known: Iterable[Trace]) -> Iterator[Found]:
    for it in known:
        at = text.find(it.text)
        while at >= 0:
            yield Found(it.kind, at, at + len(it.text))
            at = text.find(it.text, at + 1)


def _in_pieces(text: str, known: Iterable[Trace]) -> Iterator[Found]:
    """A secret that is broken into lines, quotes and what joins them."""
    tight = {_squeezed(it.text): it.kind for it in known if it.is_value and is_distinctive(it.text)}
    letters = _squeezed(text) if tight else ""
    for trace, kind in tight.items():
        at = letters.find(trace) if len(trace) >= _LONG_ENOUGH else -1
        if at < 0:
            continue
        places = [i for i, it in enumerate(text) if not _BETWEEN.match(it)]
        while at >= 0:
            yield Found(kind, places[at], places[at + len(trace) - 1] + 1)
            at = letters.find(trace, at + 1)


_LONG_ENOUGH = 12  # letters and digits; fewer could come together by chance
_BETWEEN = re.compile(rf"[^\w{WALL}{APART}]|_")  # what may stand between the pieces


def _squeezed(text: str) -> str:
    return _BETWEEN.sub("", text)
