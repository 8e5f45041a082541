"""From a request to a change that passed the gates, off the event loop."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from lsp_server.action import Action, Cursor, Offer
from lsp_server.edits.change import Change, Refusal
from lsp_server.server.request import Request
from lsp_server.session import Place
from lsp_server.snapshot import Snapshot

Judge = Callable[[Change, Snapshot], Change | Refusal]


@dataclass
class Maker:
    actions: Mapping[str, Action]  # by their ids
    judge: Judge
    executor: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "work"))

    async def make(self, place: Place, request: Request, say: Callable[[str], None]) -> Change | Refusal:
        """Offer, draft, gates: all from one snapshot. `say` hears what is being done."""
        say("reading the project")
        loop = asyncio.get_running_loop()
        cursor = Cursor(place.snapshot, place.path, request.selection)
        action = self.actions[request.action]
        offer = await loop.run_in_executor(self.executor, action.offer, cursor)
        if not isinstance(offer, Offer):
            return offer
        say("writing")
        draft = await loop.run_in_executor(self.executor, action.draft, offer)
        if isinstance(draft, Refusal):
            return draft
        return await self.check(draft, place.snapshot, say)

    async def check(self, change: Change, snapshot: Snapshot, say: Callable[[str], None]) -> Change | Refusal:
        """The gates, against a snapshot of this moment."""
        say("checking")
        return await asyncio.get_running_loop().run_in_executor(self.executor, self.judge, change, snapshot)
