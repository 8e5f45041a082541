"""What a tool answers, in a size that an agent can read."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Claude Code puts answers of more than 50,000 characters into a file and takes no more than 25,000 tokens
# (code.claude.com/docs/en/mcp, as it was quoted in October 2026); a token is about four characters of English, and
# fewer of code.
LARGEST = 30_000
_LONGEST = 4_000  # characters of one text in an answer of many


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` has the shapes of docs/json.md; `text` is the same for reading, where JSON reads badly."""

    value: dict[str, Any]
    text: str | None = None

    def written(self) -> str:
        """The answer as text."""
        return self.text if self.text is not None else json.dumps(self.value, ensure_ascii=False)


def fitted(value: dict[str, Any], advice: str, as_json: Callable[[Any], Any] = lambda it: it) -> dict[str, Any]:
    """The value with no more items in its lists than fit, the first ones of the first list first.

    `as_json` makes an item what is said of it, and is asked only for those that may fit. What was left
    out is said under the key `left_out`, in one sentence with `advice` on how to see it.
    """
    room = LARGEST - len(json.dumps({key: it for key, it in value.items() if not isinstance(it, list)}))
    said: list[str] = []
    fits: dict[str, Any] = {}
    for key, items in value.items():
        if not isinstance(items, list):
            fits[key] = items
            continue
        fits[key] = []
        for it in map(as_json, items):
            room -= len(json.dumps(it)) + 2
            if room < 0:
                break
            fits[key].append(it)
        if len(fits[key]) < len(items):
            said.append(f"{len(fits[key])} of {len(items)} {key}")
    return fits | ({"left_out": f"Here are only {' and '.join(said)}; {advice}."} if said else {})


def clipped(text: str, longest: int = _LONGEST) -> str:
    """A text with its end left out where it is too long; by default, one of which an answer may have many."""
    return text if len(text) <= longest else f"{text[:longest]} …"
