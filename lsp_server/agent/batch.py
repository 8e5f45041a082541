"""Many tasks in one batch, each in one shot: prepared, counted, sent, waited for, carried out and judged.

An answer is never sent back for repair. Where it fails, the caller has the offline draft. A question is put to the
person, where one is there: the conversation then goes on by itself, at the price of a request of its own.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lsp_server.agent.budget import Budget
from lsp_server.agent.choices import Choices
from lsp_server.agent.clouds import cloud
from lsp_server.agent.connection import Connection
from lsp_server.agent.cost import expected
from lsp_server.agent.ear import Ear, Nobody
from lsp_server.agent.engine import Engine
from lsp_server.agent.kept_batches import KeptBatches
from lsp_server.agent.message_batches import Batches, Look
from lsp_server.agent.models import Model
from lsp_server.agent.result import Asked, Failed, Result
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.safety.last_look import leak
from lsp_server.agent.talk import Asking, Price, Reply, Trouble, Usage, text
from lsp_server.agent.task import Prepared, Task, prepare
from lsp_server.agent.work import run, write_down
from lsp_server.edits.change import Refusal
from lsp_server.edits.envelope import parse

HALF = Decimal("0.5")  # what a request in a batch costs, compared with one by itself
_FIRST, _SELDOM = 5.0, 60.0  # seconds between two looks, at first and at most


@dataclass(frozen=True, slots=True)
class Request:
    """A task as it would be sent in a batch. `has_changed`: what was sent for it was something else."""

    prepared: Prepared
    asking: Asking
    has_changed: bool = False

    @property
    def sent(self) -> str:
        """A hash of it: who resumes has to know whether it would be the same."""
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

    def prepare(self, task: Task) -> Request | Refusal:
        """What would be sent for a task; why it can't be in a batch. Slow: reads files."""
        if task.brief.tools:
            return Refusal("This action looks for more files while it works, which a batch can't; run it by itself.")
        prepared = prepare(self.engine, task)
        if isinstance(prepared, Refusal):
            return prepared
        prompt, model, choices = prepared.prompt, prepared.model, prepared.choices
        room = Budget(choices, self._price(model), choices.most_per_action).next(prompt.tokens)
        if isinstance(room, Trouble):
            return Refusal(room.sentence)
        return Request(prepared, Asking(model.name, prompt.system, (prompt.first,), room, (), choices.effort))

    def estimate(self, requests: Mapping[str, Request], action: str) -> Estimate:
        """What they cost together, and what they cost at most, if each answer is as long as it may be."""
        about = most = Decimal(0)
        for it in requests.values():
            price, tokens = self._price(it.prepared.model), it.prepared.prompt.tokens
            if price is None:
                return Estimate(None, None)
            about += price.of(Usage(written=tokens, answered=expected(action)))
            most += price.of(Usage(written=tokens, answered=it.asking.max_tokens))
        return Estimate(about, most)

    def too_much(self, estimate: Estimate) -> Refusal | None:
        """Why a batch is not sent: nothing stops it afterwards, so all of it has to fit into the day's limit."""
        if estimate.most is None:
            return None
        left = self.choices.most_per_day - self.engine.spent_on(self.engine.today().date())
        if estimate.most <= left:
            return None
        return Refusal(
            f"Nothing was sent: the batch may cost ${estimate.most:.2f}, and ${max(left, Decimal(0)):.2f} of the "
            f"${self.choices.most_per_day:.2f} for a day are left. Name fewer files, or set max-cost-per-day."
        )

    async def send(self, requests: Mapping[str, Request]) -> str | Trouble:
        """Send all of them; the batch's id."""
        traces = {trace: None for it in requests.values() for trace in it.prepared.curtain.redacted.traces}
        connection = self._connection(lambda body: leak(body, traces))
        try:
            return await Batches(connection).send({id_: it.asking for id_, it in requests.items()})
        finally:
            await connection.close()

    async def wait(self, id_: str, hear: Callable[[Look], None]) -> Mapping[str, Reply | Trouble] | Trouble:
        """Until the batch has ended: its answers. A look that fails is tried again three times."""
        connection = self._connection(lambda _: None)
        try:
            seconds, failed = _FIRST, 0
            while True:
                look = await Batches(connection).look(id_)
                if isinstance(look, Trouble):
                    failed += 1
                    if failed > 3 or look.kind not in ("overloaded", "unreachable", "limit"):
                        return look
                else:
                    failed = 0
                    hear(look)
                    if look.ended:
                        return await Batches(connection).results(id_)
                await self.pause(seconds)
                seconds = min(seconds * 1.5, _SELDOM)
        finally:
            await connection.close()

    async def carry_out(
        self, task: Task, request: Request, answer: Reply | Trouble, ear: Ear | None, *, counted: bool
    ) -> Result | Asked:
        """One answer, on top of the task's draft of now, through the gates; into the ledger if it is not `counted`.

        `ear` is the person who answers questions, None: nobody is there.
        """
        price = self._price(request.prepared.model)
        spent = price.of(answer.usage) if price is not None else Decimal(0)
        result = await self._result(task, request, answer, ear)
        if not counted:
            write_down(self.engine, task, request.prepared.model, answer.usage, spent, result)
        return replace(result, usage=result.usage + answer.usage, spent=result.spent + spent)

    async def _result(self, task: Task, request: Request, answer: Reply | Trouble, ear: Ear | None) -> Result | Asked:
        """What comes of an answer, with what further requests have cost."""
        if isinstance(answer, Trouble):
            return Failed(answer.sentence)
        question = parse(answer.text).question if task.brief.answers == "change" else None
        if question is not None:
            if ear is None:
                return Asked(question.text, question.choices)
            # What the model thought is bound to what was sent; what it asks may also be asked about what is there now.
            asked = replace(answer, content=(text(answer.text),))
            return await run(self.engine, task, request.prepared, ear, asked)
        if request.has_changed:
            return Failed("What was sent has changed since, so the answer was not used; do it here by itself.")
        in_one_shot = replace(request.prepared, choices=replace(request.prepared.choices, repairs=0))
        return await run(self.engine, task, in_one_shot, ear or Nobody(), answer)

    def _price(self, model: Model) -> Price | None:
        if model.price is None or not self.engine.is_hosted:
            return None
        it = model.price
        return replace(
            it, sent=it.sent * HALF, answered=it.answered * HALF, read=it.read * HALF, written=it.written * HALF
        )

    def _connection(self, leak: Callable[[bytes], str | None]) -> Connection:
        at = self.engine.endpoint
        assert isinstance(at, Endpoint), "looked at before anything is prepared"
        return Connection(at, leak, cloud(self.engine.environ))
