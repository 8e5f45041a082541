"""The agent as the editor and the command line see it: is there one, may it work here, and one task done."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from lsp_server.agent.background import background
from lsp_server.agent.brief import Brief
from lsp_server.agent.budget import Budget
from lsp_server.agent.checkers.checked import Checkers
from lsp_server.agent.choices import Choices
from lsp_server.agent.clouds import cloud, endpoint_of
from lsp_server.agent.compose import Prompt, compose
from lsp_server.agent.curtain import Curtain
from lsp_server.agent.decisions import record
from lsp_server.agent.ear import Ear
from lsp_server.agent.gather import Background, gather
from lsp_server.agent.kept_batches import KeptBatches
from lsp_server.agent.loop import Loop
from lsp_server.agent.models import Model, model
from lsp_server.agent.profiles import fitted
from lsp_server.agent.provider import Provider
from lsp_server.agent.result import Failed, Made, Result, Said
from lsp_server.agent.safety.endpoint import Configured, Endpoint, endpoint
from lsp_server.agent.safety.ledger import Entry, FileSeen, Ledger, Outcome
from lsp_server.agent.safety.trust import Decision, Trust
from lsp_server.agent.talk import Usage
from lsp_server.agent.tools import TOOLS, ToolBox
from lsp_server.agent.workpiece import Judge, Workpiece
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.operations import Texts
from lsp_server.snapshot import Snapshot

log = logging.getLogger(__name__)

NOTHING = (Usage(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Task:
    """One brief and the workspace it speaks of.

    `texts` tells what a file says, `opened` what open documents say; `judge` are the gates.
    """

    brief: Brief
    snapshot: Snapshot
    texts: Texts
    judge: Judge
    choices: Choices
    opened: Callable[[str], str | None] = lambda _: None


@dataclass
class Engine:
    """`environ` is the process's environment, `home` the person's home.

    `state` is where decisions and what was spent are kept, None: nowhere. `configured` is the person's own file.
    """

    environ: Mapping[str, str]
    home: Path
    state: Path | None
    configured: Configured | None = None
    today: Callable[[], datetime] = lambda: datetime.now(UTC)
    spent: Decimal = Decimal(0)  # by this process
    _said: dict[str, str] = field(default_factory=dict)  # answers in text by what was asked: nobody pays twice
    _trust: Trust = field(init=False)
    _ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self._trust, self._ledger = Trust(self.state), Ledger(self.state)

    @property
    def endpoint(self) -> Endpoint | Refusal:
        """Where the model is; the reason where none is configured."""
        return endpoint_of(self.environ) or endpoint(self.environ, self.configured)

    @property
    def is_hosted(self) -> bool:
        """Whether the model is one that costs what the price list says."""
        at = self.endpoint
        return isinstance(at, Endpoint) and at.profile == "hosted"

    def model(self, choices: Choices) -> Model:
        """The model that the choices mean, as long as no agent's file says another."""
        return model(_wanted(choices.model, None, self.environ), self.environ)

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    def spent_on(self, day: date) -> Decimal:
        """US dollars of a day (UTC), with what batches that are underway may still cost."""
        return self._ledger.spent(day) + KeptBatches(self.state).reserved(day.isoformat())

    def trusted(self, root: Path) -> Decision | None:
        """What the person said of sending code of this folder; None: nothing yet."""
        at = self.endpoint
        return self._trust.of(root, at.host) if isinstance(at, Endpoint) else None

    def decide(self, root: Path, decision: Decision | None) -> bool:
        """Keep what the person says; None forgets it. Whether it could be kept."""
        if decision is None:
            self._trust.forget(root)
            return True
        at = self.endpoint
        return self._trust.decide(root, decision, at.host if isinstance(at, Endpoint) else "")

    def may_work(self, root: Path | None) -> bool:
        """Whether an agent is configured and allowed in a folder: what menus go by. Asks nobody."""
        return root is not None and isinstance(self.endpoint, Endpoint) and self.trusted(root) == "granted"

    def prepare(self, task: Task, curtain: Curtain) -> tuple[Prompt, Model, Background] | Refusal:
        """The prompt of a task, as it would be sent, and to which model. Sends nothing; slow: reads files."""
        brief, root = task.brief, task.snapshot.root
        assert root is not None, "work() and the command line look at that first"
        around = background(brief, root, self.home, self.environ, task.choices, task.opened)
        chosen = model(_wanted(task.choices.model, around.model, self.environ), self.environ)
        at = self.endpoint
        choices = fitted(task.choices, at) if isinstance(at, Endpoint) else task.choices
        gathered = gather(brief, task.snapshot.project, around, choices)
        room = choices.context_tokens - choices.answer_tokens // 4
        prompt = compose(gathered, brief, curtain, max(room, choices.context_tokens // 2))
        return prompt if isinstance(prompt, Refusal) else (prompt, chosen, around)

    async def work(self, task: Task, ear: Ear, curtain: Curtain | None = None) -> Result:
        """Do a task. Never raises but for cancellation; what was spent is written down either way."""
        at, root = self.endpoint, task.snapshot.root
        if isinstance(at, Refusal):
            return Failed(at.reason, *NOTHING)
        if root is None or self.trusted(root) != "granted":
            return Failed("Nothing was sent: you have not allowed an agent to work in this folder.", *NOTHING)
        try:
            return await self._work(task, ear, curtain or Curtain(), at, root)
        except Exception:
            log.exception("%s failed", task.brief.action)
            return Failed("The agent failed on an internal error; the log has the details.", *NOTHING)

    async def _work(self, task: Task, ear: Ear, curtain: Curtain, at: Endpoint, root: Path) -> Result:
        ear.say("reading what governs it")
        prepared = await asyncio.to_thread(self.prepare, task, curtain)
        if isinstance(prepared, Refusal):
            return Failed(prepared.reason, *NOTHING)
        prompt, chosen, around = prepared
        choices = _narrowed(fitted(task.choices, at), around)
        asked = hashlib.sha256(f"{chosen.name}\n{prompt.text}".encode("utf-8", "surrogatepass")).hexdigest()
        if asked in self._said:
            return Said(self._said[asked], *NOTHING)
        left = choices.most_per_day - self.spent_on(self.today().date())
        budget = Budget(choices, chosen.price if at.profile == "hosted" else None, left)
        provider = Provider(at, curtain.leak, cloud(self.environ), lambda: ear.say("the service is busy; trying again"))
        checkers = Checkers(choices.check_with, task.snapshot, self.environ, self.home, ear.say)
        work = Workpiece(
            task.texts,
            root,
            task.brief.may_write,
            checkers.after(task.judge),
            curtain,
            task.brief.draft,
            (lambda it: record(it, root, self.today().date())) if choices.adrs else None,
        )
        tools = tuple(it for it in TOOLS if around.tools is None or it.name in around.tools)
        box = ToolBox(work, tuple(sorted(task.snapshot.files)), curtain, tools) if task.brief.tools else None
        loop = Loop(task.brief, prompt.system, prompt.first, work, provider, budget, choices, chosen.name, ear, box)
        result: Result | None = None
        try:
            result = await loop.run()
        finally:
            await provider.close()
            if budget.turns:
                outcome: Outcome = (
                    "cancelled" if result is None else "failed" if isinstance(result, Failed) else "proposed"
                )
                made = result.change if isinstance(result, Made) else None
                self.write_down(task, chosen, budget.usage, budget.spent, made, outcome)
        if isinstance(result, Said):
            self._said[asked] = result.text
        return _with_notes(result, around)

    def write_down(
        self, task: Task, chosen: Model, usage: Usage, spent: Decimal, change: Change | None, outcome: Outcome
    ) -> None:
        """One line in the ledger: never what the files say."""
        at = self.endpoint
        self.spent += spent
        self._ledger.write(
            Entry(
                time=self.today(),
                root=str(task.snapshot.root),
                action=task.brief.action,
                model=chosen.name,
                host=at.host if isinstance(at, Endpoint) else "",
                tokens_in=usage.sent + usage.written,
                tokens_out=usage.answered,
                tokens_cached=usage.read,
                cost=spent,
                outcome=outcome,
                files=_seen(change),
            )
        )


def _seen(change: Change | None) -> tuple[FileSeen, ...]:
    """The files of a change by name and hash."""
    files = change.files if change is not None else ()
    return tuple(
        FileSeen(it.path, hashlib.sha256(it.after.encode("utf-8", "surrogatepass")).hexdigest()) for it in files
    )


def _narrowed(choices: Choices, around: Background) -> Choices:
    """The person's choices with what their agent's file asks for: fewer turns, and an effort where they chose none."""
    turns = min(choices.turns, around.turns) if around.turns else choices.turns
    known = around.effort if around.effort in ("low", "medium", "high") else None
    return replace(choices, turns=turns, effort=choices.effort or known)


def _wanted(chosen: str, by_agent: str | None, environ: Mapping[str, str]) -> str:
    """Which model: the environment's word first, then the person's setting where it is none of the default."""
    forced = environ.get("ANTHROPIC_MODEL") or environ.get("CLAUDE_CODE_SUBAGENT_MODEL")
    if forced:
        return forced
    return chosen if chosen != Choices().model or by_agent in (None, "inherit") else str(by_agent)


def _with_notes(result: Result, around: Background) -> Result:
    return replace(result, notes=(*result.notes, *around.notes)) if isinstance(result, Made) else result
