"""`backline apply`: run an action without an editor."""

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from lsp_server.action import NO_AGENT, Action, Offer
from lsp_server.cli.agent import prompt_of, refine
from lsp_server.cli.apply_all import apply_all, resume
from lsp_server.cli.changes import as_json, show_diffs, show_notes, show_written
from lsp_server.cli.choices import parse_action
from lsp_server.cli.output import fail, format_option, show_json
from lsp_server.cli.places import Place, parse_place
from lsp_server.cli.workspace import Workspace, open_place, root_option
from lsp_server.cli.write import write
from lsp_server.edits.change import Change, Refusal


@click.command()
@click.argument("action", type=parse_action, metavar="ACTION")
@click.argument("places", nargs=-1, metavar="FILE:LINE[:COL] | --all [PATH]...")
@click.option(
    "--engine",
    type=click.Choice(["offline", "agent"]),
    help="Who does the work: the offline engine, or an agent on top of its draft. Default: offline, where it can.",
)
@click.option("--all", "everywhere", is_flag=True, help="At every place below the paths where the action is offered.")
@click.option("--batch", is_flag=True, help="With --all and an agent: all at once, within a day, at half the price.")
@click.option("--resume", "batch_id", metavar="ID", help="Go on with a batch that was sent before.")
@click.option("--show-prompt", is_flag=True, help="Print what would be sent to a model, and send nothing.")
@click.option("--write", "write_it", is_flag=True, help="Write the files, all or none; without it, show a diff.")
@format_option
@root_option
def apply(
    action: Action,
    places: tuple[str, ...],
    engine: str | None,
    everywhere: bool,
    batch: bool,
    batch_id: str | None,
    show_prompt: bool,
    write_it: bool,
    output: str,
    root: Path | None,
) -> None:
    """Run an action at a place, and show or write what it changes.

    With --all, every place below the paths where it is offered: each on the result of those before, and written
    one by one. The diff can be piped into `git apply`. Exit code 1 says that the action was refused, with --all
    at one place or more; what was refused is not written.
    """
    engine = engine or ("offline" if action.draft is not None and not batch and batch_id is None else "agent")
    if batch_id is not None:
        if places or everywhere or batch or show_prompt or engine == "offline":
            raise click.UsageError("--resume takes the places that were sent; say only --write, --format or --root.")
        resume(action, batch_id, root, write_it=write_it, output=output)
    elif everywhere:
        if show_prompt:
            raise click.UsageError("--show-prompt shows one prompt; name a place.")
        if batch and engine == "offline":
            raise click.UsageError("--batch is for an agent; say --engine agent.")
        paths = tuple(map(Path, places))
        apply_all(action, paths, root, engine, in_batch=batch, write_it=write_it, output=output)
    elif batch:
        raise click.UsageError("--batch goes with --all.")
    elif len(places) != 1:
        raise click.UsageError("Name one place as FILE:LINE or FILE:LINE:COL, or say --all.")
    else:
        _apply_at(action, parse_place(places[0]), root, engine, show_prompt, write_it, output)


def _apply_at(
    action: Action, place: Place, root: Path | None, engine: str, show_prompt: bool, write_it: bool, output: str
) -> None:
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
        show_json({"action": action.id, "engine": engine, "title": offer.title} | as_json(outcome))
    elif write_it:
        show_written(outcome, workspace)
    else:
        show_diffs((it.path, it.before, it.after) for it in outcome.files)
        show_notes(outcome.notes)


def _made(action: Action, offer: Offer, workspace: Workspace, engine: str, show_prompt: bool) -> Change | str | Refusal:
    """What comes of an offer: a change, a text, or why neither."""
    draft = workspace.draft(action, offer)
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


def _refuse(action: Action, engine: str, refusal: Refusal, output: str) -> NoReturn:
    if output == "json":
        show_json({"action": action.id, "engine": engine, "refused": refusal.reason})
        raise SystemExit(1)
    fail(refusal.reason)
