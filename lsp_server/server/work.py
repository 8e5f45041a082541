"""What is done when an action was chosen in the menu: applied at once, proposed, or told.

The order is always the same: offer and draft from a snapshot, gates, version guard, and then the writer,
which applies, verifies and says so.
"""

from dataclasses import dataclass

from lsp_server.edits.change import Change, Refusal
from lsp_server.server.arrival import Arrival
from lsp_server.server.backline import Backline
from lsp_server.server.jobs import Job, Jobs
from lsp_server.server.maker import Maker
from lsp_server.server.readings import Readings
from lsp_server.server.refined import Refined, Told
from lsp_server.server.request import Request
from lsp_server.server.telling import Telling
from lsp_server.server.undo import Undo
from lsp_server.server.writer import CHANGED
from lsp_server.session import Session


@dataclass
class Work:
    server: Backline
    session: Session
    jobs: Jobs
    maker: Maker
    arrival: Arrival
    undo: Undo
    telling: Telling
    readings: Readings

    def choose(self, request: Request) -> None:
        """An action was chosen."""
        self.jobs.begin(request.title, lambda job: self._choose(request, job))

    def take_back(self, number: int | None = None) -> None:
        """Take an applied change back, the last one without a number, unless somebody worked on its files since."""
        self.jobs.begin("Undo", lambda job: self._take_back(number, job))

    async def _choose(self, request: Request, job: Job) -> None:
        """Once more from the new text when somebody typed meanwhile; then it is their turn."""
        job.say("reading the project")
        await self.readings.done(self.session.root_of(request.path))
        self.session.refresh(request.path)
        place = self.session.at(request.path)
        if place is None or place.snapshot.root is None:
            self.server.say(f"“{request.title}” needs the file to lie in an open workspace folder.")
            return
        if place.document.mark != request.mark:
            self.server.say(CHANGED.format(request.title))
            return
        for _ in range(2):
            made = await self.maker.make(place, request, job.say)
            if isinstance(made, Refusal):
                if not request.by_itself:
                    self.server.say(made.reason)
                return
            if isinstance(made, Told):
                await self.telling.tell(made, place, request.path, quiet=request.by_itself)
                return
            change = await self.arrival.for_now(made, place, job)
            if isinstance(change, Change):
                await self.arrival.hand_over(Refined(change, made.dangers, by_agent=made.by_agent), place, request, job)
                return
            if made.by_agent:
                self.server.say(f"“{request.title}” was not applied: {change.reason} Choose it again.")
                return
            self.session.refresh(request.path)  # What made it untrue may be on disk only.
            again = self.session.at(request.path)
            if again is None or again.document != place.document:
                break  # The very file under the cursor moved: where the cursor is now, only the person knows.
            place = again
        self.server.say(CHANGED.format(request.title))

    async def _take_back(self, number: int | None, job: Job) -> None:
        job.handed_over = True
        await self.undo.take_back(number)
