"""Workspace folders: taken in, read in the background, let go of."""

import asyncio
import gc
import logging
import time
from itertools import islice
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server import cache
from lsp_server.server import convert
from lsp_server.server.backline import Backline
from lsp_server.server.progress import progress
from lsp_server.server.refresh import refresh
from lsp_server.server.shared import Shared
from lsp_server.snapshot import Snapshot

log = logging.getLogger(__name__)

_WORTH_KEEPING = 0.5  # seconds of linking that the next session is to be spared


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def changed(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        for it in params.event.removed:
            if (root := convert.path_of(it.uri)) is not None:
                for path in shared.session.opened_in(root.resolve()):
                    shared.checks.clear(path)
                shared.session.remove_folder(root)
                shared.proposals.drop_folder(root)
        for it in params.event.added:
            add(it.uri, shared)


def add(uri: str, shared: Shared) -> None:
    """Read a folder in the background; until then, answers come from the open documents."""
    if (root := convert.path_of(uri)) is not None:
        folder = shared.session.add_folder(root)
        shared.beside(_read(folder.root, shared))


async def _read(root: Path, shared: Shared) -> None:
    loop = asyncio.get_running_loop()
    async with progress(shared.server, f"Reading {root.name}", shown=shared.client.progress):
        loaded = await loop.run_in_executor(shared.reading, shared.session.load, root)
        shared.session.take(root, loaded)
        folder = shared.session.folders.get(root)
        if folder is None:
            return
        shared.checks.settings(folder)
        for path in shared.session.opened_in(root):
            shared.checks.schedule(path)
        before = folder.snapshot
        shared.session.warm(root, before, await loop.run_in_executor(shared.reading, cache.warm, before))
        took = await loop.run_in_executor(shared.reading, _link, folder.snapshot)
    await refresh(shared)
    shared.status.tell(root)
    if took > _WORTH_KEEPING:
        await loop.run_in_executor(shared.reading, cache.keep, folder.snapshot)


def _link(snapshot: Snapshot) -> float:
    """Link in advance what the first hover or menu would have to wait for; who asks meanwhile shares what is done.

    Returns the seconds that it took.
    """
    began = time.perf_counter()
    project = snapshot.project
    found = (project.tables, project.routes, project.services, project.tests, project.schemas, project.session_aliases)
    # What cards ask of all files: which handlers are declared elsewhere, enumerations, settings.
    asked = (*(project.routes_of(it) for it in islice(snapshot.files, 1)), project.enums, project.settings)
    log.debug("linked %s", [len(it) for it in (*found, *asked)])
    # All of this stays. Without it the garbage collector has little to look through.
    gc.freeze()
    return time.perf_counter() - began
