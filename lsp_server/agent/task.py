"""A task for an agent, and the prompt that would be sent for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from lsp_server.agent.background import background
from lsp_server.agent.brief import Brief
from lsp_server.agent.choices import Choices
from lsp_server.agent.compose import Prompt, compose
from lsp_server.agent.curtain import Curtain
from lsp_server.agent.engine import Engine
from lsp_server.agent.gather import Background, gather
from lsp_server.agent.models import Model
from lsp_server.agent.profiles import fitted
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.workpiece import Judge
from lsp_server.edits.change import Refusal
from lsp_server.edits.operations import Texts
from lsp_server.snapshot import Snapshot


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

    @property
    def root(self) -> Path:
        root = self.snapshot.root
        assert root is not None, "work() and the command line look at that first"
        return root


@dataclass(frozen=True, slots=True)
class Prepared:
    """A task as it would be sent, and to which model. `choices` are the person's as far as this run goes by them."""

    prompt: Prompt
    model: Model
    around: Background
    choices: Choices
    curtain: Curtain


def prepare(engine: Engine, task: Task, curtain: Curtain | None = None) -> Prepared | Refusal:
    """The prompt of a task. Sends nothing; slow: reads files."""
    curtain, at = curtain or Curtain(), engine.endpoint
    around = background(task.brief, task.root, engine.home, engine.environ, task.choices, task.opened)
    choices = _narrowed(fitted(task.choices, at) if isinstance(at, Endpoint) else task.choices, around)
    gathered = gather(task.brief, task.snapshot.project, around, choices)
    room = choices.context_tokens - choices.answer_tokens // 4
    prompt = compose(gathered, task.brief, curtain, max(room, choices.context_tokens // 2))
    if isinstance(prompt, Refusal):
        return prompt
    return Prepared(prompt, engine.model(choices, by_agent=around.model), around, choices, curtain)


def _narrowed(choices: Choices, around: Background) -> Choices:
    """The person's choices with what their agent's file asks for: fewer turns, and an effort where they chose none."""
    turns = min(choices.turns, around.turns) if around.turns else choices.turns
    known = around.effort if around.effort in ("low", "medium", "high") else None
    return replace(choices, turns=turns, effort=choices.effort or known)
