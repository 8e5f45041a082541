"""`workspace/executeCommand`: answered at once; the work goes on beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsp_server.server import convert, menu
from lsp_server.server.arguments import one, range_of
from lsp_server.server.backline import Backline
from lsp_server.server.request import Request
from lsp_server.server.shared import Shared

NOT_OURS = "Backline did not understand this command. Choose the action from the menu."


def register(server: Backline, shared: Shared) -> None:
    def apply(argument: Any) -> None:
        request = _request(argument, shared)
        if request is None:
            server.say(NOT_OURS, warning=True)
        else:
            shared.work.choose(request)

    def cancel(argument: Any) -> None:
        if isinstance(argument, dict) and isinstance(argument.get("job"), int):
            shared.jobs.cancel(argument["job"])

    def undo(argument: Any) -> None:
        number = argument.get("change") if isinstance(argument, dict) else None
        shared.work.take_back(number if isinstance(number, int) else None)

    def answer(argument: Any) -> None:
        match argument:
            case {"question": int(question), "choice": int(choice)} if shared.questions.answer(question, choice):
                pass
            case _:
                server.say("This question no longer waits for an answer.")

    def decide(argument: Any) -> None:
        match argument:
            case {"root": str(root)} if Path(root) in shared.session.folders:
                shared.agents.consent.decide(Path(root), allowed=True)
            case _:
                server.say(NOT_OURS, warning=True)

    for name, act in {
        menu.APPLY: apply,
        menu.CANCEL: cancel,
        menu.APPLY_PROPOSAL: _with_proposal(shared.proposal_work.apply, server),
        menu.PREVIEW_PROPOSAL: _with_proposal(shared.proposal_work.preview, server),
        menu.DISCARD_PROPOSAL: _with_proposal(shared.proposal_work.discard, server),
        menu.UNDO: undo,
        menu.ANSWER: answer,
        menu.DECIDE: decide,
    }.items():
        server.command(name)(one(act))


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
        case {"action": str(action), "title": str(title), "uri": str(uri), "range": place}:
            here, range_ = shared.at(uri), range_of(place)
            if here is None or range_ is None or action not in shared.actions_of(here[1]):
                return None
            path, there = here
            selection = convert.span_of(there.document, range_, shared.client.encoding)
            return Request(action, title, path, selection, argument.get("text"))
        case _:
            return None
