"""Agents: `.claude/agents/**/*.md` of the workspace, `~/.claude/agents`, and our own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from lsp_server.agent.files.folders import Source, above
from lsp_server.agent.files.front_matter import FrontMatter, front_matter
from lsp_server.agent.files.models import odd_model
from lsp_server.agent.files.reader import AGENT_KEYS, first_line, odd_front_matter, problem, replaced
from lsp_server.agent.files.values import Agent, Name, Problem, Scope

_NO_AGENTS = frozenset(["readme", "claude", "agents", "index", "changelog"])
_EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True, slots=True)
class Agents:
    """Each name once, the strongest first: nearest folder, workspace, person, bundled. Sorted by name."""

    agents: tuple[Agent, ...]
    problems: tuple[Problem, ...]

    def named(self, name: str) -> Agent | None:
        return next((it for it in self.agents if it.name == name), None)


def agents(sources: tuple[Source, ...], at: str = "") -> Agents:
    """The agents for work on the file at `at`, of these sources, the strongest first."""
    found: dict[str, Agent] = {}
    problems: list[Problem] = []
    for source in sources:
        for path in _paths(source, at):
            text = source.files.text(path)
            if text is None:
                continue
            agent, odd = agent_of(path, text, source.scope)
            problems += odd
            if agent is not None:
                found.setdefault(agent.name, agent)
    return Agents(tuple(found[it] for it in sorted(found)), tuple(problems))


def agent_of(path: str, text: str, scope: Scope) -> tuple[Agent | None, tuple[Problem, ...]]:
    """The agent that a file describes. None for a file without front matter: it is some other Markdown."""
    file = front_matter(path, text, AGENT_KEYS)
    stem = PurePosixPath(path).stem
    if file.span is None:
        if stem.casefold() in _NO_AGENTS or not text.strip():
            return None, ()
        if text.removeprefix("\ufeff").startswith("---"):
            message = "This front matter is never closed by a line of `---`, so the file is not offered as an agent."
        else:
            message = "An agent starts with front matter that has its name and description, so this file is none."
        return None, (problem(file, scope, first_line(file), message),)
    name = file.text("name")
    tools = [it.text for it in file.names("tools")]
    turns = file.text("maxTurns")
    effort = file.text("effort")
    agent = Agent(
        name or stem,
        file.text("description"),
        file.body,
        scope,
        path,
        _model(file),
        tuple(tools) if "tools" in file.values and tools != ["*"] else None,
        tuple(it.text for it in file.names("disallowedTools")),
        file.names("skills"),
        int(turns) if re.fullmatch(r"[1-9]\d{0,3}", turns) else None,
        effort if effort in _EFFORTS else None,
    )
    return agent, tuple(sorted(_odd(file, scope, agent), key=lambda it: (it.span, it.message)))


def _paths(source: Source, at: str) -> Iterator[str]:
    """Our own folder holds its agents itself; elsewhere they lie under .claude/agents, nearest folder first."""
    if source.scope == "bundled":
        yield from (it for it in source.files.names() if it.endswith(".md"))
        return
    folders = [".claude/agents"]
    if source.scope == "project":
        folders = [f"{it}/.claude/agents".removeprefix("/") for it in reversed(list(above(at)))]
    for folder in folders:
        yield from (it for it in source.files.walk(folder) if it.lower().endswith(".md"))


def _model(file: FrontMatter) -> Name | None:
    text = file.text("model")
    return Name(text, file.values["model"].span) if text else None


def _odd(file: FrontMatter, scope: Scope, agent: Agent) -> Iterator[Problem]:
    yield from odd_front_matter(file, scope)
    if not file.text("name"):
        message = f"This agent has no name; it goes by its file's, `{agent.name}`."
        yield problem(file, scope, first_line(file), message, "info")
    if not agent.description:
        yield problem(file, scope, first_line(file), "This agent has no description of when to use it.", "info")
    odd = odd_model(agent.model.text) if agent.model is not None else None
    if odd is not None and agent.model is not None:
        yield problem(file, scope, agent.model.span, odd[0], mend=replaced(agent.model.span, odd[1]))
    for key, value, wanted in (
        ("maxTurns", agent.max_turns, "a number of turns"),
        ("effort", agent.effort, f"one of {', '.join(_EFFORTS)}"),
    ):
        if key in file.values and value is None:
            yield problem(file, scope, file.values[key].span, f"`{key}` is {wanted}; it is left out here.", "info")
