"""A text that matches a regular expression, made from the expression's own parts."""

import re
import re._parser as sre  # type: ignore[import-not-found]  # private, but the only parser there is; typeshed leaves it out
from collections.abc import Iterable
from typing import Any

# What is tried for a class of characters, in this order: texts stay plain words and numbers where they can.
_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. @#+/:,;!?()[]{}<>=%&*'\"\\|~^$`"


def sample(pattern: str, variant: int = 0, low: int = 0, high: int | None = None) -> str | None:
    """A text that `pattern` finds itself in, `low` to `high` characters long; None where none was found.

    `variant` 1 gives another text than 0 where there is one. The result is always checked against the pattern.
    """
    try:
        parsed = sre.parse(pattern)
        made = [_join(parsed, variant, more) for more in range(max(low, 1) + 1)]
        fitting = [
            it for it in made if low <= len(it) <= (len(it) if high is None else high) and re.search(pattern, it)
        ]
    except (re.error, _Odd, RecursionError):
        return None
    return fitting[0] if fitting else None


def finds(pattern: str, text: str) -> bool:
    """Whether `pattern` is found in `text`; a pattern that is none finds nothing."""
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return False


class _Odd(Exception):
    """The pattern uses something that no sample is made for."""


def _join(parts: Iterable[Any], variant: int, more: int) -> str:
    return "".join(_one(str(op).lower(), value, variant, more) for op, value in parts)


def _one(op: str, value: Any, variant: int, more: int) -> str:
    match op:
        case "literal":
            return chr(value)
        case "not_literal":
            return next(it for it in _ALPHABET if it != chr(value))
        case "any":
            return "ab"[variant % 2]
        case "in":
            return _member(value, variant)
        case "branch":
            branches = value[1]
            return _join(branches[variant % len(branches)], variant, more)
        case "subpattern":
            return _join(value[3], variant, more)
        case "max_repeat" | "min_repeat" | "possessive_repeat":
            least, most, inner = value
            times = min(max(least, more), most if isinstance(most, int) else 10**6)
            return "".join(_join(inner, variant, more) for _ in range(times))
        case "at" | "assert" | "assert_not":
            return ""
        case _:
            raise _Odd(op)


def _member(options: list[Any], variant: int) -> str:
    found = [it for it in _ALPHABET if _holds(options, it)]
    if not found:
        raise _Odd("character class")
    return found[variant % len(found)]


def _holds(options: list[Any], character: str) -> bool:
    negated = bool(options) and str(options[0][0]).lower() == "negate"
    found = any(_matches(str(op).lower(), value, character) for op, value in options)
    return found is not negated


def _matches(op: str, value: Any, character: str) -> bool:
    match op:
        case "literal":
            return bool(ord(character) == value)
        case "range":
            return bool(value[0] <= ord(character) <= value[1])
        case "category":
            classes = {"digit": r"\d", "word": r"\w", "space": r"\s"}
            name = str(value).lower().removeprefix("category_")
            plain = classes.get(name.removeprefix("not_"))
            return plain is not None and bool(re.match(plain, character)) is not name.startswith("not_")
        case _:
            return False
