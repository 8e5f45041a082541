"""Places as lines of text, for the Markdown fixtures in this folder. Lines and columns are 1-based, in code points."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from lsp_server.action import Cursor
from lsp_server.places import navigate
from lsp_server.places.hints import hints
from lsp_server.places.lenses import lenses, resolve
from lsp_server.places.outline import outline
from lsp_server.places.search import search
from lsp_server.places.values import Entry, Spot
from lsp_server.project.view import Project
from lsp_server.text import Span


def definition(cursor: Cursor) -> Iterator[str]:
    found = navigate.definition(cursor)
    for it in found[1] if found is not None else ():
        assert found is not None
        yield f"`{cursor.document.slice(found[0])}` is {it.title} in {_spot(cursor.project, it)}"


def references(cursor: Cursor) -> Iterator[str]:
    for it in navigate.references(cursor, definitions=True):
        yield _spot(cursor.project, it)


def highlights(cursor: Cursor) -> Iterator[str]:
    for it in navigate.highlights(cursor):
        yield _spot(cursor.project, Spot(cursor.path, it))


def outlined(cursor: Cursor) -> Iterator[str]:
    yield from _entries(cursor, outline(cursor.project, cursor.path), "")


def lensed(cursor: Cursor) -> Iterator[str]:
    for it in lenses(cursor.project, cursor.path, ("tests", "routes", "services")):
        lens = resolve(cursor.project, cursor.path, it)
        assert lens is not None
        where = ", ".join(f"{spot.title} in {spot.path}" for spot in lens.spots)
        yield f"{_place(cursor.project, cursor.path, it.span)} {lens.title}{': ' if where else ''}{where}"


def hinted(cursor: Cursor) -> Iterator[str]:
    document = cursor.document
    for it in hints(cursor.project, cursor.path, frozenset({"paths", "statuses", "loading"})):
        line, column = document.line_and_column(it.offset)
        text = document.slice(document.line_span(line - 1))
        yield f"{line}: {text[: column - 1].strip()}«{it.text}»{text[column - 1 :]}"


def searched(cursor: Cursor) -> Iterator[str]:
    """The query is what is selected, which may be a comment."""
    for it in search(cursor.project, cursor.document.slice(cursor.selection)):
        yield f"{it.name} ({it.container}) in {_place(cursor.project, it.path, it.span)}"


SHOWN: Mapping[str, Callable[[Cursor], Iterable[str]]] = {
    "definition": definition,
    "references": references,
    "highlights": highlights,
    "outline": outlined,
    "lenses": lensed,
    "hints": hinted,
    "search": searched,
}


def _entries(cursor: Cursor, entries: tuple[Entry, ...], indent: str) -> Iterator[str]:
    for it in entries:
        assert it.span.contains(it.name_span), "an editor would refuse all symbols of the file"
        yield f"{indent}{it.kind} {it.name}{': ' if it.detail else ''}{it.detail}"
        yield from _entries(cursor, it.children, indent + "  ")


def _spot(project: Project, it: Spot) -> str:
    return f"{_place(project, it.path, it.span)} `{project.files[it.path].document.slice(it.span)}`"


def _place(project: Project, path: str, span: Span) -> str:
    line, column = project.files[path].document.line_and_column(span.start)
    return f"{path}:{line}:{column}"
