"""`backline apply --all`: an action at every place where it is offered, one by one or in a batch."""

from pathlib import Path
from typing import Any

import click

from lsp_server.action import NO_AGENT, Action, Offer
from lsp_server.agent.choices import choices_of
from lsp_server.agent.cost import about
from lsp_server.cli.agent import allowed, engine, refine
from lsp_server.cli.batch import InBatch, begun, resumed
from lsp_server.cli.changes import as_json, show_diffs, show_notes
from lsp_server.cli.every import Make, Spot, Step, spots, steps
from lsp_server.cli.output import fail, show_json, show_line
from lsp_server.cli.workspace import Workspace, open_workspace
from lsp_server.cli.write import write
from lsp_server.edits.change import Change, NewFile, Refusal


def apply_all(
    action: Action,
    paths: tuple[Path, ...],
    root: Path | None,
    by: str,
    *,
    in_batch: bool,
    write_it: bool,
    output: str,
) -> None:
    """All places below `paths`; `by` is the engine."""
    workspace = open_workspace(paths, root)
    found = spots(workspace, action, paths, has_agent=by == "agent")
    if not found:
        if output == "json":
            show_json([])
        else:
            click.echo(f"{action.id} is offered nowhere here.", err=True)
        return
    if in_batch:
        ready = begun(workspace, action, found)
        if isinstance(ready, Refusal):
            fail(ready.reason)
        _finish(workspace, action, ready, write_it=write_it, output=output)
        return
    if by == "agent" and action.brief is not None:
        agent = engine()
        if (refused := allowed(agent, workspace.root)) is not None:
            fail(refused.reason)
        price = agent.model(choices_of(workspace.settings)).price if agent.is_hosted else None
        cost = about(action.id, price, 4_000)
        places = "1 place" if len(found) == 1 else f"{len(found)} places"
        click.echo(f"{places}{f', {cost} each' if cost else ''}.", err=True)
    _run(workspace, action, found, _maker(action, by), by, write_it=write_it, output=output)


def resume(action: Action, id_: str, root: Path | None, *, write_it: bool, output: str) -> None:
    """The places of a batch that was sent before."""
    workspace = open_workspace((), root)
    ready = resumed(workspace, action, id_)
    if isinstance(ready, Refusal):
        fail(ready.reason)
    _finish(workspace, action, ready, write_it=write_it, output=output)


def _finish(workspace: Workspace, action: Action, ready: InBatch, *, write_it: bool, output: str) -> None:
    answers = ready.wait()
    if isinstance(answers, Refusal):
        fail(answers.reason)
    done = False
    try:
        _run(workspace, action, ready.places, ready.maker(answers), "agent", write_it=write_it, output=output)
        done = True
    except SystemExit:
        done = True
        raise
    finally:
        ready.used(written=write_it and done)


def _maker(action: Action, by: str) -> Make:
    def make(workspace: Workspace, offer: Offer, _: Spot) -> Change | str | Refusal:
        draft = workspace.draft(action, offer)
        if isinstance(draft, Refusal):
            return draft
        if by == "agent" and action.brief is not None:
            return refine(workspace, action, offer, draft)
        return draft if draft is not None else NO_AGENT

    return make


def _run(
    workspace: Workspace,
    action: Action,
    places: tuple[Spot, ...],
    make: Make,
    by: str,
    *,
    write_it: bool,
    output: str,
) -> None:
    """Do them, say what came of each, and leave with exit code 1 where one was refused."""

    def made(now: Workspace, offer: Offer, spot: Spot) -> Change | str | Refusal:
        outcome = make(now, offer, spot)
        # Each is written as soon as it is there: who stops in the middle keeps what was paid for.
        return write(outcome, now.root) or outcome if write_it and isinstance(outcome, Change) else outcome

    done: list[Step] = []
    for step, _ in steps(workspace, action, places, made, has_agent=by == "agent"):
        done.append(step)
        if output == "text":
            _tell(step, workspace, write_it=write_it)
    if output == "json":
        show_json([_as_json(it, action, by) for it in done])
    elif not write_it:
        _show_diffs(done)
    if any(isinstance(it.outcome, Refusal) for it in done):
        raise SystemExit(1)


def _tell(step: Step, workspace: Workspace, *, write_it: bool) -> None:
    """One place, as soon as it is done: beside the diff, or with the files that were written."""
    head = f"{workspace.shown(step.spot.path)}:{step.line}: {step.title}"
    match step.outcome:
        case Refusal(reason=reason):
            click.echo(f"{head}: refused. {reason}", err=True)
        case str() as text:
            show_line(head, "bold")
            click.echo(text)
        case Change() as change:
            if write_it:
                show_line(head)
                for it in change.files:
                    kind = "created" if isinstance(it, NewFile) else "changed"
                    show_line(f"  {kind} {workspace.shown(it.path)}", "green")
            else:
                click.echo(head, err=True)
            show_notes(f"  {it}" for it in change.notes)


def _show_diffs(done: list[Step]) -> None:
    """All changes together, each file from what it says now to what it would say in the end."""
    before: dict[str, str | None] = {}
    after: dict[str, str] = {}
    for step in done:
        for it in step.outcome.files if isinstance(step.outcome, Change) else ():
            before.setdefault(it.path, it.before)
            after[it.path] = it.after
    show_diffs((path, before[path], text) for path, text in after.items())


def _as_json(step: Step, action: Action, by: str) -> dict[str, Any]:
    head: dict[str, Any] = {"action": action.id, "engine": by, "title": step.title}
    head |= {"path": step.spot.path, "line": step.line}
    match step.outcome:
        case Refusal(reason=reason):
            return head | {"refused": reason}
        case str() as text:
            return head | {"text": text}
        case change:
            return head | as_json(change)
