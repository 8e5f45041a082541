"""Gates: every change passes them before it is shown, whoever made it.

Each gate answers with the one sentence that says why not, or with None. They are asked in this order:
paths, base texts, text scans, syntax, imports, findings.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from lsp_server.edits.allowed import Allowed, refuse_writing
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.gate_imports import refuse_imports
from lsp_server.edits.gate_syntax import refuse_syntax
from lsp_server.edits.newlines import fitted
from lsp_server.edits.paths import refuse_creation, refuse_path
from lsp_server.edits.scan import deception, elision
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document

# The problems of one file in a snapshot, as (code, message). Hints that no change should fail for are
# for the caller to leave out.
Check = Callable[[Snapshot, str], Iterable[tuple[str, str]]]


Mends = tuple[str, str]  # a file and the code of a finding in it that a change is for


def judge(
    change: Change,
    snapshot: Snapshot,
    *,
    check: Check | None = None,
    allowed: Allowed | None = None,
    mends: Mends | None = None,
) -> Change | Refusal:
    """The change, with the line endings of the files it touches, or why it is not made.

    `snapshot` is the workspace as it is now, not as it was when the change was drafted. `check` lists a
    file's findings; those that the file did not have before refuse the change. `allowed` is given for a
    change that a model made: it may write much less than an action of our own. `mends`: that finding must be rarer
    afterwards.
    """
    change = fitted(change, snapshot)
    reason = _refuse_paths(change, snapshot, allowed) or _refuse_bases(change, snapshot)
    if reason is None:
        after = _applied(change, snapshot)
        reason = (
            _refuse_text(change)
            or refuse_syntax(change, snapshot, after)
            or refuse_imports(change, snapshot, after)
            or (_refuse_findings(change, snapshot, after, check) if check is not None else None)
            or (_refuse_what_stays(snapshot, after, check, mends) if check is not None and mends is not None else None)
        )
    return change if reason is None else Refusal(reason)


# --------------------------------------------------------------------------- paths and bases


def _refuse_paths(change: Change, snapshot: Snapshot, allowed: Allowed | None) -> str | None:
    if not change.files:
        return "There is nothing to change."
    seen: set[str] = set()
    for it in change.files:
        if it.path in seen:
            return f"{it.path} would be changed twice at once."
        reason = (
            refuse_path(it.path, snapshot.root) if allowed is None else refuse_writing(it.path, snapshot.root, allowed)
        )
        if reason is None and isinstance(it, NewFile):
            reason = refuse_creation(it.path, {*snapshot.files, *seen}, snapshot.root)
        if reason is not None:
            return reason
        seen.add(it.path)
    return None


def _refuse_bases(change: Change, snapshot: Snapshot) -> str | None:
    for it in change.files:
        if isinstance(it, EditFile):
            now = snapshot.files.get(it.path)
            if now is None:
                return f"{it.path} is no longer there."
            if now.document.text != it.base.text:
                return f"{it.path} has changed since; please choose the action again."
            try:
                it.after  # noqa: B018 - computing it is the test
            except ValueError:
                return f"The edits of {it.path} do not fit its text."
    return None


def _applied(change: Change, snapshot: Snapshot) -> Snapshot:
    for it in change.files:
        snapshot = snapshot.with_document(Document(it.path, it.after))
    return snapshot


# --------------------------------------------------------------------------- text


def _refuse_text(change: Change) -> str | None:
    for it in change.files:
        before = it.before or ""
        if (left_out := elision(before, it.after)) is not None:
            return f'{it.path} would have a placeholder instead of code: "{left_out[:80]}".'
        if (character := deception(before, it.after)) is not None:
            return f"{it.path} would have a character that hides what the text says: {character}."
    return None


# --------------------------------------------------------------------------- findings


def _refuse_findings(change: Change, before: Snapshot, after: Snapshot, check: Check) -> str | None:
    for it in change.files:
        was = list(check(before, it.path)) if it.path in before.files else []
        now = list(check(after, it.path))
        # A message may name what only moved: a finding is new where its code has become more frequent.
        more = Counter(code for code, _ in now) - Counter(code for code, _ in was)
        new = sorted((each for each in now if each[0] in more), key=lambda each: each in was)
        if new:
            code, message = new[0]
            return f"{it.path} would have a new problem: {message.rstrip('.')} ({code})."
    return None


def _refuse_what_stays(before: Snapshot, after: Snapshot, check: Check, mends: Mends) -> str | None:
    path, wanted = mends
    was, now = ([said for code, said in check(at, path) if code == wanted] for at in (before, after))
    if not was or len(now) < len(was):
        return None
    return f"{path} would still have what was to be mended: {now[0].rstrip('.')} ({wanted})."
