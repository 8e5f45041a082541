"""Everything that a task's prompt may hold, in the order in which it is sent (D35), before it is cut to size.

What is the same for many tasks comes first and is byte-stable, so that the service can keep it: the agent and its
skills; then the constitution, the instructions and the conventions; then what governs the feature. What belongs to
the one task comes last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lsp_server.agent import house
from lsp_server.agent.brief import Brief
from lsp_server.agent.choices import Choices
from lsp_server.agent.conventions import conventions
from lsp_server.agent.sections import Section, of_piece
from lsp_server.edits.change import Change, NewFile
from lsp_server.edits.diff import unified
from lsp_server.project.view import Project


@dataclass(frozen=True, slots=True)
class Background:
    """What stands around a task, read from the person's own files and the specs. `why`: which feature governs."""

    agent: str = ""
    skills: tuple[Section, ...] = ()
    constitution: tuple[Section, ...] = ()
    instructions: tuple[Section, ...] = ()
    spec: tuple[Section, ...] = ()  # spec and plan, as far as they speak of the task
    task: tuple[Section, ...] = ()  # tasks and contract
    model: str | None = None  # what the agent's own file asks for
    effort: str | None = None
    turns: int | None = None
    tools: frozenset[str] | None = None  # which of our tools it may use; None: all
    why: str | None = None
    notes: tuple[str, ...] = ()  # what could not be read as it was meant, for the person


@dataclass(frozen=True, slots=True)
class Gathered:
    """`agent` and `skills` say how to work; the rest is data. `prompt` is what is wanted."""

    agent: str
    skills: tuple[Section, ...]
    standing: tuple[Section, ...]
    governing: tuple[Section, ...]
    near: tuple[Section, ...]  # what can be left out, most important first
    needed: tuple[Section, ...]  # draft and selection
    prompt: str


def gather(brief: Brief, project: Project, background: Background, choices: Choices) -> Gathered:
    """All of it. Reads nothing from disk but our own prompts."""
    told = Section("conventions", conventions(project, brief.path))
    standing = (*background.constitution, *background.instructions, told)
    return Gathered(
        agent=background.agent,
        skills=background.skills,
        standing=tuple(it for it in standing if it.text.strip()),
        governing=background.spec,
        near=(*background.task, *(of_piece(it) for it in brief.pieces)),
        needed=(*_draft(brief.draft), of_piece(brief.selected, "selection")),
        prompt=house.prompt(brief.prompt, _values(brief, background, choices)),
    )


def _values(brief: Brief, background: Background, choices: Choices) -> dict[str, Any]:
    return {
        "action_title": brief.title,
        "target": brief.target,
        "path": brief.path,
        "selection": brief.selected.lines,
        "draft": brief.draft is not None,
        "may_write": list(brief.may_write),
        "findings": list(brief.findings),
        "instruction": brief.instruction.replace("</", "< /"),  # it stands in a tag of the prompt
        "requirements": bool(background.spec or background.task),
        "decisions": choices.adrs,
    }


def _draft(draft: Change | None) -> Iterator[Section]:
    """New files whole, changed files as what changes in them."""
    for it in draft.files if draft is not None else ():
        if isinstance(it, NewFile):
            yield Section("draft", it.text, it.path, (("kind", "new file"),))
        else:
            lines = unified(it.path, it.before, it.after)[2:]
            yield Section("draft", "".join(lines), it.path, (("kind", "changes to the file"),))
