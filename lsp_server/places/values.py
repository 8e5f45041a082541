"""Places in the project's files, as every editor feature that leads somewhere gives them."""

from dataclasses import dataclass
from typing import Literal

from lsp_server.text import Span


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Something to go to. `title` says what is there, for who chooses among several."""

    path: str
    span: Span
    title: str = ""


SymbolKind = Literal["route", "table", "column", "key", "relationship", "schema", "service", "method", "dependency",
                     "setting", "test", "fixture"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A symbol of a file, with those inside it. `span` covers all of it, `name_span` lies inside."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    name_span: Span
    children: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol of the workspace. `container` says where it belongs."""

    name: str
    kind: SymbolKind
    container: str
    path: str
    span: Span


LensKind = Literal["tests", "routes", "services"]


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """Where a lens stands, before what it says is known. `name`: the handler's or the model's, qualified."""

    span: Span
    kind: LensKind
    name: str


@dataclass(frozen=True, slots=True)
class Lens:
    """What else speaks of some code; without places it leads nowhere."""

    title: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """Text that is shown behind `offset` as if it stood there."""

    offset: int
    text: str
    about: str
