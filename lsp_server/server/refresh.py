"""What editors keep and draw by themselves is asked for again when more is known."""

import logging

from pygls.exceptions import JsonRpcException

from lsp_server.server.shared import Shared

log = logging.getLogger(__name__)


async def refresh(shared: Shared) -> None:
    """Have the editor ask anew, after something that changes what lenses and hints say of files nobody touched."""
    try:
        if shared.client.refreshes_lenses:
            await shared.server.workspace_code_lens_refresh_async(None)
        if shared.client.refreshes_hints:
            await shared.server.workspace_inlay_hint_refresh_async(None)
    except JsonRpcException as error:
        log.warning("The client does not ask again: %s", error)
