"""`textDocument/inlayHint`, where the settings want any."""

from lsprotocol import types as lsp

from lsp_server.places.hints import hints
from lsp_server.server import convert
from lsp_server.server.backline import Backline
from lsp_server.server.shared import Shared
from lsp_server.text import Span


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def shown(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        here = shared.at(params.text_document.uri)
        if here is None or not here[1].settings.inlay_hints or not shared.session.is_loaded(here[0]):
            return []
        place, encoding = here[1], shared.client.encoding
        asked = convert.span_of(place.document, params.range, encoding)
        wanted = frozenset(place.settings.inlay_hints)
        found = await shared.look(lambda: hints(place.snapshot.project, place.path, wanted))
        return [
            lsp.InlayHint(
                position=convert.range_of(place.document, Span(it.offset, it.offset), encoding).start,
                label=it.text,
                tooltip=it.about,
                padding_left=True,
            )
            for it in found
            if asked.start <= it.offset <= asked.end
        ]
