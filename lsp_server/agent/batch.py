"""Many tasks in one batch, each in one shot: prepared, counted, sent, waited for, carried out and judged.

An answer is never sent back for repair. Where it fails, the caller has the offline draft.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lsp_server.agent.budget import Budget
from lsp_server.agent.checkers.checked import Checkers
from lsp_server.agent.choices import Choices
from lsp_server.agent.clouds import cloud
from lsp_server.agent.cost import expected
from lsp_server.agent.curtain import Curtain
from lsp_server.agent.engine import Engine, Task
from lsp_server.agent.kept_batches import KeptBatches
from lsp_server.agent.models import Model
from lsp_server.agent.provider import Provider
from lsp_server.agent.provider_batches import Batches, Look
from lsp_server.agent.result import Failed, Made, Result, Said
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.safety.ledger import Outcome
from lsp_server.agent.talk import Asking, Price, Reply, Trouble, Usage
from lsp_server.agent.workpiece import Workpiece
from lsp_server.edits.change import Refusal
from lsp_server.edits.envelope import parse

HALF = Decimal("0.5")  # what a request in a batch costs, compared with one by itself
_FIRST, _SELDOM = 5.0, 60.0  # seconds between two looks, at first and at most


@dataclass(frozen=True, slots=True)
class Prepared:
    """A task as it would be sent. `sent` is a hash of it: who resumes has to know whether it would be the same."""

    asking: Asking
    model: Model
    curtain: Curtain
    tokens: int

    @property
    def sent(self) -> str:
        said = repr((self.asking.model, [dict(it) for it in self.asking.system], self.asking.turns))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Estimate:
    """US dollars; None where the model has no price that we know."""

    about: Decimal | None
    most: Decimal | None


@dataclass
class Batch:
    """What the command line does with one. To be used in a folder that the person trusts."""

    engine: Engine
    choices: Choices
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    @property
    def kept(self) -> KeptBatches:
        return KeptBatches(self.engine.state)

    def prepare(self, task: Task) -> Prepared | Refusal:
        """What would be sent for a task; why it can't be in a batch. Slow: reads files."""
        if task.brief.tools:
            return Refusal("This action looks for more files while it works, which a batch can't; run it by itself.")
        curtain = Curtain()
        prepared = self.engine.prepare(task, curtain)
        if isinstance(prepared, Refusal):
            return prepared
        prompt, model, _ = prepared
        room = Budget(self.choices, self._price(model), self.choices.most_per_action).next(prompt.tokens)
        if isinstance(room, Trouble):
            return Refusal(room.sentence)
        asking = Asking(model.name, prompt.system, (prompt.first,), room, (), self.choices.effort)
        return Prepared(asking, model, curtain, prompt.tokens)

    def estimate(self, prepared: Mapping[str, Prepared], action: str) -> Estimate:
        """What they cost together, and what they cost at most, if each answer is as long as it may be."""
        about = most = Decimal(0)
        for it in prepared.values():
            price = self._price(it.model)
            if price is None:
                return Estimate(None, None)
            about += price.of(Usage(written=it.tokens, answered=expected(action)))
            most += price.of(Usage(written=it.tokens, answered=it.asking.max_tokens))
        return Estimate(about, most)

    def too_much(self, estimate: Estimate) -> Refusal | None:
        """Why a batch is not sent: nothing stops it afterwards, so all of it has to fit into the day's limit."""
        if estimate.most is None:
            return None
        today = self.engine.today().date()
        left = self.choices.most_per_day - self.engine.ledger.spent(today) - self.kept.reserved(today.isoformat())
        if estimate.most <= left:
            return None
        return Refusal(
            f"Nothing was sent: the batch may cost ${estimate.most:.2f}, and ${max(left, Decimal(0)):.2f} of the "
            f"${self.choices.most_per_day:.2f} for a day are left. Name fewer files, or set max-cost-per-day."
        )

    async def send(self, prepared: Mapping[str, Prepared]) -> str | Trouble:
        """Send all of them; the batch's id."""
        provider = self._provider(
            lambda body: next(filter(None, (it.curtain.leak(body) for it in prepared.values())), None)
        )
        try:
            return await Batches(provider).send({id_: it.asking for id_, it in prepared.items()})
        finally:
            await provider.close()

    async def wait(self, id_: str, hear: Callable[[Look], None]) -> Mapping[str, Reply | Trouble] | Trouble:
        """Until the batch has ended: its answers. A look that fails is tried again three times."""
        provider = self._provider(lambda _: None)
        try:
            seconds, failed = _FIRST, 0
            while True:
                look = await Batches(provider).look(id_)
                if isinstance(look, Trouble):
                    failed += 1
                    if failed > 3 or look.kind not in ("overloaded", "unreachable", "limit"):
                        return look
                else:
                    failed = 0
                    hear(look)
                    if look.ended:
                        return await Batches(provider).results(id_)
                await self.pause(seconds)
                seconds = min(seconds * 1.5, _SELDOM)
        finally:
            await provider.close()

    async def carry_out(self, task: Task, prepared: Prepared, answer: Reply | Trouble, *, counted: bool) -> Result:
        """One answer, on top of the task's draft of now, through the gates; into the ledger if it is not `counted`."""
        price = self._price(prepared.model)
        spent = price.of(answer.usage) if price is not None else Decimal(0)
        result = await self._result(task, prepared, answer, spent)
        if not counted:
            made = result.change if isinstance(result, Made) else None
            outcome: Outcome = "failed" if isinstance(result, Failed) else "proposed"
            self.engine.write_down(task, prepared.model, answer.usage, spent, made, outcome)
        return result

    async def _result(self, task: Task, prepared: Prepared, answer: Reply | Trouble, spent: Decimal) -> Result:
        usage = answer.usage
        if isinstance(answer, Trouble):
            return Failed(answer.sentence, usage, spent)
        if task.brief.answers != "change":
            return Said(answer.text.strip(), usage, spent)
        checkers = Checkers(self.choices.check_with, task.snapshot, self.engine.environ, self.engine.home)
        judge = checkers.after(task.judge)
        work = Workpiece(
            task.texts, task.snapshot.root, task.brief.may_write, judge, prepared.curtain, task.brief.draft
        )
        envelope = parse(answer.text)
        if envelope.question is not None:
            return Failed("The agent asked a question, which nobody can answer in a batch.", usage, spent)
        feedback = await work.take(envelope)
        if feedback:
            first = feedback[0].partition("\n")[0]
            return Failed(f"The agent's answer did not pass the checks: {first}", usage, spent)
        if work.change is None:
            nothing = work.nothing or "The agent found nothing to change."
            return Made(task.brief.draft, work.notes, (), nothing, usage, spent)
        return Made(work.change, work.notes, work.dangers, None, usage, spent)

    def _price(self, model: Model) -> Price | None:
        if model.price is None or not self.engine.is_hosted:
            return None
        it = model.price
        return replace(
            it, sent=it.sent * HALF, answered=it.answered * HALF, read=it.read * HALF, written=it.written * HALF
        )

    def _provider(self, leak: Callable[[bytes], str | None]) -> Provider:
        at = self.engine.endpoint
        assert isinstance(at, Endpoint), "looked at before anything is prepared"
        return Provider(at, leak, cloud(self.engine.environ))
