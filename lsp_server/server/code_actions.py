"""`textDocument/codeAction`: everything that the menu shows at a place."""

from lsprotocol import types as lsp

from lsp_server.action import Cursor
from lsp_server.server import convert, menu
from lsp_server.server.backline import Backline
from lsp_server.server.shared import Shared


def register(server: Backline, shared: Shared) -> None:
    options = lsp.CodeActionOptions(code_action_kinds=[*menu.KINDS], resolve_provider=False)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        here = shared.at(params.text_document.uri)
        if here is None or here[1].snapshot.root is None:
            return []
        path, place = here
        only = params.context.only
        selection = convert.span_of(place.document, params.range, shared.client.encoding)
        found: list[lsp.CodeAction] = []
        if menu.wanted("quickfix", only):
            findings = await shared.checks.fresh(path, place)
            found += menu.proposed(shared.proposals.of(path), place.document, selection, shared.client)
            found += menu.quick_fixes(place, selection, findings, shared.client)
        if params.context.trigger_kind != lsp.CodeActionTriggerKind.Automatic:
            cursor = Cursor(place.snapshot, place.path, selection)
            actions = {name: it for name, it in shared.actions.items() if menu.wanted(it.kind, only)}
            offers = await shared.look(lambda: menu.offers(cursor, actions))
            uri = params.text_document.uri
            found += [menu.as_command(action, offer, uri, params.range) for action, offer in offers]
            extra = [*menu.running(shared.jobs.running.values()), *menu.undo(shared.undo.last, path)]
            found += [it for it in extra if menu.wanted(str(it.kind), only)]
        return found
