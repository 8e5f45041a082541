"""What was read of people's files for agents, as lines of text for the Markdown fixtures in this folder.

The first line of `asked` is the file that is worked on. Our own bundled files are left out of what is shown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from lsp_server.agent.files.agents import agents
from lsp_server.agent.files.folders import sources
from lsp_server.agent.files.instructions import instructions
from lsp_server.agent.files.skills import preloaded, skills
from lsp_server.agent.files.values import Problem
from lsp_server.text import Document, apply


def shown_agents(folder: Path, asked: str) -> Iterator[str]:
    """Agents, the skills that they preload, and what is odd about them."""
    places = sources(folder, folder / "home")
    known, found = skills(places, asked.strip()), agents(places, asked.strip())
    problems = list(found.problems)
    for it in found.agents:
        if it.scope == "bundled":
            continue
        yield f"agent {it.name} ({it.scope}, {it.path})"
        yield f"  {it.description!r}"
        tools = "all" if it.tools is None else ", ".join(it.tools)
        yield f"  tools {tools}" + (f" but {', '.join(it.disallowed_tools)}" if it.disallowed_tools else "")
        given = {"model": it.model and it.model.text, "maxTurns": it.max_turns, "effort": it.effort}
        yield from (f"  {name} {value}" for name, value in given.items() if value is not None)
        loaded, odd = preloaded(it, known)
        yield from (f"  skill {one.name} ({one.scope})" for one in loaded)
        problems += odd
        yield from (f"  | {line}".rstrip() for line in it.body.split("\n"))
    yield from _problems(folder, problems)


def shown_skills(folder: Path, asked: str) -> Iterator[str]:
    found = skills(sources(folder, folder / "home"), asked.strip())
    for it in found.skills:
        if it.scope != "bundled":
            yield f"skill {it.name} ({it.scope}, {it.path})" + ("" if it.can_be_preloaded else " not preloaded")
            yield f"  {it.description!r}"
            yield from (f"  | {line}".rstrip() for line in it.body.split("\n"))
    yield from _problems(folder, found.problems)


def shown_instructions(folder: Path, asked: str) -> Iterator[str]:
    (source, *_) = sources(folder, None)
    found = instructions(source.files, asked.strip())
    for it in found.parts:
        yield f"{it.path}:"
        yield from (f"  | {line}".rstrip() for line in it.text.split("\n"))
    yield from _problems(folder, found.problems)


SHOWN: Mapping[str, Callable[[Path, str], Iterable[str]]] = {
    "agents": shown_agents,
    "malformed": shown_agents,
    "skills": shown_skills,
    "instructions": shown_instructions,
}


def _problems(folder: Path, problems: Iterable[Problem]) -> Iterator[str]:
    for it in problems:
        assert it.scope != "bundled", f"our own file is odd: {it}"
        file = folder / ("home" if it.scope == "person" else "") / it.path
        document = Document(it.path, file.read_bytes().decode())
        line, column = document.line_and_column(it.span.start)
        yield f"{it.severity} {it.path}:{line}:{column} `{document.slice(it.span)}` {it.message}"
        if it.mend is not None:
            yield f"  {it.mend.title}:"
            old = document.text.splitlines()
            new = apply(document.text, it.mend.edits).splitlines()
            yield from (f"  | {line}".rstrip() for line in new if line not in old)
