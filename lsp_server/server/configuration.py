"""The editor's settings: asked for where the client can be asked, taken as they come elsewhere."""

import logging
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from lsp_server.server.backline import Backline
from lsp_server.server.refresh import refresh
from lsp_server.server.shared import Shared

log = logging.getLogger(__name__)


def register(server: Backline, shared: Shared) -> None:
    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def changed(params: lsp.DidChangeConfigurationParams) -> None:
        await read(params.settings, shared)
        await refresh(shared)


async def read(pushed: Any, shared: Shared) -> None:
    """Put the client's settings in force; `pushed` is what it sent by itself."""
    if shared.client.configuration:
        item = lsp.ConfigurationItem(section="backline")
        try:
            answer = await shared.server.workspace_configuration_async(lsp.ConfigurationParams([item]))
        except JsonRpcException as error:
            log.warning("The client has no settings: %s", error)
            return
        pushed = answer[0] if answer else None
    elif isinstance(pushed, dict):
        pushed = pushed.get("backline", pushed)
    if pushed is None:
        return
    shared.session.configure(pushed)
    for folder in shared.session.folders.values():
        shared.checks.settings(folder)
    for path in shared.session.opened:
        shared.checks.schedule(path)
