"""Skills: `.claude/skills/<name>/SKILL.md` of the workspace, `~/.claude/skills`, and our own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.agent.files.folders import Source, above
from lsp_server.agent.files.front_matter import FrontMatter, front_matter
from lsp_server.agent.files.limits import capped, said
from lsp_server.agent.files.nearest import nearest
from lsp_server.agent.files.reader import SKILL_KEYS, first_line, odd_front_matter, problem, replaced
from lsp_server.agent.files.values import Agent, Problem, Scope, Skill
from lsp_server.text import Span

_FILE = re.compile(r"ski+ll?s?\.md", re.IGNORECASE)  # SKILL.md, skill.md, and what people have typed for it
_COMMAND = re.compile(r"!`[^`\n]+`")
_DEEPEST = 2  # folders of skills may be grouped


@dataclass(frozen=True, slots=True)
class Skills:
    """Each name once, the strongest first: nearest folder, workspace, person, bundled. Sorted by name."""

    skills: tuple[Skill, ...]
    problems: tuple[Problem, ...]

    def named(self, name: str) -> Skill | None:
        """By its name, or by that of its folder."""
        return next((it for it in self.skills if it.name == name), None) or next(
            (it for it in self.skills if it.folder == name), None
        )


def skills(sources: tuple[Source, ...], at: str = "") -> Skills:
    found: dict[str, Skill] = {}
    problems: list[Problem] = []
    for source in sources:
        for path, folder in _paths(source, at):
            text = source.files.text(path)
            if text is not None and text.strip():
                skill, odd = skill_of(path, folder, text, source.scope)
                found.setdefault(skill.name, skill)
                problems += odd
    return Skills(tuple(found[it] for it in sorted(found)), tuple(problems))


def preloaded(agent: Agent, known: Skills) -> tuple[tuple[Skill, ...], tuple[Problem, ...]]:
    """The skills that an agent's file lists, in its order, and what is odd about the list."""
    found: dict[str, Skill] = {}
    problems: list[Problem] = []
    for it in agent.skills:
        skill = known.named(it.text)
        if skill is None:
            close = nearest(it.text, (one.name for one in known.skills))
            guess = f"did you mean `{close}`?" if close is not None else "it is left out."
            message = f"There is no skill `{it.text}`; {guess}"
            mend = replaced(it.span, close) if close is not None else None
            problems.append(Problem(agent.scope, agent.path, it.span, message, mend=mend))
        elif not skill.can_be_preloaded:
            message = f"The skill `{it.text}` says that only a person invokes it, so it is left out."
            problems.append(Problem(agent.scope, agent.path, it.span, message, "info"))
        else:
            found.setdefault(skill.name, skill)
    return tuple(found.values()), tuple(problems)


def skill_of(path: str, folder: str, text: str, scope: Scope) -> tuple[Skill, tuple[Problem, ...]]:
    """The skill that a file describes; without front matter it has its folder's name."""
    file = front_matter(path, text, SKILL_KEYS)
    body, left_out = capped(file.body)
    paragraph = next((it for it in file.body.split("\n\n") if it.strip() and not it.lstrip().startswith("#")), "")
    skill = Skill(
        file.text("name") or folder,
        folder,
        file.text("description") or " ".join(paragraph.split())[:1024],
        body,
        scope,
        path,
        file.text("disable-model-invocation").lower() != "true",
    )
    return skill, tuple(sorted(_odd(file, scope, skill, left_out), key=lambda it: (it.span, it.message)))


def _paths(source: Source, at: str) -> Iterator[tuple[str, str]]:
    """The files, and the name that each has by where it lies."""
    folders = ["skills"] if source.scope == "bundled" else [".claude/skills"]
    if source.scope == "project":
        folders = [f"{it}/.claude/skills".removeprefix("/") for it in reversed(list(above(at)))]
    for folder in folders:
        yield from _in_folders(source, folder, _DEEPEST)
        for name in source.files.names(folder):
            if name.lower().endswith(".md") and name.casefold() != "readme.md":
                yield f"{folder}/{name}", name[:-3]


def _in_folders(source: Source, folder: str, depth: int) -> Iterator[tuple[str, str]]:
    for name in source.files.names(folder):
        path = f"{folder}/{name}"
        if source.files.is_folder(path):
            inside = sorted(source.files.names(path), key=lambda it: (it != "SKILL.md", it))
            file = next((it for it in inside if _FILE.fullmatch(it)), None)
            if file is not None:
                yield f"{path}/{file}", name
            elif depth > 1:
                yield from _in_folders(source, path, depth - 1)


def _odd(file: FrontMatter, scope: Scope, skill: Skill, left_out: str | None) -> Iterator[Problem]:
    yield from odd_front_matter(file, scope)
    if file.span is None:
        message = f"This skill has no front matter; it goes by `{skill.name}`, and its first paragraph describes it."
        yield problem(file, scope, first_line(file), message, "info")
    elif skill.name != skill.folder:
        value = file.values["name"].span
        message = f"The skill is called `{skill.name}`, but lies in `{skill.folder}`; agents may name it either way."
        yield problem(file, scope, value, message, "info")
    if left_out is not None:
        yield problem(file, scope, first_line(file), said(left_out, "skill"), "info")
    command = _COMMAND.search(file.document.text)
    if command is not None:
        start = len(file.document.text[: command.start()].encode("utf-8", "surrogatepass"))
        span = Span(start, start + len(command[0].encode("utf-8", "surrogatepass")))
        message = "Backline runs no commands of a skill; this is sent as the text that it is."
        yield problem(file, scope, span, message, "info")
