"""Agents, skills and instructions as values, and what is odd about their files."""

from dataclasses import dataclass
from typing import Literal

from lsp_server.text import Edit, Span

# Where a file comes from, the strongest first: the workspace, the person's own ~/.claude, Backline itself.
Scope = Literal["project", "person", "bundled"]
Severity = Literal["hint", "info"]


@dataclass(frozen=True, slots=True)
class Mend:
    """A way out of a problem, in the file that has it."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd in a file, as one sentence. The file is used all the same, as far as the sentence doesn't say so.

    `path` counts from the folder of the scope: the workspace, the home folder, or the folder of bundled files.
    """

    scope: Scope
    path: str
    span: Span
    message: str
    severity: Severity = "hint"
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A word in a file's front matter, with its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind a key: a text, a list, or something nested, of which only the place is kept."""

    key: Span
    span: Span
    text: str | None = None
    elements: tuple[Name, ...] | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """`tools` is None where the file names none, which means all; they can only narrow what Backline allows."""

    name: str
    description: str
    body: str  # its system prompt
    scope: Scope
    path: str
    model: Name | None = None
    tools: tuple[str, ...] | None = None
    disallowed_tools: tuple[str, ...] = ()
    skills: tuple[Name, ...] = ()
    max_turns: int | None = None
    effort: str | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    name: str
    folder: str  # the name of its folder, or of its file without .md
    description: str
    body: str  # cut where it is too long
    scope: Scope
    path: str
    can_be_preloaded: bool = True


@dataclass(frozen=True, slots=True)
class Instruction:
    """A CLAUDE.md, an AGENTS.md, a rule, or a file that one of them imports. `text` is cut where it is too long."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Instructions:
    """In the order in which an agent reads them: from the workspace folder down to the file's own folder."""

    parts: tuple[Instruction, ...]
    problems: tuple[Problem, ...]
