"""What a workspace's specifications say, as values. Every one has its place, and the text that stands there."""

from dataclasses import dataclass

from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file of the workspace folder, and the bytes in it."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text below it, up to the next heading of any level."""

    title: str
    above: tuple[str, ...]  # the titles of the headings it lies under, the file's own title first
    text: str  # as written, the heading included
    place: Place


@dataclass(frozen=True, slots=True)
class Story:
    """A user story with all that stands below its heading."""

    number: int
    title: str
    priority: str  # "P1"; "" where none is given
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Requirement:
    """FR-001, SC-002, NFR-003 and the like."""

    id: str
    text: str  # without the id
    unclear: tuple[str, ...]  # what its [NEEDS CLARIFICATION: …] marks ask
    place: Place


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that data-model.md or the "Key Entities" of a spec describe."""

    name: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Spec:
    path: str
    title: str
    status: str
    sections: tuple[Section, ...] = ()
    stories: tuple[Story, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A file that a text names, as it is written there."""

    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class Plan:
    path: str
    sections: tuple[Section, ...] = ()
    context: tuple[tuple[str, str], ...] = ()  # ("Storage", "PostgreSQL 16"), in the order of the file
    files: tuple[Mention, ...] = ()  # of the drawn trees and the text


@dataclass(frozen=True, slots=True)
class Task:
    id: str  # "T012"; "" in a file that numbers none
    text: str  # what is to be done, without id and marks
    done: bool
    parallel: bool
    story: int | None
    phase: str  # the title of the heading it stands under
    paths: tuple[str, ...]  # the files it names, as they are written
    after: tuple[str, ...]  # the ids that it says it depends on
    place: Place
    box: Span | None  # what stands between the brackets of its checkbox; None for a task without one


@dataclass(frozen=True, slots=True)
class Route:
    """A path of the interface; `method` is "" where a text names only the path."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One operation, schema or section of a contract; or the whole file, where it has none of them."""

    kind: str  # "operation", "schema", "section" or "file"
    name: str
    routes: tuple[Route, ...]
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Contract:
    path: str
    pieces: tuple[Piece, ...]
    problem: str | None = None  # why it could not be taken apart, as one sentence


@dataclass(frozen=True, slots=True)
class Feature:
    """A folder of specs/. What it does not have is None or empty."""

    folder: str  # relative to the workspace folder
    number: int | None  # 3 of "003-hero-teams"
    name: str  # "hero-teams"
    spec: Spec | None = None
    plan: Plan | None = None
    tasks: tuple[Task, ...] = ()
    entities: tuple[Entity, ...] = ()  # of data-model.md
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True, slots=True)
class Constitution:
    path: str
    version: str
    principles: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Root:
    """A folder with its own specifications; a workspace may have several. "" is the workspace folder."""

    folder: str
    features: tuple[Feature, ...] = ()
    constitution: Constitution | None = None
    pinned: str | None = None  # what .specify/feature.json names
    branch: str | None = None


@dataclass(frozen=True, slots=True)
class Specs:
    roots: tuple[Root, ...] = ()
