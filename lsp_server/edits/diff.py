"""Unified diffs that `git apply` and `patch` read, for people to look at."""

import difflib
from collections.abc import Iterable

from lsp_server.edits.change import Change


def unified(path: str, before: str | None, after: str) -> list[str]:
    """The lines of a unified diff, each with its ending; `before` is None for a new file."""
    if before is None and not after:
        # Nothing is added, so that there is no hunk to tell of the file: git has a header for it.
        return [f"diff --git a/{path} b/{path}\n", "new file mode 100644\n"]
    source = "/dev/null" if before is None else f"a/{path}"
    lines = difflib.unified_diff(_lines(before or ""), _lines(after), source, f"b/{path}")
    found: list[str] = []
    for it in lines:
        found.append(it if it.endswith("\n") else it + "\n")
        if not it.endswith("\n"):
            found.append("\\ No newline at end of file\n")
    return found


def whole(change: Change) -> str:
    """All files of a change as one diff."""
    texts = in_order((it.path, it.before, it.after) for it in change.files)
    return "".join(line for it in texts for line in unified(*it))


def in_order(texts: Iterable[tuple[str, str | None, str]]) -> list[tuple[str, str | None, str]]:
    """Files as (path, before, after) in an order in which their diffs can follow each other.

    Empty new files come last: git takes what follows their header for a part of them.
    """
    return sorted(texts, key=lambda it: it[1] is None and not it[2])


def does(change: Change) -> frozenset[tuple[str, tuple[str, ...]]]:
    """The lines that a change removes and adds in each file, wherever they stand.

    Two changes with the same answer do the same to texts that differ elsewhere.
    """

    def lines(before: str | None, after: str) -> tuple[str, ...]:
        found = difflib.unified_diff(_lines(before or ""), _lines(after), n=0)
        return tuple(it for it in found if not it.startswith(("--- ", "+++ ", "@@ ")))

    return frozenset((it.path, lines(it.before, it.after)) for it in change.files)


def _lines(text: str) -> list[str]:
    """Lines as diff sees them: only "\\n" ends one."""
    parts = text.split("\n")
    return [f"{it}\n" for it in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
