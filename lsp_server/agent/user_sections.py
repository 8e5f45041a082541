"""The agent, the skills and the instructions of a task: the person's own where there are any, ours elsewhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from lsp_server.agent.brief import Brief
from lsp_server.agent.files.agents import agents
from lsp_server.agent.files.folders import sources
from lsp_server.agent.files.instructions import instructions
from lsp_server.agent.files.skills import preloaded, skills
from lsp_server.agent.files.values import Agent, Problem
from lsp_server.agent.sections import Section
from lsp_server.reading.files import Files

OURS = "backend-api-developer"
_TOLD = 3  # problems that are told with a change; the files themselves show all of them


@dataclass(frozen=True, slots=True)
class Own:
    """`agent` is a system prompt. `notes` are what is odd about the files that were used, for the person."""

    agent: str
    skills: tuple[Section, ...]
    instructions: tuple[Section, ...]
    model: str | None
    effort: str | None
    turns: int | None
    notes: tuple[str, ...]


def of_user(brief: Brief, root: Path, home: Path, opened: Callable[[str], str | None]) -> Own:
    """What works on a task in a workspace that the person trusts. An agent of theirs that is called like ours takes
    its place, and gets all the skills that it lists; ours gets those that the task needs."""
    places, path = sources(root, home, opened), brief.path
    agent = agents(places, path).named(OURS)
    assert agent is not None, "ours is always there"
    loaded, odd = preloaded(agent, skills(places, path))
    if not _is_theirs(agent) and brief.skills is not None:
        loaded = tuple(it for it in loaded if it.name in brief.skills or it.scope != "bundled")
    told = instructions(Files(root, opened), path)
    return Own(
        agent=agent.body.strip(),
        skills=tuple(Section("skill", it.body, attributes=(("name", it.name),)) for it in loaded),
        instructions=tuple(Section("instructions", it.text, it.path) for it in told.parts),
        model=agent.model.text if agent.model is not None and _is_theirs(agent) else None,
        effort=agent.effort,
        turns=agent.max_turns,
        notes=tuple(_notes(odd)),
    )


def _is_theirs(agent: Agent) -> bool:
    return agent.scope != "bundled"


def _notes(problems: Iterable[Problem]) -> list[str]:
    return [f"{it.path}: {it.message}" for it in problems if it.scope != "bundled"][:_TOLD]
