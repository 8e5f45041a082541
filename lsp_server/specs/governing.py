"""What the governing feature says of a file: its sections, requirements, tasks and pieces of the contract."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from lsp_server.specs.choose import Choice, Reason, choose
from lsp_server.specs.entities import same_entity
from lsp_server.specs.mentions import files, names, routes, same_file, same_route, words
from lsp_server.specs.values import Entity, Feature, Piece, Requirement, Route, Section, Specs, Story, Task

# How a text speaks of the subject, the surest first: "word" is prose that has the entity's name in lower case.
Speaks = Literal["file", "route", "entity", "word"]
STRENGTH: tuple[Speaks, ...] = ("file", "route", "entity", "word")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: a file, and what the selected code defines or serves."""

    path: str
    entities: tuple[str, ...] = ()  # names of classes
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick(Generic[Value]):
    value: Value
    by: Speaks


@dataclass(frozen=True, slots=True)
class Governing:
    """All picks are in the order of their files; a caller with little room takes the surest first."""

    choice: Choice
    stories: tuple[Pick[Story], ...]
    requirements: tuple[Pick[Requirement], ...]
    entities: tuple[Pick[Entity], ...]
    sections: tuple[Pick[Section], ...]  # of spec and plan, but not those that the picks above come from
    tasks: tuple[Pick[Task], ...]
    contract: tuple[Pick[Piece], ...]


def governing(
    specs: Specs, subject: Subject, environ: Mapping[str, str], setting: str | None = None
) -> Governing | None:
    """None where no specification governs the file."""
    choice = choose(specs, subject.path, environ, setting, _describing(subject))
    if choice is None:
        return None
    feature = choice.feature
    spec = feature.spec

    return Governing(
        choice,
        _picks(spec.stories if spec is not None else (), lambda it: _spoken(it.text, subject)),
        _picks(spec.requirements if spec is not None else (), lambda it: _spoken(it.text, subject)),
        _picks(_described(feature), lambda it: "entity" if _is_one(it.name, subject) else None),
        _picks(_other_sections(feature), lambda it: _sure(_spoken(it.text, subject))),
        _picks(feature.tasks, lambda it: _spoken(it.text, subject) or _files(it.paths, subject)),
        _picks((it for one in feature.contracts for it in one.pieces), lambda it: _piece(it, subject)),
    )


def _describing(subject: Subject) -> tuple[Reason, Reason]:
    """How a feature that names no file speaks of the subject: by a route of its contract, else by an entity."""

    def by_route(feature: Feature) -> str | None:
        pieces = (it for one in feature.contracts for it in one.pieces)
        found = next((it for it in pieces if _serves(it, subject)), None)
        return f"{found.place.path} has {found.name}." if found is not None else None

    def by_entity(feature: Feature) -> str | None:
        found = next((it for it in _described(feature) if _is_one(it.name, subject)), None)
        return f"{found.place.path} describes {found.name}." if found is not None else None

    return by_route, by_entity


def _described(feature: Feature) -> tuple[Entity, ...]:
    return (*(feature.spec.entities if feature.spec is not None else ()), *feature.entities)


def _other_sections(feature: Feature) -> Iterator[Section]:
    if feature.spec is not None:
        stories, requirements, entities = feature.spec.stories, feature.spec.requirements, feature.spec.entities
        places = (*(it.place for it in stories), *(it.place for it in requirements), *(it.place for it in entities))
        taken = [it.span for it in places]
        for it in feature.spec.sections:
            if _has_text(it) and not any(
                it.place.span.contains(span) or span.contains(it.place.span) for span in taken
            ):
                yield it
    if feature.plan is not None:
        yield from filter(_has_text, feature.plan.sections)


def _has_text(section: Section) -> bool:
    return bool(section.text.partition("\n")[2].strip())


def _picks(values: Iterable[Value], by: Callable[[Value], Speaks | None]) -> tuple[Pick[Value], ...]:
    return tuple(Pick(it, found) for it in values if (found := by(it)) is not None)


def _spoken(text: str, subject: Subject) -> Speaks | None:
    found = _files((it for it, _, _ in files(text)), subject)
    if found is not None:
        return found
    if subject.routes and any(same_route(it, written) for written in routes(text) for it in subject.routes):
        return "route"
    if any(names(text, it) for it in subject.entities):
        return "entity"
    return "word" if any(words(text, it) for it in subject.entities) else None


def _files(written: Iterable[str], subject: Subject) -> Speaks | None:
    return "file" if any(same_file(subject.path, it) for it in written) else None


def _piece(piece: Piece, subject: Subject) -> Speaks | None:
    """An operation is picked by its route alone: a contract of one entity names it in all of them."""
    if _serves(piece, subject):
        return "route"
    if piece.kind == "schema":
        return "entity" if _is_one(piece.name, subject) else None
    if piece.kind == "operation":
        return None if subject.routes else _sure(_spoken(piece.text, subject))
    return None if piece.routes and subject.routes else _sure(_spoken(piece.text, subject))


def _serves(piece: Piece, subject: Subject) -> bool:
    return any(same_route(it, written) for written in piece.routes for it in subject.routes)


def _is_one(name: str, subject: Subject) -> bool:
    """HeroCreate and HeroPublic are schemas of Hero."""
    return any(
        same_entity(it, name) or (name.startswith(it) and name[len(it) : len(it) + 1].isupper())
        for it in subject.entities
    )


def _sure(by: Speaks | None) -> Speaks | None:
    """Prose that only shares a word is no reason to show a plan's section or a contract."""
    return None if by == "word" else by
