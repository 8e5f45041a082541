"""The contract of a hover card: what is under the cursor, in one short line, a table, and code."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from lsp_server import markup
from lsp_server.action import Cursor
from lsp_server.facts import syntax
from lsp_server.markup import Code, Link, Part, Words, joined
from lsp_server.project.models.values import Field
from lsp_server.project.names.modules import Symbol
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A card's text and the code it speaks of. The first part is a short line; tables and code follow."""

    parts: tuple[Part, ...]
    span: Span

    def markdown(self, base: str = "") -> str:
        """As Markdown; links are relative to the workspace folder, or begin with its URI `base` ("file:///w/")."""
        return markup.markdown(self.parts, base)

    @property
    def plain(self) -> str:
        """As text for clients without Markdown."""
        return markup.plain(self.parts)


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    show: Callable[[Cursor], Shown | None]  # None: nothing of this kind under the cursor


def link(project: Project, text: str, path: str, offset: int) -> Link:
    """Code that leads to the line of a byte offset in a file of the project."""
    return Link(text, path, project.files[path].document.line_of(offset) + 1)


def link_to(project: Project, symbol: Symbol, text: str | None = None) -> Link:
    """A class, function or variable by its last name, leading to where it is defined."""
    node = symbol.node
    at = node.name_span if isinstance(node, syntax.ClassDef | syntax.FunctionDef) else node.span
    return link(project, text or symbol.name.rpartition(".")[2], symbol.path, at.start)


def place(project: Project, path: str, offset: int) -> Link:
    """The place itself, as `app/models.py:12`."""
    line = project.files[path].document.line_of(offset) + 1
    return Link(f"{path}:{line}", path, line)


def facts_table(*rows: tuple[str, Words]) -> markup.Table | None:
    """What is known, one fact a row; None where nothing is."""
    told: tuple[tuple[Words, ...], ...] = tuple(((what,), words) for what, words in rows if words)
    return markup.Table(("", ""), told) if told else None


def counted(number: int, what: str) -> str:
    """`1 column`, `2 columns`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def type_words(project: Project, type_: Type) -> Words:
    """An annotation as written, leading to the project's class in it."""
    symbol = type_.symbol or next((it.symbol for it in type_.args if it.symbol is not None), None)
    return (link_to(project, symbol, type_.text) if symbol is not None else Code(type_.text),)


def limits(field: Field) -> Words:
    """What pydantic checks of a value besides its type: `ge=1`, `max_length=50`."""
    found = ((it.name, getattr(field.constraints, it.name)) for it in dataclasses.fields(field.constraints))
    return joined((Code(f"{name}={value!r}"),) for name, value in found if value is not None)


def reader(project: Project, where: str, path: str, offset: int) -> Words:
    """Where code is that does something: its function, or the place itself at module level."""
    return (link(project, where, path, offset) if where else place(project, path, offset),)
