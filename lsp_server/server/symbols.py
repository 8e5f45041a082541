"""`textDocument/documentSymbol` and `workspace/symbol`."""

from lsprotocol import types as lsp

from lsp_server.places.outline import outline
from lsp_server.places.search import search
from lsp_server.server import locations
from lsp_server.server.backline import Backline
from lsp_server.server.shared import Shared

_MOST = 1000  # symbols of the workspace: editors narrow them down as the person types, and ask again


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def of_document(
        params: lsp.DocumentSymbolParams,
    ) -> list[lsp.DocumentSymbol] | list[lsp.SymbolInformation] | None:
        here = await shared.when_read(params.text_document.uri)
        if here is None:
            return None
        place, encoding = here[1], shared.client.encoding
        entries = await shared.look(lambda: outline(place.snapshot.project, place.path))
        if shared.client.nests_symbols or place.snapshot.root is None:
            return locations.document_symbols(entries, place.document, encoding)
        return locations.flat_symbols(entries, place.snapshot, place.path, encoding)

    @server.feature(lsp.WORKSPACE_SYMBOL)
    async def of_workspace(params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
        for root in list(shared.session.folders):
            await shared.loadings.done(root)
        snapshots = [it.snapshot for it in shared.session.folders.values()]
        found = await shared.look(lambda: [(it, one) for it in snapshots for one in search(it.project, params.query)])
        return locations.workspace_symbols(found[:_MOST], shared.client.encoding)
