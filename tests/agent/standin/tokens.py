"""How many tokens a request is, and how many of them the prompt cache had.

Tokens are counted as a third of the characters of the prompt's JSON: near enough to be believed, and always the
same. The cache is told by its breakpoints, as the hosted service does: the longest prefix (tools, system,
messages, in this order) that ends at a breakpoint and was seen before is read; what follows it up to the last
breakpoint is written.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MINIMUM = 512  # shorter prefixes are not cached


def of(body: Mapping[str, Any]) -> int:
    """The tokens of the prompt."""
    return sum(_size(block) for block in _blocks(body)) or 1


def breakpoints(body: Mapping[str, Any]) -> int:
    return sum("cache_control" in block for block in _blocks(body))


def in_text(text: str) -> int:
    return max(1, len(text) // 3)


@dataclass(slots=True)
class PromptCache:
    """Which prefixes were sent before."""

    seen: set[bytes] = field(default_factory=set)

    def take(self, body: Mapping[str, Any]) -> tuple[int, int]:
        """The tokens that are read from the cache for this request, and those that are written to it."""
        digest = hashlib.sha256(str(body.get("model")).encode())
        total = read = written = 0
        blocks = list(_blocks(body))
        for number, block in enumerate(blocks):
            total += _size(block)
            digest.update(_canonical(block))
            last = number == len(blocks) - 1 and "cache_control" in body
            if ("cache_control" in block or last) and total >= MINIMUM:
                key = digest.digest()
                if key in self.seen:
                    read, written = total, 0
                else:
                    written = total - read
                    self.seen.add(key)
        return read, written


def _blocks(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from body.get("tools") or ()
    yield from _content(body.get("system") or ())
    for message in body.get("messages") or ():
        yield {"role": message.get("role")}
        yield from _content(message.get("content") or ())


def _content(content: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(content, str):
        yield {"type": "text", "text": content}
        return
    yield from (it for it in content if isinstance(it, Mapping))


def _size(block: Mapping[str, Any]) -> int:
    return len(_canonical(block)) // 3


def _canonical(block: Mapping[str, Any]) -> bytes:
    kept = {name: value for name, value in block.items() if name != "cache_control"}
    return json.dumps(kept, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
