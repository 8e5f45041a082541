"""A run's questions to the person: few, and the time that an answer takes is not the agent's."""

import asyncio
from dataclasses import dataclass

from lsp_server.agent.ear import Ear, Inquiry
from lsp_server.agent.safety.shown import message

MOST = 2  # how often a run may ask


@dataclass
class Interview:
    """`limit` is the run's deadline, once it runs."""

    ear: Ear
    limit: asyncio.Timeout | None = None
    asked: int = 0

    @property
    def is_over(self) -> bool:
        return self.asked >= MOST

    async def ask(self, inquiry: Inquiry) -> int:
        """The index of what the person chooses."""
        self.asked += 1
        self.ear.say("waiting for your answer")
        plain = Inquiry(message(inquiry.text), tuple(message(it, 120) for it in inquiry.choices), inquiry.default)
        clock = asyncio.get_running_loop()
        began = clock.time()
        chosen = await self.ear.ask(plain)
        if self.limit is not None and (until := self.limit.when()) is not None:
            self.limit.reschedule(until + clock.time() - began)
        return chosen
