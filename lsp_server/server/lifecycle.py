"""The first and the last messages of a session."""

import logging
from collections.abc import Mapping

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from lsp_server.server import client, configuration, folders, hovers
from lsp_server.server.backline import Backline
from lsp_server.server.parent import exit_with
from lsp_server.server.shared import Shared
from lsp_server.text import Encoding

log = logging.getLogger(__name__)

_ENCODINGS: Mapping[str, Encoding] = {"utf-8": "utf-8", "utf-32": "utf-32"}


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        encoding = _ENCODINGS.get(str(server.workspace.position_encoding), "utf-16")
        name = params.client_info.name if params.client_info else ""
        shared.know(client.read(params.capabilities, encoding, name))
        shared.session.configure(params.initialization_options)

    @server.feature(lsp.INITIALIZED)
    def initialized(_: lsp.InitializedParams) -> None:
        exit_with(server.process_id if server.parent_is_here else None)
        for uri in [it.uri for it in server.workspace.folders.values()] or [server.workspace.root_uri or ""]:
            folders.add(uri, shared)
        shared.beside(_introduce(shared))
        shared.beside(hovers.warm_up(shared))

    @server.feature(lsp.SHUTDOWN)
    def shutdown(_: None) -> None:
        server.leaving = True
        shared.jobs.end()
        shared.previews.clear()


async def _introduce(shared: Shared) -> None:
    """Ask the client for what it offers; one that says no after all is taken at its word."""
    if shared.client.watches:
        patterns = ("**/*.py", "**/pyproject.toml", "**/.gitignore")
        watchers = [lsp.FileSystemWatcher(glob_pattern=it) for it in patterns]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        registration = lsp.Registration("backline-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        try:
            await shared.server.client_register_capability_async(lsp.RegistrationParams([registration]))
            shared.is_told = not shared.client.watches_itself_only
        except JsonRpcException as error:
            log.warning("The client watches no files: %s", error)
    await configuration.read(None, shared)
