"""`backline apply`: run an action without an editor."""

from pathlib import Path
from typing import Any, NoReturn

import click

from lsp_server.action import Action
from lsp_server.cli.choices import parse_action
from lsp_server.cli.output import fail, format_option, show_diff, show_json, show_line
from lsp_server.cli.places import Place, place_argument
from lsp_server.cli.workspace import open_place, root_option
from lsp_server.cli.write import write
from lsp_server.edits.change import Change, NewFile, Refusal


@click.command()
@click.argument("action", type=parse_action, metavar="ACTION")
@place_argument
@click.option(
    "--engine", type=click.Choice(["offline"]), default="offline", show_default=True, help="Who does the work."
)
@click.option("--write", "write_it", is_flag=True, help="Write the files, all or none; without it, show a diff.")
@format_option
@root_option
def apply(action: Action, place: Place, engine: str, write_it: bool, output: str, root: Path | None) -> None:
    """Run an action at a place, and show or write what it changes.

    The diff can be piped into `git apply`. Exit code 1 says that the action was refused; then nothing
    was written.
    """
    workspace, cursor = open_place(place, root)
    offer = action.offer(cursor)
    if isinstance(offer, Refusal):
        _refuse(action, engine, offer, output)
    outcome = action.draft(offer)
    if isinstance(outcome, Change):
        outcome = workspace.judge(outcome)
    if isinstance(outcome, Change) and write_it:
        outcome = write(outcome, workspace.root) or outcome
    if isinstance(outcome, Refusal):
        _refuse(action, engine, outcome, output)
    if output == "json":
        show_json({"action": action.id, "engine": engine, "title": offer.title} | _as_json(outcome))
    elif write_it:
        for it in outcome.files:
            show_line(f"{'created' if isinstance(it, NewFile) else 'changed'} {workspace.shown(it.path)}", "green")
        for text in (outcome.summary, *outcome.notes):
            show_line(text)
    else:
        for it in outcome.files:
            show_diff(it.path, it.before, it.after)
        for text in outcome.notes:
            click.echo(text, err=True)  # not part of the diff


def _refuse(action: Action, engine: str, refusal: Refusal, output: str) -> NoReturn:
    if output == "json":
        show_json({"action": action.id, "engine": engine, "refused": refusal.reason})
        raise SystemExit(1)
    fail(refusal.reason)


def _as_json(change: Change) -> dict[str, Any]:
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
