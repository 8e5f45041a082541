"""Every way to read bytes that are about to leave: as they are, as JSON, unescaped again and again, put together."""

import json
import re
from collections.abc import Iterator

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\"'\\/bfnrt]))")
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST = 8


def readings(body: bytes) -> Iterator[str]:
    """The texts that `body` holds: its own, then the strings of its JSON put together, then all of them unescaped.

    Strings are also put together by their key, since one text may be split over several content blocks.
    """
    texts = [body.decode("utf-8", "replace")]
    try:
        strings = list(_strings(json.loads(body), ""))
    except (ValueError, RecursionError):
        strings = []
    by_key: dict[str, list[str]] = {}
    for key, it in strings:
        by_key.setdefault(key, []).append(it)
    texts += ("\n".join(it for _, it in strings), *("".join(it) for it in by_key.values()))
    for text in texts:
        yield text
        for _ in range(_DEEPEST):
            plain = _unescaped(text)
            if plain == text:
                break
            yield (text := plain)


def squeezed(text: str) -> str:
    """Letters and digits only: what is left of a secret however it is broken into lines and quotes."""
    return re.sub(r"[\W_]+", "", text)


def _strings(value: object, key: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield key, value
        case dict():
            for name, it in value.items():
                yield "", name
                yield from _strings(it, name)
        case list():
            for it in value:
                yield from _strings(it, key)
        case _:
            pass


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(lambda it: chr(int(it[1] or it[2], 16)) if it[1] or it[2] else _LETTERS.get(it[3], it[3]), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # two halves become one
