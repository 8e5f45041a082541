"""Workspace folders: taken in, read in the background, let go of."""

import asyncio
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.server import convert
from lsp_server.server.backline import Backline
from lsp_server.server.progress import progress
from lsp_server.server.shared import Shared


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def changed(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        for it in params.event.removed:
            if (root := convert.path_of(it.uri)) is not None:
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
    async with progress(shared.server, f"Reading {root.name}", shown=shared.client.progress):
        loaded = await asyncio.get_running_loop().run_in_executor(shared.reading, shared.session.load, root)
        shared.session.take(root, loaded)
    folder = shared.session.folders.get(root)
    if folder is not None:
        shared.checks.settings(folder)
        for path in shared.session.opened_in(root):
            shared.checks.schedule(path)
