"""`workspace/executeCommand`: answered at once; the work goes on beside it."""

from typing import Any

from lsprotocol import types as lsp

from lsp_server.server import convert, menu
from lsp_server.server.backline import Backline
from lsp_server.server.jobs import Request
from lsp_server.server.shared import Shared


def register(server: Backline, shared: Shared) -> None:
    @server.command(menu.APPLY)
    async def apply(argument: Any) -> None:
        request = _request(argument, shared)
        if request is None:
            server.say("Backline did not understand this command. Choose the action from the menu.", warning=True)
        else:
            shared.jobs.start(request)

    @server.command(menu.CANCEL)
    def cancel(argument: Any) -> None:
        if isinstance(argument, dict) and isinstance(argument.get("job"), int):
            shared.jobs.cancel(argument["job"])

    @server.command(menu.UNDO)
    def undo() -> None:
        shared.jobs.start_undo()


def _request(argument: Any, shared: Shared) -> Request | None:
    """What a command asks for; None when it is not one of ours. Editors send back whatever they kept."""
    match argument:
        case {
            "action": str(action),
            "title": str(title),
            "uri": str(uri),
            "range": {
                "start": {"line": int(line), "character": int(character)},
                "end": {"line": int(last), "character": int(end)},
            },
        } if action in shared.actions:
            here = shared.at(uri)
            if here is None:
                return None
            path, place = here
            range_ = lsp.Range(lsp.Position(line, character), lsp.Position(last, end))
            selection = convert.span_of(place.document, range_, shared.client.encoding)
            return Request(action, title, path, selection, argument.get("version"))
        case _:
            return None
