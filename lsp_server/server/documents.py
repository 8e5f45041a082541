"""What the editor tells of documents and files: opened, changed, saved, closed, changed on disk."""

import asyncio
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.diagnose import diagnose
from lsp_server.places.ahead import look_ahead
from lsp_server.server import uris
from lsp_server.server.backline import Backline
from lsp_server.server.pauses import tidy
from lsp_server.server.refresh import refresh
from lsp_server.server.request import Request
from lsp_server.server.shared import Shared
from lsp_server.session import look
from lsp_server.text import Span

_LATEST = 3.0  # seconds after a save, within which what changed behind the editor's back is seen; saves share one look


def register(server: Backline, shared: Shared) -> None:
    session, checks = shared.session, shared.checks

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        if (path := _put(params.text_document.uri, shared)) is not None:
            checks.schedule(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        path = _put(params.text_document.uri, shared)
        place = session.at(path) if path is not None else None
        if path is not None:
            shared.typed_into.setdefault(path, False)
        if path is not None and place is not None and place.settings.check_on == "change":
            checks.schedule(path)
        if path is not None and place is not None and session.is_loaded(path):
            shared.beside(_prepare(path, shared))

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        if (path := uris.path_of(params.text_document.uri)) is not None:
            shared.pauses.over()
            _check_folder_of(path, shared)
            if True in shared.typed_into.values():
                shared.beside(refresh(shared))
            shared.typed_into.clear()
            shared.beside(_look_for_files(path, shared))
            shared.beside(shared.proposal_work.look_after())
            _review(path, shared)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        if (path := uris.path_of(params.text_document.uri)) is not None:
            session.close(path)
            shared.typed_into.pop(path, None)
            shared.writer.moved.set()
            checks.clear(path)
            shared.beside(shared.proposal_work.look_after())

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        paths = [it for change in params.changes if (it := uris.path_of(change.uri)) is not None]
        moved = [it for it in paths if session.disk_changed(it)]
        shared.writer.moved.set()
        shared.beside(shared.proposal_work.look_after())
        for root in {
            folder.root for it in moved for folder in session.folders.values() if it.is_relative_to(folder.root)
        }:
            checks.settings(session.folders[root])
            checks.folder(root)


def _put(uri: str, shared: Shared) -> Path | None:
    """Copy a document at the door: pygls' own changes under an `await`."""
    path = uris.path_of(uri)
    if path is not None:
        shared.pauses.over()
        document = shared.server.workspace.get_text_document(uri)
        shared.session.put(path, document.source, document.version)
        shared.writer.moved.set()
    return path


async def _prepare(path: Path, shared: Shared) -> None:
    """Find in a pause of typing what the hover or menu after it would have to wait for."""
    if path in shared.preparing:
        return
    shared.preparing.add(path)
    await shared.pauses.next()
    shared.preparing.discard(path)
    place = shared.session.at(path)
    if place is not None and shared.session.is_linked(path) and not shared.server.leaving:
        project = place.snapshot.project
        await shared.study(lambda: diagnose(project, place.path, place.settings, shared.rules))
        await shared.study(lambda: look_ahead(project))
        await shared.study(tidy)


def _review(path: Path, shared: Shared) -> None:
    """Compare a saved file with its spec, where the person wants that on every save."""
    place = shared.session.at(path)
    if place is None or not place.settings.review_on_save or not shared.agents.may_work(place):
        return
    if not shared.cursor(place, Span(0, 0), ()).has_specs:
        return
    title, mark = f"Review {place.path} against its spec", place.document.mark
    shared.work.choose(Request("review-against-spec", title, path, Span(0, 0), mark, by_itself=True))


async def _look_for_files(path: Path, shared: Shared) -> None:
    """Where no watcher tells (Neovim on Linux, Helix): see which files came, went and changed since.

    After the diagnostics, which a person waits for, and in a pause of their typing: findings are seldom about what
    changed behind the editor's back, and where they are, they are made again.
    """
    place = shared.session.at(path)
    root = place.snapshot.root if place is not None else None
    if root is None or shared.is_told or root in shared.listing:
        return
    shared.listing.add(root)
    await shared.pauses.next(_LATEST)
    shared.listing.discard(root)
    folder = shared.session.folders.get(root)
    known = tuple(folder.stamps) if folder is not None else ()
    stamps = await asyncio.get_running_loop().run_in_executor(shared.reading, look, root, known)
    before = shared.session.at(path)
    shared.session.seen(root, stamps)
    now = shared.session.at(path)
    if now is not None and (before is None or now.snapshot.files is not before.snapshot.files):
        _check_folder_of(path, shared)


def _check_folder_of(path: Path, shared: Shared) -> None:
    """What changed here may show in the other open files of the folder."""
    place = shared.session.at(path)
    root = place.snapshot.root if place is not None else None
    if root is not None:
        shared.checks.folder(root, first=path)
    else:
        shared.checks.schedule(path)
