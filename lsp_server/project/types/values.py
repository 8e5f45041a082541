"""Annotations, resolved: what `uuid.UUID | None` or `list["Hero"]` means."""

from dataclasses import dataclass

from lsp_server.project.names.modules import Symbol
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Enum:
    """An enumeration of the project. Members are (name, literal value or None when not a literal)."""

    symbol: Symbol
    members: tuple[tuple[str, str | int | None], ...]
    mixin: str | None  # "str" or "int" where the enum is one


@dataclass(frozen=True, slots=True)
class Type:
    """A type without its optional part, its aliases and `Annotated` metadata followed."""

    text: str  # as written in the source, in one line
    span: Span  # where it is written
    name: str  # canonical: "int", "uuid.UUID", "datetime.datetime", "list", "typing.Literal", "Hero"; "" when unknown
    optional: bool = False  # None is allowed
    args: tuple["Type", ...] = ()  # of list[X], dict[K, V], …
    symbol: Symbol | None = None  # for a class of the project
    enum: Enum | None = None
    literals: tuple[str | int | bool | None, ...] = ()  # of Literal[…]
