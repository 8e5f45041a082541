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
    tools: frozenset[str] | None  # of ours, those that it may use; None: all
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
        tools=_tools(agent),
        notes=tuple(_notes(odd)),
    )


def _is_theirs(agent: Agent) -> bool:
    return agent.scope != "bundled"


# Our tools by the names that Claude Code has for theirs. A file can only narrow what there is.
_OURS_BY_THEIRS = {
    "Read": ("read_file", "get_symbol"),
    "Grep": ("search",),
    "Glob": ("list_files",),
    "LS": ("list_files",),
    "Edit": ("replace_symbol", "insert_symbol", "add_import", "str_replace"),
    "MultiEdit": ("replace_symbol", "insert_symbol", "add_import", "str_replace"),
    "Write": ("create_file",),
    "AskUserQuestion": ("ask_user",),
}


def _tools(agent: Agent) -> frozenset[str] | None:
    if agent.tools is None and not agent.disallowed_tools:
        return None
    everything = frozenset(it for ours in _OURS_BY_THEIRS.values() for it in ours)
    # To ask the person is never more than an agent without tools could do.
    may = everything if agent.tools is None else _named(agent.tools) | {"ask_user"}
    return may - _named(agent.disallowed_tools)


def _named(theirs: Iterable[str]) -> frozenset[str]:
    """A name may have a pattern behind it: `Bash(git:*)`."""
    return frozenset(ours for it in theirs for ours in _OURS_BY_THEIRS.get(it.partition("(")[0].strip(), ()))


def _notes(problems: Iterable[Problem]) -> list[str]:
    return [f"{it.path}: {it.message}" for it in problems if it.scope != "bundled"][:_TOLD]
