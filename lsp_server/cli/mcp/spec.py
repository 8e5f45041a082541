"""The tool that says what the specs say: which feature governs a file and why, and what it asks of it."""

import os
from collections.abc import Iterable
from typing import Any

import click

from lsp_server.cli.mcp.answer import Answer, clipped, fitted
from lsp_server.cli.mcp.arguments import Of
from lsp_server.cli.mcp.inside import full
from lsp_server.cli.workspace import Workspace
from lsp_server.reading.files import Files
from lsp_server.specs.governing import STRENGTH, Governing, Pick, Subject, governing
from lsp_server.specs.read import read
from lsp_server.specs.values import Entity, Piece, Place, Requirement, Route, Section, Story, Task
from lsp_server.text import Document

Spoken = Requirement | Task | Piece | Story | Entity | Section


def spec_trace(workspace: Workspace, given: Of) -> Answer:
    path = workspace.relative(full(workspace, given.path))
    subject = _subject(workspace, path, given.line)
    found = governing(read(workspace.root), subject, os.environ, workspace.settings.feature)
    if found is None:
        return Answer({"path": path, "feature": None, "why": "No specification governs this file."})
    value = _as_json(Places(Files(workspace.root)), path, found)
    return Answer(fitted(value, "name a `line` to see only what is said of the definition there"))


def _subject(workspace: Workspace, path: str, line: int | None) -> Subject:
    """The classes and routes of a file, or those that stand at a line of it."""
    if path not in workspace.snapshot.project.files:
        if line is not None:
            raise click.UsageError(f"{path} is no Python file of the project, so it has no line {line} to ask about.")
        return Subject(path)
    facts = workspace.snapshot.project.files[path]
    here = None
    if line is not None:
        if line > facts.document.line_count:
            raise click.UsageError(f"{path} has no line {line}; it has {facts.document.line_count}.")
        here = facts.document.line_span(line - 1)
    classes = tuple(name for name, it in facts.classes if here is None or it.span.touches(here))
    routes = tuple(
        Route(it.method, it.path)
        for it in workspace.snapshot.project.routes_of(path)
        if here is None or it.node.span.touches(here)
    )
    return Subject(path, classes, routes)


class Places:
    """Lines of places in specs, each file read once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._read: dict[str, Document] = {}

    def of(self, place: Place) -> dict[str, Any]:
        if place.path not in self._read:
            self._read[place.path] = Document(place.path, self._files.text(place.path) or "")
        document = self._read[place.path]
        start = min(place.span.start, len(document.data))  # a file may have changed in this moment
        return {"file": place.path, "line": document.line_and_column(start)[0]}


def _as_json(places: Places, path: str, found: Governing) -> dict[str, Any]:
    choice, feature = found.choice, found.choice.feature
    constitution = choice.root.constitution
    return {
        "path": path,
        "feature": {"folder": feature.folder, "number": feature.number, "name": feature.name},
        "why": choice.why,
        "sure": choice.is_sure,
        "notes": list(choice.notes),
        "constitution": constitution.path if constitution is not None else None,
        "requirements": _listed(places, found.requirements),
        "tasks": _listed(places, found.tasks),
        "contract": _listed(places, found.contract),
        "stories": _listed(places, found.stories),
        "entities": _listed(places, found.entities),
        "sections": _listed(places, found.sections),
    }


def _listed(places: Places, picks: Iterable[Pick[Any]]) -> list[dict[str, Any]]:
    """The surest first: an answer that is too long ends early."""
    sure = sorted(picks, key=lambda it: STRENGTH.index(it.by))
    return [_named(it.value) | {"text": clipped(it.value.text), "by": it.by} | places.of(it.value.place) for it in sure]


def _named(it: Spoken) -> dict[str, Any]:
    match it:
        case Requirement():
            return {"id": it.id, "unclear": list(it.unclear)}
        case Task():
            return {"id": it.id, "done": it.done}
        case Piece():
            return {"kind": it.kind, "name": it.name}
        case Story():
            return {"number": it.number, "title": it.title, "priority": it.priority}
        case Entity():
            return {"name": it.name}
        case Section():
            return {"title": it.title}
