"""`backline apply`: run an action without an editor."""

from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from lsp_server.action import NO_AGENT, Action, Offer
from lsp_server.cli.agent import prompt_of, refine
from lsp_server.cli.choices import parse_action
from lsp_server.cli.output import fail, format_option, show_diff, show_json, show_line
from lsp_server.cli.places import Place, place_argument
from lsp_server.cli.workspace import Workspace, open_place, root_option
from lsp_server.cli.write import write
from lsp_server.edits.change import Change, NewFile, Refusal


@click.command()
@click.argument("action", type=parse_action, metavar="ACTION")
@place_argument
@click.option(
    "--engine",
    type=click.Choice(["offline", "agent"]),
    help="Who does the work: the offline engine, or an agent on top of its draft. Default: offline, where it can.",
)
@click.option("--show-prompt", is_flag=True, help="Print what would be sent to a model, and send nothing.")
@click.option("--write", "write_it", is_flag=True, help="Write the files, all or none; without it, show a diff.")
@format_option
@root_option
def apply(
    action: Action,
    place: Place,
    engine: str | None,
    show_prompt: bool,
    write_it: bool,
    output: str,
    root: Path | None,
) -> None:
    """Run an action at a place, and show or write what it changes.

    The diff can be piped into `git apply`. Exit code 1 says that the action was refused; then nothing
    was written.
    """
    engine = engine or ("offline" if action.draft is not None else "agent")
    workspace, cursor = open_place(place, root)
    offer = action.offer(replace(cursor, has_agent=show_prompt or engine == "agent"))
    if isinstance(offer, Refusal):
        _refuse(action, engine, offer, output)
    outcome = _made(action, offer, workspace, engine, show_prompt)
    if isinstance(outcome, str):
        click.echo(outcome)
        return
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


def _made(action: Action, offer: Offer, workspace: Workspace, engine: str, show_prompt: bool) -> Change | str | Refusal:
    """What comes of an offer: a change, a text, or why neither."""
    draft = drafted(action, offer, workspace)
    if isinstance(draft, Refusal):
        return draft
    if show_prompt:
        if action.brief is None:
            return Refusal(f"{action.id} asks no model.")
        brief = action.brief(offer, draft)
        return brief if isinstance(brief, Refusal) else prompt_of(workspace, brief)
    if engine == "agent" and action.brief is not None:
        return refine(workspace, action, offer, draft)
    return draft if draft is not None else NO_AGENT


def drafted(action: Action, offer: Offer, workspace: Workspace) -> Change | Refusal | None:
    """What the offline engine makes of an offer, if it passes the gates; None where only an agent can do it."""
    draft = action.draft(offer) if action.draft is not None else None
    return workspace.judge(draft) if isinstance(draft, Change) else draft


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
