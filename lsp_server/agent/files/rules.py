"""`.claude/rules/**/*.md`: instructions, some only for files that their `paths:` patterns fit."""

import re
from collections.abc import Iterator

from pathspec import GitIgnoreSpec

from lsp_server.agent.files.front_matter import FrontMatter, front_matter
from lsp_server.reading.files import Files

_KEYS = frozenset(["paths", "description", "name", "globs", "alwaysApply"])
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_COMMA = re.compile(r",(?![^{}]*\})")
_MOST_PATTERNS = 100  # that braces may become


def rules(files: Files, folder: str, at: str) -> Iterator[tuple[str, str]]:
    """The paths and texts of the rules of one folder that hold for the file at `at`."""
    inside = f"{folder}/.claude/rules" if folder else ".claude/rules"
    for path in files.walk(inside):
        text = files.text(path) if path.lower().endswith(".md") else None
        if text is not None:
            file = front_matter(path, text, _KEYS)
            patterns = list(_patterns(file))
            if not patterns or fits(patterns, at.removeprefix(f"{folder}/") if folder else at):
                yield path, text


def _patterns(file: FrontMatter) -> Iterator[str]:
    """A list, or one text with commas; a comma inside of braces belongs to its pattern."""
    value = file.values.get("paths")
    if value is not None and value.elements is not None:
        yield from (it.text for it in value.elements)
    elif value is not None and value.text is not None:
        yield from (found for it in _COMMA.split(value.text) if (found := it.strip().strip("\"'")))


def fits(patterns: list[str], path: str) -> bool:
    """Whether one of the patterns means the path. `*.py` means files of the top folder only, `**/*.py` all."""
    lines = [it for pattern in patterns for it in _expanded(pattern.removeprefix("./"))]
    try:
        return GitIgnoreSpec.from_lines(f"/{it.lstrip('/')}" for it in lines if _is_simple(it)).match_file(path)
    except ValueError:
        return False


def _is_simple(pattern: str) -> bool:
    """Whether it can be compared in no time: a pattern of many stars tries their every place before it fails."""
    parts = pattern.split("/")
    return parts.count("**") <= 4 and all(it.count("*") <= 3 for it in parts)


def _expanded(pattern: str) -> list[str]:
    """`src/{a,b}/*.py` as two patterns; those beyond a hundred are left out."""
    found = [pattern]
    while len(found) < _MOST_PATTERNS and any(_BRACES.search(it) for it in found):
        found = [one for it in found for one in _once(it)]
    return found[:_MOST_PATTERNS]


def _once(pattern: str) -> list[str]:
    found = _BRACES.search(pattern)
    if found is None:
        return [pattern]
    return [
        f"{pattern[: found.start()]}{it.strip()}{pattern[found.end() :]}" for it in found[1].split(",", _MOST_PATTERNS)
    ]
