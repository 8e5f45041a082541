"""The gate that looks whether a change leaves valid Python; a file that was half-typed before may stay so."""

from lsp_server.edits.change import Change
from lsp_server.edits.python import complaint
from lsp_server.snapshot import Snapshot

# What Python says of a text whatever its version is.
_WRONG_ANYWHERE = (
    "positional argument follows",
    "keyword argument repeated",
    "non-default argument follows",
    "parameter without a default follows",
    "unexpected indent",
    "unindent does not match",
    "expected an indented block",
    "inconsistent use of tabs",
    "cannot assign to",
    "unterminated",
    "unmatched",
    "source code",
)


def refuse_syntax(change: Change, before: Snapshot, after: Snapshot) -> str | None:
    """Why a change is not made: the one sentence, or None."""
    for it in change.files:
        if not it.path.endswith(".py"):
            continue
        wrong = complaint(it.after)
        if wrong is None:
            continue
        was, now = before.files.get(it.path), after.files[it.path]
        if len(now.errors) > (len(was.errors) if was is not None else 0):
            line, _ = now.document.line_and_column(now.errors[-1].start)
            return f"{it.path} would not be valid Python at line {line}."
        if _is_wrong_anywhere(wrong) if it.before is None else complaint(it.before) is None:
            return f"{it.path} would not be valid Python: {wrong}."
    return None


def _is_wrong_anywhere(sentence: str) -> bool:
    """Whether Python's complaint is no matter of its version; a new file may have newer syntax than this Python."""
    return sentence.startswith(_WRONG_ANYWHERE)
