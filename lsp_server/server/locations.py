"""Places of the project as LSP has them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from lsp_server.places.values import Entry, Spot, Symbol, SymbolKind
from lsp_server.server import convert, uris
from lsp_server.server.arguments import range_of
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Encoding, Span

# What each is drawn as: editors have a fixed set of pictures.
_KINDS: Mapping[SymbolKind, lsp.SymbolKind] = {
    "route": lsp.SymbolKind.Event,
    "table": lsp.SymbolKind.Class,
    "column": lsp.SymbolKind.Field,
    "key": lsp.SymbolKind.Key,
    "relationship": lsp.SymbolKind.Property,
    "schema": lsp.SymbolKind.Struct,
    "service": lsp.SymbolKind.Module,
    "method": lsp.SymbolKind.Method,
    "dependency": lsp.SymbolKind.Interface,
    "setting": lsp.SymbolKind.Constant,
    "test": lsp.SymbolKind.Function,
    "fixture": lsp.SymbolKind.Object,
}


def location(snapshot: Snapshot, path: str, span: Span, encoding: Encoding) -> lsp.Location:
    """A place in a file of the snapshot, which must have a root."""
    assert snapshot.root is not None
    uri = uris.uri_of(snapshot.root / path)
    return lsp.Location(uri, convert.range_of(snapshot.files[path].document, span, encoding))


def link(snapshot: Snapshot, spot: Spot, origin: Document, span: Span, encoding: Encoding) -> lsp.LocationLink:
    """A place with the text that leads there."""
    there = location(snapshot, spot.path, spot.span, encoding)
    return lsp.LocationLink(there.uri, there.range, there.range, convert.range_of(origin, span, encoding))


def document_symbols(entries: Iterable[Entry], document: Document, encoding: Encoding) -> list[lsp.DocumentSymbol]:
    return [
        lsp.DocumentSymbol(
            name=it.name or "?",  # VS Code refuses all symbols of a file where one has no name.
            kind=_KINDS[it.kind],
            range=convert.range_of(document, it.span, encoding),
            selection_range=convert.range_of(document, it.name_span, encoding),
            detail=it.detail or None,
            children=document_symbols(it.children, document, encoding),
        )
        for it in entries
    ]


def flat_symbols(
    entries: Iterable[Entry], snapshot: Snapshot, path: str, encoding: Encoding, above: str | None = None
) -> list[lsp.SymbolInformation]:
    """The same for clients that know no symbols inside others."""
    found: list[lsp.SymbolInformation] = []
    for it in entries:
        there = location(snapshot, path, it.span, encoding)
        found.append(lsp.SymbolInformation(location=there, name=it.name, kind=_KINDS[it.kind], container_name=above))
        found += flat_symbols(it.children, snapshot, path, encoding, it.name)
    return found


def workspace_symbols(found: Iterable[tuple[Snapshot, Symbol]], encoding: Encoding) -> list[lsp.WorkspaceSymbol]:
    """Symbols of folders. Many lie in one file, whose URI is made once."""
    known: dict[tuple[Path | None, str], str] = {}
    made = []
    for snapshot, it in found:
        assert snapshot.root is not None
        uri = known.get((snapshot.root, it.path))
        if uri is None:
            uri = known[snapshot.root, it.path] = uris.uri_of(snapshot.root / it.path)
        there = lsp.Location(uri, convert.range_of(snapshot.files[it.path].document, it.span, encoding))
        kind = _KINDS[it.kind]
        made.append(lsp.WorkspaceSymbol(location=there, name=it.name, kind=kind, container_name=it.container))
    return made


def as_json(spot: Spot, snapshot: Snapshot, encoding: Encoding) -> dict[str, Any]:
    """A place as the argument of a command, which an editor keeps and sends back."""
    there = location(snapshot, spot.path, spot.span, encoding)
    start, end = there.range.start, there.range.end
    return {
        "title": spot.title,
        "uri": there.uri,
        "range": {
            "start": {"line": start.line, "character": start.character},
            "end": {"line": end.line, "character": end.character},
        },
    }


def from_json(argument: Any) -> tuple[str, str, lsp.Range] | None:
    """Title, URI and range of such an argument; None where it is something else."""
    match argument:
        case {"title": str(title), "uri": str(uri), "range": place} if (range_ := range_of(place)) is not None:
            return title, uri, range_
        case _:
            return None
