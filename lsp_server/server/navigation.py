"""`textDocument/definition`, `references` and `documentHighlight`, for what only texts and conventions tell."""

from lsprotocol import types as lsp

from lsp_server.action import Cursor
from lsp_server.places import navigate
from lsp_server.server import convert, locations
from lsp_server.server.backline import Backline
from lsp_server.server.shared import Shared
from lsp_server.text import Span

_AtPosition = lsp.DefinitionParams | lsp.ReferenceParams | lsp.DocumentHighlightParams


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: lsp.DefinitionParams) -> list[lsp.Location] | list[lsp.LocationLink] | None:
        cursor = await _cursor(params, shared)
        found = await shared.look(lambda: navigate.definition(cursor)) if cursor is not None else None
        if cursor is None or found is None:
            return None
        (span, spots), snapshot, encoding = found, cursor.snapshot, shared.client.encoding
        if shared.client.follows_links:
            return [locations.link(snapshot, it, cursor.document, span, encoding) for it in spots]
        return [locations.location(snapshot, it.path, it.span, encoding) for it in spots]

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    async def references(params: lsp.ReferenceParams) -> list[lsp.Location] | None:
        cursor = await _cursor(params, shared)
        if cursor is None:
            return None
        definitions = params.context.include_declaration
        found = await shared.look(lambda: navigate.references(cursor, definitions=definitions))
        return [locations.location(cursor.snapshot, it.path, it.span, shared.client.encoding) for it in found]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight] | None:
        cursor = await _cursor(params, shared)
        found = await shared.look(lambda: navigate.highlights(cursor)) if cursor is not None else ()
        if cursor is None or not found:
            return None
        return [lsp.DocumentHighlight(convert.range_of(cursor.document, it, shared.client.encoding)) for it in found]


async def _cursor(params: _AtPosition, shared: Shared) -> Cursor | None:
    """The place that is asked about; None in a file outside every folder, about which nothing leads anywhere."""
    here = await shared.when_read(params.text_document.uri)
    if here is None or here[1].snapshot.root is None:
        return None
    place = here[1]
    at = place.document.offset(convert.position(params.position), shared.client.encoding)
    return Cursor(place.snapshot, place.path, Span(at, at))
