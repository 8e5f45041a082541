"""Apply every safe fix of many findings, round by round, and write the result once."""

from collections.abc import Iterable
from dataclasses import replace

from lsp_server.cli.workspace import Workspace
from lsp_server.cli.write import write
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.gates import judge
from lsp_server.edits.merge import merge
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Edit, Span

# Each round makes at least one fix; more rounds than this would mean that two rules undo each other.
_ROUNDS = 50


def fix_all(workspace: Workspace, paths: Iterable[str]) -> tuple[Workspace, int] | Refusal:
    """The workspace after all safe fixes in these files were written, and how many were made."""
    before = workspace
    paths = [it for it in paths if it in workspace.snapshot.files]
    refused: set[tuple[str, str, str]] = set()
    count = 0
    for _ in range(_ROUNDS):
        fixes = {key: change for key, change in _safe_fixes(workspace, paths) if key not in refused}
        if not fixes:
            break
        merged, left = merge(fixes.values())
        outcome = judge(merged, workspace.snapshot)
        if isinstance(outcome, Refusal):
            # One of them is to blame: make the first that passes alone, leave out the others before it.
            for key, change in fixes.items():
                outcome = judge(change, workspace.snapshot)
                if isinstance(outcome, Change):
                    count += 1
                    break
                refused.add(key)
        else:
            count += len(fixes) - len(left)
        if isinstance(outcome, Change):
            workspace = replace(workspace, snapshot=_applied(outcome, workspace.snapshot))
    files = tuple(_changed(before.snapshot, workspace.snapshot))
    if files and (refusal := write(Change(files, "Fixed."), workspace.root)) is not None:
        return refusal
    return workspace, count


def _safe_fixes(workspace: Workspace, paths: Iterable[str]) -> Iterable[tuple[tuple[str, str, str], Change]]:
    for path in paths:
        for it in workspace.diagnose(path):
            fix = next((each for each in it.finding.fixes if each.safe), None)
            if fix is not None:
                place = workspace.document(path).slice(it.finding.span)
                yield (path, it.code, f"{it.finding.span.start} {place}"), fix.change


def _applied(change: Change, snapshot: Snapshot) -> Snapshot:
    for it in change.files:
        snapshot = snapshot.with_document(Document(it.path, it.after))
    return snapshot


def _changed(before: Snapshot, after: Snapshot) -> Iterable[NewFile | EditFile]:
    for path, facts in after.files.items():
        old = before.files.get(path)
        if old is None:
            yield NewFile(path, facts.document.text)
        elif old.document.text != facts.document.text:
            whole = Edit(Span(0, len(old.document.data)), facts.document.text)
            yield EditFile(old.document, (whole,))
