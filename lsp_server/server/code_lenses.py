"""`textDocument/codeLens`: where lenses stand at once, what they say when an editor is about to show them."""

import logging
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from lsp_server.places.lenses import lenses, resolve
from lsp_server.places.values import Lens, LensKind, Standing
from lsp_server.server import convert, locations
from lsp_server.server.arguments import one
from lsp_server.server.backline import Backline
from lsp_server.server.shared import Shared
from lsp_server.session import Place
from lsp_server.text import Span

log = logging.getLogger(__name__)

SHOW = "backline.show"
_MOST = 12  # places to choose from in a message


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensOptions(resolve_provider=True))
    async def standing(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        uri = params.text_document.uri
        here = shared.at(uri)
        if here is None or here[1].snapshot.root is None or not shared.session.is_loaded(here[0]):
            return []
        place = here[1]
        found = await shared.look(lambda: lenses(place.snapshot.project, place.path, place.settings.code_lenses))
        return [
            lsp.CodeLens(
                convert.range_of(place.document, it.span, shared.client.encoding),
                data={"uri": uri, "kind": it.kind, "name": it.name},
            )
            for it in found
        ]

    said: dict[tuple[Path, LensKind, str], Lens | None] = {}

    @server.feature(lsp.CODE_LENS_RESOLVE)
    async def resolved(lens: lsp.CodeLens) -> lsp.CodeLens:
        found = _standing(lens.data, shared)
        if found is not None:
            path, place, it = found
            key = (path, it.kind, it.name)
            if not _says_the_same(path, place, said.get(key), shared):
                said[key] = await shared.study(lambda: resolve(place.snapshot.project, place.path, it))
            known = said[key]
            lens.command = _command(known, place, shared) if known is not None else None
        lens.command = lens.command or lsp.Command("", "")
        return lens

    def show(argument: Any) -> None:
        wanted = argument.get("places") if isinstance(argument, dict) else None
        places = [it for one in wanted if (it := locations.from_json(one))] if isinstance(wanted, list) else []
        if places:
            shared.beside(_show(places, server))

    server.command(SHOW)(one(show))


def _says_the_same(path: Path, place: Place, before: Lens | None, shared: Shared) -> bool:
    """Whether what a lens said before will do until something is saved, when lenses are asked for anew.

    Which routes reach a table is asked of all functions of a project: after each letter in a model, for a second.
    """
    if before is None or path not in shared.typed_into or any(it.path == place.path for it in before.spots):
        return False
    shared.typed_into[path] = True
    return True


def _standing(data: Any, shared: Shared) -> tuple[Path, Place, Standing] | None:
    """Where a lens stands now; None where it is not one of ours. Editors send back whatever they kept."""
    match data:
        case {"uri": str(uri), "kind": "tests" | "routes" | "services" as kind, "name": str(name)}:
            here = shared.at(uri)
            return (*here, Standing(Span(0, 0), kind, name)) if here is not None else None
        case _:
            return None


def _command(it: Lens, place: Place, shared: Shared) -> lsp.Command:
    """A command for the server itself, which every editor can send; without a place to show there is only a text."""
    if not it.spots or not shared.client.shows_documents:
        return lsp.Command(it.title, "")
    places = [locations.as_json(one, place.snapshot, shared.client.encoding) for one in it.spots]
    return lsp.Command(it.title, SHOW, arguments=[{"places": places}])


async def _show(places: list[tuple[str, str, lsp.Range]], server: Backline) -> None:
    """Open the place; of several the one that the person chooses."""
    chosen = places[0] if len(places) == 1 else await _choice(places, server)
    if chosen is not None:
        _, uri, range_ = chosen
        params = lsp.ShowDocumentParams(uri, external=False, take_focus=True, selection=range_)
        try:
            await server.window_show_document_async(params)
        except JsonRpcException as error:
            log.warning("The client shows no documents: %s", error)


async def _choice(places: list[tuple[str, str, lsp.Range]], server: Backline) -> tuple[str, str, lsp.Range] | None:
    said = "Which one?" if len(places) <= _MOST else f"Which one? These are the first {_MOST} of {len(places)}."
    titles = {f"{number}. {it[0]}": it for number, it in enumerate(places[:_MOST], 1)}
    actions = [lsp.MessageActionItem(it) for it in titles]
    params = lsp.ShowMessageRequestParams(lsp.MessageType.Info, said, actions)
    try:
        answer = await server.window_show_message_request_async(params)
    except JsonRpcException as error:
        log.warning("The client asks no questions: %s", error)
        return None
    return titles.get(answer.title) if answer is not None else None
