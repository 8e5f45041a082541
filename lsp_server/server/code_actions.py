"""`textDocument/codeAction`: everything that the menu shows at a place."""

from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.action import Action, Offer
from lsp_server.server import agent_files, convert, menu, uris
from lsp_server.server.backline import Backline
from lsp_server.server.shared import Shared
from lsp_server.session import Place


def register(server: Backline, shared: Shared) -> None:
    options = lsp.CodeActionOptions(code_action_kinds=[*menu.KINDS], resolve_provider=False)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        here = shared.at(params.text_document.uri)
        if here is None and (file := uris.path_of(params.text_document.uri)) is not None:
            return list(agent_files.quick_fixes(file, params.range, shared.session, shared.client))
        if here is None or here[1].snapshot.root is None:
            return []
        path, place = here
        only = params.context.only
        selection = convert.span_of(place.document, params.range, shared.client.encoding)
        found: list[lsp.CodeAction] = []
        findings = await shared.checks.fresh(path, place) if menu.wanted("quickfix", only) else ()
        if menu.wanted("quickfix", only):
            found += menu.answers(shared.questions.of(path))
            found += menu.proposed(shared.proposals.of(path), place.document, selection, shared.client)
            found += menu.quick_fixes(place, selection, findings, shared.client)
        if params.context.trigger_kind != lsp.CodeActionTriggerKind.Automatic:

            def look() -> tuple[tuple[Action, Offer], ...]:
                cursor = shared.cursor(place, selection, findings)
                actions = {name: it for name, it in shared.actions_of(place).items() if menu.wanted(it.kind, only)}
                return menu.offers(cursor, actions)

            offers = await shared.look(look)
            found += _offered(offers, place, params, shared)
            extra = [*_extra(path, shared), *_allow(offers, place, shared)]
            found += [it for it in extra if menu.wanted(str(it.kind), only)]
        return found


def _offered(
    offers: tuple[tuple[Action, Offer], ...], place: Place, params: lsp.CodeActionParams, shared: Shared
) -> Iterator[lsp.CodeAction]:
    for action, offer in offers:
        by = shared.agents.named(action, offer.cursor, place) if action.brief is not None else None
        yield menu.as_command(action, offer, params.text_document.uri, params.range, by, shared.client)


def _extra(path: Path, shared: Shared) -> Iterator[lsp.CodeAction]:
    """What is no action of the code itself."""
    yield from menu.running(shared.jobs.running.values())
    yield from menu.undo(shared.undo.of(path))


def _allow(offers: tuple[tuple[Action, Offer], ...], place: Place, shared: Shared) -> Iterator[lsp.CodeAction]:
    """A way to let an agent work in a folder where that was never decided, beside what it would work on."""
    root = place.snapshot.root
    wanted = any(action.brief is not None for action, _ in offers)
    if wanted and root is not None and place.settings.engine != "offline":
        at = shared.agents.consent.undecided(root)
        if at is not None:
            yield menu.allow(root, at.host)
