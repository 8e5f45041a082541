"""A batch at a terminal: what it may cost, how far it is, and how to go on with it later."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import click

from lsp_server.action import Action, Offer
from lsp_server.agent.batch import Batch, Estimate, Request
from lsp_server.agent.choices import choices_of
from lsp_server.agent.kept_batches import KeptBatch, KeptRequest
from lsp_server.agent.message_batches import Look
from lsp_server.agent.result import Asked, Failed
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.safety.shown import message
from lsp_server.agent.talk import Reply, Trouble
from lsp_server.cli.agent import Terminal, allowed, engine, outcome, task_of
from lsp_server.cli.every import Make, Spot, offered
from lsp_server.cli.workspace import Workspace
from lsp_server.edits.change import Change, Refusal

_MISSING = Trouble("wrong answer", "The service has no answer for this place.")


@dataclass
class InBatch:
    """A batch that was sent. `ready` are the places that are in it, or why one is not.

    `unanswered` are requests whose answers are questions that nobody was there to answer.
    """

    batch: Batch
    kept: KeptBatch
    action: Action
    ready: Mapping[Spot, Request | Refusal]
    ids: Mapping[Spot, str]
    unanswered: list[str] = field(default_factory=list)

    @property
    def places(self) -> tuple[Spot, ...]:
        return tuple(self.ready)

    def wait(self) -> Mapping[str, Reply | Trouble] | Refusal:
        """Until it has ended; tells how far it is, and how to go on for who does not want to wait."""
        terminal = Terminal()

        def hear(look: Look) -> None:
            terminal.say(f"{look.done} of {look.all} are answered")

        try:
            click.echo(f"Batch {self.kept.id}. Stop when you like; this goes on with it:", err=True)
            click.echo(f"  backline apply {self.action.id} --resume {self.kept.id}", err=True)
            answers = asyncio.run(self.batch.wait(self.kept.id, hear))
        except KeyboardInterrupt:
            return Refusal("You stopped waiting; the batch goes on at the service.")
        finally:
            terminal.end()
        return Refusal(answers.sentence) if isinstance(answers, Trouble) else answers

    def maker(self, answers: Mapping[str, Reply | Trouble]) -> Make:
        """Carries out the answer for a place, on top of the draft of that moment; asks the person what it asks."""
        terminal = Terminal()
        ear = terminal if terminal.is_attended else None

        def make(now: Workspace, offer: Offer, spot: Spot) -> Change | str | Refusal:
            draft = now.draft(self.action, offer)
            if isinstance(draft, Refusal):
                return draft
            it = self.ready[spot]
            if isinstance(it, Refusal):
                return outcome(Failed(it.reason), draft)
            assert self.action.brief is not None, "looked at before"
            brief = self.action.brief(offer, draft)
            if isinstance(brief, Refusal):
                return brief
            answer = answers.get(self.ids[spot], _MISSING)
            carried = self.batch.carry_out(task_of(now, brief), it, answer, ear, counted=self.kept.counted)
            try:
                result = asyncio.run(carried)
            finally:
                terminal.end()
            if isinstance(result, Asked):
                self.unanswered.append(self.ids[spot])
                return Refusal(self._asks(result))
            return outcome(result, draft)

        return make

    def used(self, *, written: bool) -> None:
        """Its answers were shown; those that were `written` nobody needs any more."""
        left = tuple(it for it in self.kept.requests if it.id in self.unanswered) if written else self.kept.requests
        if left:
            self.batch.kept.keep(replace(self.kept, counted=True, requests=left))
        else:
            self.batch.kept.forget(self.kept.id)

    def _asks(self, it: Asked) -> str:
        choices = " / ".join(message(each, 120) for each in it.choices)
        how = f"backline apply {self.action.id} --resume {self.kept.id}"
        return f"The agent asks: {message(it.question)} ({choices}) To answer, say in a terminal: {how}"


def begun(workspace: Workspace, action: Action, places: tuple[Spot, ...]) -> InBatch | Refusal:
    """Prepare and send; says before what it may cost."""
    batch, at = _batch(workspace), _may(workspace, action)
    if isinstance(at, Refusal):
        return at
    ready = {it: _prepared(workspace, action, it, batch) for it in places}
    ids = {spot: f"{number:05}" for number, spot in enumerate(places, 1)}
    going = {ids[spot]: it for spot, it in ready.items() if isinstance(it, Request)}
    if not going:
        return next(it for it in ready.values() if isinstance(it, Refusal))
    estimate = batch.estimate(going, action.id)
    click.echo(_spoken(len(going), estimate), err=True)
    if (refused := batch.too_much(estimate)) is not None:
        return refused
    id_ = asyncio.run(batch.send(going))
    if isinstance(id_, Trouble):
        return Refusal(id_.sentence)
    sent = tuple(
        KeptRequest(ids[spot], spot.path, spot.name, spot.code, it.sent if isinstance(it, Request) else "")
        for spot, it in ready.items()
    )
    day, most = batch.engine.today().date().isoformat(), str(estimate.most or 0)
    kept = KeptBatch(id_, str(workspace.root), at.host, action.id, day, most, sent)
    if not batch.kept.keep(kept):
        click.echo("The batch's id could not be kept, so it can't be resumed.", err=True)
    return InBatch(batch, kept, action, ready, ids)


def resumed(workspace: Workspace, action: Action, id_: str) -> InBatch | Refusal:
    """A batch that another process sent. What has changed since then is not carried out."""
    batch, at = _batch(workspace), _may(workspace, action)
    if isinstance(at, Refusal):
        return at
    kept = batch.kept.find(id_)
    if kept is None:
        return Refusal(f"No batch {id_} is kept here.")
    if (kept.root, kept.action, kept.host) != (str(workspace.root), action.id, at.host):
        return Refusal(f"Batch {id_} was sent to {kept.host} for {kept.action} in {kept.root}.")
    ready: dict[Spot, Request | Refusal] = {}
    ids: dict[Spot, str] = {}
    for request in kept.requests:
        spot = Spot(request.path, request.name, request.code)
        it = _prepared(workspace, action, spot, batch)
        if isinstance(it, Request) and it.sent != request.sent:
            it = replace(it, has_changed=True)
        ready[spot], ids[spot] = it, request.id
    return InBatch(batch, kept, action, ready, ids)


def _batch(workspace: Workspace) -> Batch:
    return Batch(engine(), choices_of(workspace.settings))


def _may(workspace: Workspace, action: Action) -> Endpoint | Refusal:
    agent = engine()
    at = agent.endpoint
    if action.brief is None:
        return Refusal(f"{action.id} asks no model.")
    return allowed(agent, workspace.root) or at


def _prepared(workspace: Workspace, action: Action, spot: Spot, batch: Batch) -> Request | Refusal:
    offer = offered(workspace, action, spot, has_agent=True)
    if isinstance(offer, Refusal):
        return offer
    draft = workspace.draft(action, offer)
    if isinstance(draft, Refusal):
        return draft
    assert action.brief is not None, "looked at before"
    brief = action.brief(offer, draft)
    return brief if isinstance(brief, Refusal) else batch.prepare(task_of(workspace, brief))


def _spoken(count: int, estimate: Estimate) -> str:
    requests = "1 request" if count == 1 else f"{count} requests"
    if estimate.about is None or estimate.most is None:
        return f"{requests} in one batch; what this model costs is not known."
    return f"{requests} in one batch, about ${estimate.about:.2f}, at most ${estimate.most:.2f}."
