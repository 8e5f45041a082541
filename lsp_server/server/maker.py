"""From a request to a change that passed the gates, off the event loop; an agent refines it where one may work."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from lsp_server.action import NO_AGENT, Action, Cursor, Offer
from lsp_server.agent.result import offline
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.gates import Mends
from lsp_server.server.refined import Agents, Refined, Told
from lsp_server.server.request import Request
from lsp_server.session import Place
from lsp_server.snapshot import Snapshot

Judge = Callable[[Change, Snapshot, Mends | None], Change | Refusal]


@dataclass
class Maker:
    find: Callable[[Place], Mapping[str, Action]]  # the actions of a folder, by their ids
    cursor: Callable[[Request, Place], Cursor]
    judge: Judge
    agents: Agents
    executor: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "work"))

    async def make(self, place: Place, request: Request, say: Callable[[str], None]) -> Refined | Told | Refusal:
        """Offer, draft, gates, and the agent: all from one snapshot. `say` hears what is being done."""
        say("reading the project")
        loop = asyncio.get_running_loop()
        action = self.find(place).get(request.action)
        if action is None:
            return Refusal("This action is not there any more.")
        cursor = await loop.run_in_executor(self.executor, self.cursor, request, place)
        offer = await loop.run_in_executor(self.executor, action.offer, cursor)
        if not isinstance(offer, Offer):
            return offer
        draft = await self._draft(action, offer, place, say)
        if isinstance(draft, Refusal):
            return draft
        if await self.agents.wanted(action, place, request.path):
            return await self.agents.refine(
                action, offer, draft, place, request.path, say, lambda it, at, mends: self.check(it, at, say, mends)
            )
        if draft is None:
            return NO_AGENT
        if place.settings.engine == "agent" and action.brief is not None:
            return Refined(offline(draft, self.agents.why_not(place)))
        return Refined(draft)

    async def _draft(
        self, action: Action, offer: Offer, place: Place, say: Callable[[str], None]
    ) -> Change | Refusal | None:
        """The offline engine's change, judged; None: this action has no offline engine."""
        if action.draft is None:
            return None
        say("writing")
        loop = asyncio.get_running_loop()
        draft = await loop.run_in_executor(self.executor, action.draft, offer)
        return draft if isinstance(draft, Refusal) else await self.check(draft, place.snapshot, say)

    async def check(
        self, change: Change, snapshot: Snapshot, say: Callable[[str], None], mends: Mends | None = None
    ) -> Change | Refusal:
        """The gates, against a snapshot of this moment."""
        say("checking")
        return await asyncio.get_running_loop().run_in_executor(self.executor, self.judge, change, snapshot, mends)
