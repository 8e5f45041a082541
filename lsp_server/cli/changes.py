"""Changes as commands print them."""

from collections.abc import Iterable
from typing import Any

import click

from lsp_server.cli.output import show_diff, show_line
from lsp_server.cli.workspace import Workspace
from lsp_server.edits.change import Change, NewFile
from lsp_server.edits.diff import in_order


def as_json(change: Change) -> dict[str, Any]:
    """A change as docs/json.md has it."""
    return {
        "summary": change.summary,
        "notes": list(change.notes),
        "files": [
            {
                "path": it.path,
                "kind": "create" if isinstance(it, NewFile) else "edit",
                "before": it.before,
                "after": it.after,
            }
            for it in change.files
        ],
    }


def show_written(change: Change, workspace: Workspace) -> None:
    """What was written, and what to look at."""
    for it in change.files:
        show_line(f"{'created' if isinstance(it, NewFile) else 'changed'} {workspace.shown(it.path)}", "green")
    for text in (change.summary, *change.notes):
        show_line(text)


def show_diffs(texts: Iterable[tuple[str, str | None, str]]) -> None:
    """Files as (path, before, after), as one diff."""
    for it in in_order(texts):
        show_diff(*it)


def show_notes(notes: Iterable[str]) -> None:
    """Beside a diff, not in it."""
    for text in notes:
        click.echo(text, err=True)
