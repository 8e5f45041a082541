"""What the readers of specifications found, as lines of text for the Markdown fixtures in this folder.

A section's files are written into a folder. The one called `asked` is not: its lines say what is asked about.
Places are `file:line`, 1-based, and the text that a span holds is shown where it matters.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from lsp_server.specs.choose import choose
from lsp_server.specs.governing import STRENGTH, Pick, Subject, governing
from lsp_server.specs.read import read
from lsp_server.specs.values import Feature, Place, Route
from lsp_server.text import Document, Span


def features(folder: Path, _: str) -> Iterator[str]:
    """Everything that was read."""
    for root in read(folder).roots:
        yield f"root {root.folder or '.'}" + (f" pinned to {root.pinned}" if root.pinned else "")
        if root.constitution is not None:
            yield f"  constitution {root.constitution.path} version {root.constitution.version or 'unknown'}"
            yield from (f"    {it.title}: {_at(folder, it.place)}" for it in root.constitution.principles)
        for feature in root.features:
            yield f"  {feature.folder}: {feature.number} {feature.name}"
            yield from (f"    {it}" for it in _feature(folder, feature))


def governed(folder: Path, asked: str) -> Iterator[str]:
    """The feature that governs the file that is asked about, why, and what it says of it."""
    subject, environ, setting = _subject(asked)
    found = governing(read(folder), subject, environ, setting)
    if found is None:
        yield "nothing governs it"
        return
    yield found.choice.why
    yield from (f"note: {it}" for it in found.choice.notes)
    named: tuple[tuple[str, Iterable[tuple[Pick[object], str]]], ...] = (
        ("story", [(it, it.value.title) for it in found.stories]),
        ("requirement", [(it, it.value.id) for it in found.requirements]),
        ("entity", [(it, f"{it.value.name} in {it.value.place.path}") for it in found.entities]),
        ("section", [(it, it.value.title) for it in found.sections]),
        ("task", [(it, it.value.id) for it in found.tasks]),
        ("contract", [(it, f"{it.value.name} in {it.value.place.path}") for it in found.contract]),
    )
    for what, picks in named:
        yield from (f"{what} {name} by {pick.by}" for pick, name in picks if pick.by in STRENGTH)


def chosen(folder: Path, asked: str) -> Iterator[str]:
    """Only the feature and why."""
    subject, environ, setting = _subject(asked)
    found = choose(read(folder), subject.path, environ, setting)
    yield found.why if found is not None else "nothing governs it"
    yield from (f"note: {it}" for it in (found.notes if found is not None else ()))


SHOWN: Mapping[str, Callable[[Path, str], Iterable[str]]] = {
    "features": features,
    "malformed": features,
    "governing": governed,
    "choosing": chosen,
}


def _feature(folder: Path, feature: Feature) -> Iterator[str]:
    spec, plan = feature.spec, feature.plan
    if spec is not None:
        yield f"spec {spec.title!r} status {spec.status!r}"
        for story in spec.stories:
            yield f"story {story.number} {story.priority or '-'} {story.title!r} {_at(folder, story.place)}"
        for it in spec.requirements:
            yield f"{it.id} {it.text!r} {_at(folder, it.place)}"
            yield from (f"  unclear: {question}" for question in it.unclear)
        yield from (f"entity {it.name} {_at(folder, it.place)}" for it in spec.entities)
    if plan is not None:
        yield from (f"context {name}: {value}" for name, value in plan.context)
        for mention in plan.files:
            yield f"plan names {mention.path} at {_at(folder, mention.place)} {_text(folder, mention.place)!r}"
    for task in feature.tasks:
        box = "no box" if task.box is None else repr(_text(folder, Place(task.place.path, task.box)))
        marks = [box, *(["done"] if task.done else []), *(["parallel"] if task.parallel else [])]
        marks += [f"story {task.story}"] if task.story is not None else []
        marks += [f"after {' '.join(task.after)}"] if task.after else []
        marks += [f"names {' '.join(task.paths)}"] if task.paths else []
        yield f"{task.id or 'task'} {task.text!r} ({'; '.join(marks)}) in {task.phase!r} {_at(folder, task.place)}"
    yield from (f"entity {it.name} {_at(folder, it.place)}" for it in feature.entities)
    for contract in feature.contracts:
        yield f"contract {contract.path}" + (f" problem: {contract.problem}" if contract.problem else "")
        for piece in contract.pieces:
            routes = ", ".join(f"{it.method or '*'} {it.path}" for it in piece.routes)
            yield f"  {piece.kind} {piece.name}{f' ({routes})' if routes else ''} {_at(folder, piece.place)}"


def _subject(asked: str) -> tuple[Subject, dict[str, str], str | None]:
    path, *lines = asked.splitlines()
    said: dict[str, list[str]] = {}
    for line in lines:
        key, _, value = line.partition(" ")
        said.setdefault(key, []).append(value)
    routes = tuple(Route(*it.split(" ")) for it in said.get("route", ()))
    environ = dict(it.split("=", 1) for it in said.get("environment", ()))
    return Subject(path, tuple(said.get("entity", ())), routes), environ, next(iter(said.get("setting", ())), None)


def _at(folder: Path, place: Place) -> str:
    document = _document(folder, place.path)
    first, _ = document.line_and_column(place.span.start)
    last, _ = document.line_and_column(place.span.end)
    return f"{place.path.rsplit('/', 1)[-1]}:{first}" + (f"-{last}" if last != first else "")


def _text(folder: Path, place: Place) -> str:
    return _document(folder, place.path).slice(Span(place.span.start, place.span.end))


def _document(folder: Path, path: str) -> Document:
    return Document(path, (folder / path).read_bytes().decode())
