"""The agent at a terminal: tells how far it is, asks, and is never started without leave."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from lsp_server import discover
from lsp_server.action import Action, Offer
from lsp_server.agent.brief import Brief
from lsp_server.agent.choices import choices_of
from lsp_server.agent.ear import Inquiry
from lsp_server.agent.engine import Engine
from lsp_server.agent.personal import file, personal
from lsp_server.agent.result import Failed, Made, Result, Said, offline
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.safety.private_files import state_folder
from lsp_server.agent.task import Task, prepare
from lsp_server.agent.work import work
from lsp_server.cli.workspace import Workspace
from lsp_server.edits.change import Change, Refusal
from lsp_server.text import Document


def engine() -> Engine:
    """The agent of this process."""
    return Engine(os.environ, Path.home(), state_folder(), personal(file()).configured)


class Terminal:
    """Progress on standard error, so that a diff can be piped; questions only where a person sits."""

    def say(self, what: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{what} …", nl=False, err=True)

    def end(self) -> None:
        """Clear the line of progress."""
        if sys.stderr.isatty():
            click.echo("\r\033[K", nl=False, err=True)

    @property
    def is_attended(self) -> bool:
        """Whether a person sits here."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    async def ask(self, inquiry: Inquiry) -> int:
        self.end()
        if not self.is_attended:
            return inquiry.default
        for number, choice in enumerate(inquiry.choices, 1):
            click.echo(f"  {number}. {choice}", err=True)
        kind = click.IntRange(1, len(inquiry.choices))
        answer: int = await asyncio.to_thread(
            click.prompt, inquiry.text, type=kind, default=inquiry.default + 1, err=True
        )
        return answer - 1


def task_of(workspace: Workspace, brief: Brief) -> Task:
    """A brief with the workspace as it is on disk."""

    def text_of(path: str) -> Document | None:
        known = workspace.snapshot.files.get(path)
        return known.document if known is not None else discover.read(workspace.root, path)

    async def judge(change: Change) -> Change | Refusal:
        return await asyncio.to_thread(workspace.judge, change, (brief.path, brief.mends) if brief.mends else None)

    return Task(brief, workspace.snapshot, text_of, judge, choices_of(workspace.settings))


def prompt_of(workspace: Workspace, brief: Brief) -> str | Refusal:
    """What would be sent for a brief, with what was taken out of it; nothing is sent."""
    prepared = prepare(engine(), task_of(workspace, brief))
    if isinstance(prepared, Refusal):
        return prepared
    prompt, secrets = prepared.prompt, prepared.curtain.redacted.secrets
    head = [
        f"To: {prepared.model.name}, about {prompt.tokens} tokens. Nothing was sent.",
        *([prepared.around.why] if prepared.around.why else []),
        *(f"Redacted: {it.placeholder}, {it.kind}, {it.path}:{it.line + 1}" for it in secrets if it.path),
        *(f"Left out for want of room: {it}" for it in prompt.left_out),
    ]
    return "\n".join(head) + f"\n\n{prompt.text}"


def refine(workspace: Workspace, action: Action, offer: Offer, draft: Change | None) -> Change | str | Refusal:
    """The agent's change or text; the draft with a note where it fails; a sentence where there is no draft."""
    assert action.brief is not None, "looked at before"
    brief = action.brief(offer, draft)
    if isinstance(brief, Refusal):
        return brief
    agent = engine()
    if (refused := allowed(agent, workspace.root)) is not None:
        return refused
    terminal = Terminal()
    try:
        result = asyncio.run(work(agent, task_of(workspace, brief), terminal))
    finally:
        terminal.end()
    return outcome(result, draft)


def outcome(result: Result, draft: Change | None) -> Change | str | Refusal:
    """What a person gets of a run: the change or text; the draft where it failed, which is said; else why not."""
    match result:
        case Said(text=text):
            return text
        case Failed(sentence=sentence) if draft is not None:
            return offline(draft, sentence)
        case Failed(sentence=sentence):
            return Refusal(sentence)
        case Made(change=None, told=told):
            return Refusal(" ".join(told))
        case Made(change=Change() as change, told=told, dangers=dangers):
            looks = (f"Look at this before you use it: {it}" for it in dangers)
            return replace(change, notes=(*change.notes, *looks, *told))
        case _:
            raise AssertionError(result)


def allowed(agent: Engine, root: Path, confirm: Callable[..., bool] = click.confirm) -> Refusal | None:
    """Why the agent may not work in a folder; asks the person once, where one sits at the terminal."""
    at = agent.endpoint
    if isinstance(at, Refusal):
        return at
    decision = agent.trusted(root)
    if decision is None and Terminal().is_attended:
        question = f"May Backline send code of {root} to {at.host}?"
        decision = "granted" if confirm(question, err=True) else "refused"
        agent.decide(root, decision)
    if decision == "granted":
        return None
    return Refusal(_not_allowed(at, root, refused=decision == "refused"))


def _not_allowed(at: Endpoint, root: Path, *, refused: bool) -> str:
    why = "you have refused it" if refused else "you have not been asked"
    return f"Nothing was sent to {at.host}: {why}. `backline trust {root}` allows it."
