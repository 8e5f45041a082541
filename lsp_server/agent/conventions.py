"""How a project writes its code, in words for an agent; each with the place that shows it."""

from collections.abc import Iterator
from typing import Any

from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.evidence import Convention
from lsp_server.project.services.values import Shape
from lsp_server.project.view import Project


def conventions(project: Project, path: str) -> str:
    """What holds near a file, one line each, only what was found. Byte-stable for the same project."""
    return "\n".join(f"- {line}" for line in _lines(project, project.conventions_near(path)))


def _lines(project: Project, it: Conventions) -> Iterator[str]:
    kind = "async" if it.is_async.value else "sync"
    if it.is_async.found or it.provider is not None:
        yield f"Database work is {kind}{_evidence(project, it.is_async)}."
    if it.provider is not None:
        yield f"The session comes from `{it.provider.name}` in {it.provider.path}."
    if it.alias is not None:
        yield f"Handlers inject it as `{it.alias.name}` of {it.alias.path}."
    if it.shape.found:
        yield f"Services are {_SHAPES[it.shape.value]}{_evidence(project, it.shape)}."
    if it.folder.found:
        yield f"They lie in {it.folder.value}{_evidence(project, it.folder)}."
    names = [f"{operation} is `{name.value}`" for operation, name in it.names.items() if name.found]
    if names:
        yield f"Their methods, with {{one}} and {{many}} for the entity: {', '.join(names)}."
    if it.errors.found:
        yield f"Errors of services: {it.errors.value}{_evidence(project, it.errors)}."
    for role, symbol in sorted(it.domain_errors.items()):
        yield f"`{symbol.name}` of {symbol.path} is raised for {role.replace('_', ' ')}."
    suffixes = [f"{role} `…{suffix.value}`" for role, suffix in it.schema_suffix.items() if suffix.found]
    if suffixes:
        yield f"Schemas are named {', '.join(sorted(suffixes))}."
    if it.schema_base.found:
        yield f"Schemas derive from {it.schema_base.value}{_evidence(project, it.schema_base)}."
    for column, places in sorted(it.scopes.items()):
        if places:
            yield f"Queries filter by `{column}`, as in {_place(project, places[0].path, places[0].span.start)}."
    for name in ("offset_name", "limit_name"):
        found: Convention[str] = getattr(it, name)
        if found.found:
            yield f"Lists take `{found.value}`{_evidence(project, found)}."
    if it.relative_imports.found:
        yield f"Imports inside the package are {'relative' if it.relative_imports.value else 'absolute'}."


_SHAPES: dict[Shape, str] = {
    "constructor": "classes that are given the session when they are made",
    "method": "classes whose methods are given the session",
    "static": "classes whose static methods are given the session",
    "function": "functions that are given the session",
}


def _evidence(project: Project, found: Convention[Any]) -> str:
    if not found.places:
        return ""
    place = _place(project, found.places[0].path, found.places[0].span.start)
    against = f"; {found.against} do it differently" if found.against else ""
    return f", as in {place}{against}"


def _place(project: Project, path: str, offset: int) -> str:
    file = project.files.get(path)
    return f"{path}:{file.document.line_of(offset) + 1}" if file is not None else path
