"""Questions to the person: as a message with buttons where the client shows them, as code actions everywhere.

Whichever is answered first counts. Nobody waits for ever: after a time the default is taken, and said.
"""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from lsp_server.agent.ear import Inquiry
from lsp_server.server.backline import Backline
from lsp_server.server.client import Client

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that is not answered yet. `path` is the file in whose menu its answers are."""

    id: int
    path: Path
    inquiry: Inquiry
    answer: "asyncio.Future[int]"


@dataclass
class Questions:
    server: Backline
    client: Client = field(default_factory=Client)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    async def ask(self, inquiry: Inquiry, path: Path, seconds: float) -> int | None:
        """The index of the chosen answer; None when nobody answered within `seconds`."""
        loop = asyncio.get_running_loop()
        it = Waiting(next(self._ids), path, inquiry, loop.create_future())
        self.waiting[it.id] = it
        shown = loop.create_task(self._show(it)) if self.client.answers_messages else None
        if shown is None:
            self.server.say(f"{inquiry.text} Answer with the code actions of {path.name}.", at_once=True)
        try:
            return await asyncio.wait_for(asyncio.shield(it.answer), seconds)
        except TimeoutError:
            return None
        finally:
            del self.waiting[it.id]
            it.answer.cancel()
            if shown is not None:
                shown.cancel()

    def answer(self, question: int, choice: int) -> bool:
        """A choice was made in the menu. Whether the question still waited for it."""
        it = self.waiting.get(question)
        if it is None or it.answer.done() or not 0 <= choice < len(it.inquiry.choices):
            return False
        it.answer.set_result(choice)
        return True

    def of(self, path: Path) -> Iterator[Waiting]:
        """The questions whose answers the menu of a file offers."""
        return (it for it in self.waiting.values() if it.path == path)

    async def _show(self, it: Waiting) -> None:
        items = [lsp.MessageActionItem(title=choice) for choice in it.inquiry.choices]
        params = lsp.ShowMessageRequestParams(type=lsp.MessageType.Info, message=it.inquiry.text, actions=items)
        try:
            chosen = await self.server.window_show_message_request_async(params)
        except JsonRpcException as error:
            log.info("The client shows no buttons: %s", error)
            self.server.say(f"{it.inquiry.text} Answer with the code actions of {it.path.name}.", at_once=True)
            return
        if chosen is not None and chosen.title in it.inquiry.choices:
            self.answer(it.id, it.inquiry.choices.index(chosen.title))
