"""`workspace/executeCommand`: answered at once; the work goes on beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from lsp_server.server import convert, menu
from lsp_server.server.backline import Backline
from lsp_server.server.request import Request
from lsp_server.server.shared import Shared

NOT_OURS = "Backline did not understand this command. Choose the action from the menu."


def register(server: Backline, shared: Shared) -> None:
    @server.command(menu.APPLY)
    async def apply(argument: Any) -> None:
        request = _request(argument, shared)
        if request is None:
            server.say(NOT_OURS, warning=True)
        else:
            shared.work.choose(request)

    @server.command(menu.CANCEL)
    def cancel(argument: Any) -> None:
        if isinstance(argument, dict) and isinstance(argument.get("job"), int):
            shared.jobs.cancel(argument["job"])

    server.command(menu.APPLY_PROPOSAL)(_with_proposal(shared.work.apply, server))
    server.command(menu.PREVIEW_PROPOSAL)(_with_proposal(shared.work.preview, server))
    server.command(menu.DISCARD_PROPOSAL)(_with_proposal(shared.work.discard, server))

    @server.command(menu.UNDO)
    def undo(argument: Any = None) -> None:
        number = argument.get("change") if isinstance(argument, dict) else None
        shared.work.take_back(number if isinstance(number, int) else None)

    @server.command(menu.ANSWER)
    def answer(argument: Any) -> None:
        match argument:
            case {"question": int(question), "choice": int(choice)} if shared.questions.answer(question, choice):
                pass
            case _:
                server.say("This question no longer waits for an answer.")

    @server.command(menu.DECIDE)
    async def decide(argument: Any) -> None:
        match argument:
            case {"root": str(root)} if Path(root) in shared.session.folders:
                shared.agents.consent.decide(Path(root), allowed=True)
            case _:
                server.say(NOT_OURS, warning=True)


def _with_proposal(act: Callable[[int], None], server: Backline) -> Callable[[Any], None]:
    def command(argument: Any) -> None:
        if isinstance(argument, dict) and isinstance(argument.get("proposal"), int):
            act(argument["proposal"])
        else:
            server.say(NOT_OURS, warning=True)

    return command


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
        }:
            here = shared.at(uri)
            if here is None or action not in shared.actions_of(here[1]):
                return None
            path, place = here
            range_ = lsp.Range(lsp.Position(line, character), lsp.Position(last, end))
            selection = convert.span_of(place.document, range_, shared.client.encoding)
            return Request(action, title, path, selection, argument.get("version"))
        case _:
            return None
