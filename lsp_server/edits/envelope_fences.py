"""Markdown fences in an answer: around code inside a tag, and those whose first line carries a path."""

import re

_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})([^`\n]*)$")
_NAMED = re.compile(r"""\b(?:path|file|filename|title|name)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|(\S+))""")
_PATH = re.compile(r"(?:[\w.@+\[\]-]+/)+[\w.@+\[\]-]+|[\w@+-][\w.@+-]*\.\w{1,5}|\.[a-z][\w.-]+")


def path_of(line: str) -> str | None:
    """The path that the first line of a fenced block carries: "```python app/a.py", "```py title=app/a.py".

    A reference to lines that are there already ("```12:15:app/a.py") names no file to write.
    """
    fence = _FENCE.fullmatch(line)
    if fence is None:
        return None
    info = fence[2].strip()
    named = _NAMED.search(info)
    if named is not None:
        return _plain(named[1] or named[2] or named[3])
    for word in info.split():
        language, colon, rest = word.partition(":")
        word = rest if colon and not language.isdecimal() and "/" not in language else word
        if _PATH.fullmatch(word):
            return _plain(word)
    return None


def end_of(lines: list[str], first: int) -> int | None:
    """The line that closes the fence that `first` opens; None: it is never closed.

    A fence with a word behind it opens another one inside.
    """
    opened: list[str] = []
    for at in range(first, len(lines)):
        fence = _FENCE.fullmatch(lines[at].rstrip())
        if fence is None:
            continue
        marks, info = fence[1], fence[2].strip()
        if not opened or info:
            if not opened or marks[0] == opened[-1][0]:
                opened.append(marks)
        elif marks[0] == opened[-1][0] and len(marks) >= len(opened[-1]):
            opened.pop()
            if not opened:
                return at
    return None


def unfenced(body: str, path: str) -> str:
    """What a fence around the whole of a body holds; the body where there is none around it."""
    lines = body.strip("\n").split("\n")
    if len(lines) < 2 or not _FENCE.fullmatch(lines[0].rstrip()):
        return body
    closes = _FENCE.fullmatch(lines[-1].rstrip())
    if path.endswith((".md", ".markdown", ".rst")):
        return "\n".join(lines[1:-1]) if end_of(lines, 0) == len(lines) - 1 else body
    # Nothing but text has fences of its own at its start and its end.
    return "\n".join(lines[1:-1] if closes is not None and not closes[2].strip() else lines[1:])


def _plain(path: str) -> str:
    return path.removeprefix("./")
