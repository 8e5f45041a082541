"""Codes by prefix, and files by pattern, as ruff's users know them."""

import re
from collections.abc import Iterable
from functools import cache


def prefix(chosen: Iterable[str], code: str) -> int:
    """How specifically `code` is among `chosen` (codes, prefixes, ALL): 0 is not at all."""
    return max(
        (1 if it == "ALL" else len(it) for it in chosen if it and (it == "ALL" or code.startswith(it))), default=0
    )


def matches(glob: str, path: str) -> bool:
    """As ruff's patterns: `*` crosses slashes, and the pattern may mean the path or just the file's name."""
    if glob.startswith("!"):
        return not matches(glob[1:], path)
    pattern = _compiled(glob.removeprefix("./"))
    return bool(pattern.fullmatch(path) or pattern.fullmatch(path.rpartition("/")[2]))


@cache
def _compiled(glob: str) -> re.Pattern[str]:
    parts: list[str] = []
    at, depth = 0, 0
    while at < len(glob):
        if glob.startswith("**/", at) and (at == 0 or glob[at - 1] == "/"):
            parts.append("(?:.*/)?")
            at += 3
            continue
        it = glob[at]
        close = glob.find("]", at + 2) if it == "[" else -1
        if close > 0:
            inner = glob[at + 1 : close].replace("\\", r"\\").replace("[", r"\[")
            parts.append(f"[^{inner[1:]}]" if inner[0] in "!^" else f"[{inner}]")
            at = close
        elif it == "{" and "}" in glob[at:]:
            parts.append("(?:")
            depth += 1
        elif it == "}" and depth:
            parts.append(")")
            depth -= 1
        elif it == "," and depth:
            parts.append("|")
        else:
            parts.append({"*": ".*", "?": "."}.get(it, re.escape(it)))
        at += 1
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error:
        return re.compile(re.escape(glob))  # such as "[z-a]": no pattern, so it means itself
