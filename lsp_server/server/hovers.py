"""`textDocument/hover`: the first card that has something to show."""

import asyncio
from functools import partial

from lsprotocol import types as lsp

from lsp_server.action import Cursor
from lsp_server.project.view import Project
from lsp_server.server import convert
from lsp_server.server.backline import Backline
from lsp_server.server.shared import Shared
from lsp_server.text import Span

_MOST = 300  # tables, of five milliseconds each
_QUIET = 1.0  # seconds after the start, which belong to the first diagnostics


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        here = shared.at(params.text_document.uri)
        if here is None:
            return None
        _, place = here
        at = place.document.offset(convert.position(params.position), shared.client.encoding)
        cursor = Cursor(place.snapshot, place.path, Span(at, at))
        cards = shared.cards.values()
        shown = await shared.look(lambda: next((it for card in cards if (it := card.show(cursor)) is not None), None))
        told = shared.explanations.at(here[0], place.document, cursor.selection)
        found = convert.hover(shown, place.snapshot, place.document, shared.client) if shown is not None else None
        return convert.with_parts(found, told, shared.client) if told is not None else found


async def look_ahead(project: Project, shared: Shared) -> None:
    """Compile what creates each table, one after the other: the first hover over one would take ten times as long."""
    from lsp_server.sql.kept import ddl_of  # not needed at start

    for table in project.tables[:_MOST]:
        if shared.server.leaving:
            return
        await shared.study(partial(ddl_of, project, table))


async def warm_up(shared: Shared) -> None:
    """Import what cards and the menu need, before the first hover wants it, once folders are read and all is quiet."""
    await asyncio.sleep(_QUIET)
    await asyncio.get_running_loop().run_in_executor(shared.reading, _warm)


def _warm() -> None:
    from lsp_server.edits.contract_tests import draft  # noqa: F401 - for the menu at a route
    from lsp_server.sql.warm import warm

    warm()
