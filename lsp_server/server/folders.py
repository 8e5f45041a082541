"""Workspace folders: taken in, read in the background, let go of."""

import asyncio
import gc
from contextlib import ExitStack
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server import cache, indexer
from lsp_server.places.ahead import look_ahead
from lsp_server.server import hovers, uris
from lsp_server.server.backline import Backline
from lsp_server.server.progress import progress
from lsp_server.server.refresh import refresh
from lsp_server.server.shared import Shared
from lsp_server.snapshot import Snapshot

_WORTH_KEEPING = 0.5  # seconds of linking that the next session is to be spared


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def changed(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        for it in params.event.removed:
            if (root := uris.path_of(it.uri)) is not None:
                for path in shared.session.opened_in(root.resolve()):
                    shared.checks.clear(path)
                shared.session.remove_folder(root)
                shared.proposals.drop_folder(root)
        for it in params.event.added:
            add(it.uri, shared)


def add(uri: str, shared: Shared) -> None:
    """Read a folder in the background; until then, answers come from the open documents."""
    if (root := uris.path_of(uri)) is not None:
        folder = shared.session.add_folder(root)
        shared.beside(_read(folder.root, shared))


async def _read(root: Path, shared: Shared) -> None:
    loop = asyncio.get_running_loop()
    with shared.readings.of(root), ExitStack() as until_loaded:
        until_loaded.enter_context(shared.loadings.of(root))
        async with progress(shared.server, f"Reading {root.name}", shown=shared.client.progress):
            loaded = shared.loaded.pop(root, None)
            if loaded is None:
                loaded = await loop.run_in_executor(shared.reading, shared.session.load, root)
            shared.session.take(root, loaded)
            until_loaded.close()
            folder = shared.session.folders.get(root)
            if folder is None:
                return
            shared.checks.settings(folder)
            cold = folder.snapshot
            folder.linked = not indexer.is_large(cold)
            if not folder.linked:
                shared.checks.folder(root)  # in a hurry: what needs no other file is told at once
            try:
                shared.session.warm(root, cold, await loop.run_in_executor(shared.reading, _warm, cold))
            finally:
                folder.linked = True
                shared.checks.linked(root)
            took = await loop.run_in_executor(shared.reading, _link, folder.snapshot)
    await refresh(shared)
    shared.status.tell(root)
    if took > _WORTH_KEEPING:
        await loop.run_in_executor(shared.reading, cache.keep, folder.snapshot)
    project = folder.snapshot.project
    await loop.run_in_executor(shared.reading, look_ahead, project)
    await hovers.look_ahead(project, shared)


def _warm(cold: Snapshot) -> Snapshot:
    """The same folder with what an earlier session knew of it, or else, where it is large, with what is linked now."""
    warm = cache.warm(cold)
    return indexer.linked_elsewhere(cold) if warm is cold and indexer.is_large(cold) else warm


def _link(snapshot: Snapshot) -> float:
    """Link what is not known yet; the seconds that it took."""
    took = indexer.link(snapshot)
    # All of this stays. Without it the garbage collector has little to look through.
    gc.freeze()
    return took
