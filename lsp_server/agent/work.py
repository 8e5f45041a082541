"""One task in the hands of an agent: worked on, judged, and written into the ledger."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from lsp_server.agent.budget import Budget
from lsp_server.agent.checkers.checked import Checkers
from lsp_server.agent.clouds import cloud
from lsp_server.agent.connection import Connection
from lsp_server.agent.curtain import Curtain
from lsp_server.agent.decisions import record
from lsp_server.agent.ear import Ear
from lsp_server.agent.engine import Engine
from lsp_server.agent.loop import Loop
from lsp_server.agent.models import Model
from lsp_server.agent.provider import Provider
from lsp_server.agent.result import Asked, Failed, Made, Result, Said
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.safety.ledger import Entry, FileSeen, Outcome
from lsp_server.agent.talk import Reply, Usage
from lsp_server.agent.task import Prepared, Task, prepare
from lsp_server.agent.tool_schemas import TOOLS
from lsp_server.agent.tools import ToolBox
from lsp_server.agent.workpiece import Workpiece
from lsp_server.edits.change import Refusal

log = logging.getLogger(__name__)


async def work(engine: Engine, task: Task, ear: Ear, curtain: Curtain | None = None) -> Result:
    """Do a task. Never raises but for cancellation; what was spent is written down either way."""
    at, root = engine.endpoint, task.snapshot.root
    if isinstance(at, Refusal):
        return Failed(at.reason)
    if root is None or engine.trusted(root) != "granted":
        return Failed("Nothing was sent: you have not allowed an agent to work in this folder.")
    try:
        ear.say("reading what governs it")
        prepared = await asyncio.to_thread(prepare, engine, task, curtain)
        if isinstance(prepared, Refusal):
            return Failed(prepared.reason)
        asked = _hash(f"{prepared.model.name}\n{prepared.prompt.text}")
        if asked in engine.said:
            return Said(engine.said[asked])
        result = await run(engine, task, prepared, ear)
        if isinstance(result, Said):
            engine.said[asked] = result.text
        return result
    except Exception:
        log.exception("%s failed", task.brief.action)
        return Failed("The agent failed on an internal error; the log has the details.")


async def run(engine: Engine, task: Task, prepared: Prepared, ear: Ear, answered: Reply | None = None) -> Result:
    """The conversation about a prepared task, to its end. `answered`: it begins with an answer that is there already.

    What it costs is written down; what `answered` did cost is not counted here.
    """
    at, choices = engine.endpoint, prepared.choices
    assert isinstance(at, Endpoint), "looked at before"
    left = choices.most_per_day - engine.spent_on(engine.today().date())
    budget = Budget(choices, prepared.model.price if engine.is_hosted else None, left)
    busy = partial(ear.say, "the service is busy; trying again")
    provider = Provider(Connection(at, prepared.curtain.leak, cloud(engine.environ), busy))
    work = _workpiece(engine, task, prepared, ear.say)
    tools = tuple(it for it in TOOLS if prepared.around.tools is None or it.name in prepared.around.tools)
    box = ToolBox(work, tuple(sorted(task.snapshot.files)), prepared.curtain, tools) if task.brief.tools else None
    loop = Loop(task.brief, prepared.prompt, work, provider, budget, choices, prepared.model.name, ear, box)
    result: Result | None = None
    try:
        result = await loop.run(answered)
    finally:
        await provider.close()
        if budget.turns:
            write_down(engine, task, prepared.model, budget.usage, budget.spent, result)
    if isinstance(result, Made):
        return replace(result, notes=(*result.notes, *prepared.around.notes))
    return result


def write_down(
    engine: Engine, task: Task, model: Model, usage: Usage, spent: Decimal, result: Result | Asked | None
) -> None:
    """One line in the ledger: never what the files say. No result: the person stopped it."""
    at = engine.endpoint
    outcome: Outcome = "cancelled" if result is None else "failed" if isinstance(result, Failed) else "proposed"
    made = result.change.files if isinstance(result, Made) and result.change is not None else ()
    engine.ledger.write(
        Entry(
            time=engine.today(),
            root=str(task.root),
            action=task.brief.action,
            model=model.name,
            host=at.host if isinstance(at, Endpoint) else "",
            tokens_in=usage.sent + usage.written,
            tokens_out=usage.answered,
            tokens_cached=usage.read,
            cost=spent,
            outcome=outcome,
            files=tuple(FileSeen(it.path, _hash(it.after)) for it in made),
        )
    )


def _workpiece(engine: Engine, task: Task, prepared: Prepared, say: Callable[[str], None]) -> Workpiece:
    choices = prepared.choices
    checkers = Checkers(choices.check_with, task.snapshot, engine.environ, engine.home, say)
    return Workpiece(
        task.texts,
        task.root,
        task.brief.may_write,
        checkers.after(task.judge),
        prepared.curtain,
        task.brief.draft,
        partial(record, root=task.root, today=engine.today().date()) if choices.adrs else None,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
