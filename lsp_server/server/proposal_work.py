"""What is done with a proposal that waits: applied, shown, discarded, and made anew when its texts have changed."""

import logging
from dataclasses import dataclass

from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.diff import does
from lsp_server.server.arrival import Arrival
from lsp_server.server.backline import Backline
from lsp_server.server.jobs import Job, Jobs
from lsp_server.server.maker import Maker
from lsp_server.server.preview import Previews
from lsp_server.server.proposals import Proposal, Proposals
from lsp_server.server.refined import Refined, Told
from lsp_server.server.writer import Writer
from lsp_server.session import Session

log = logging.getLogger(__name__)

GONE = "This proposal is no longer waiting. Choose the action again."


@dataclass
class ProposalWork:
    server: Backline
    session: Session
    jobs: Jobs
    maker: Maker
    arrival: Arrival
    writer: Writer
    proposals: Proposals
    previews: Previews

    def apply(self, proposal_id: int) -> None:
        """A proposal is to be applied."""
        proposal = self._waiting(proposal_id)
        if proposal is not None:
            self.jobs.begin(f"Apply: {proposal.title}", lambda job: self._apply(proposal, job))

    def preview(self, proposal_id: int) -> None:
        """A proposal is to be shown."""
        proposal = self._waiting(proposal_id)
        if proposal is not None:
            self.jobs.begin(f"Preview: {proposal.title}", lambda job: self._preview(proposal, job))

    def discard(self, proposal_id: int) -> None:
        """A proposal is not wanted."""
        if self._waiting(proposal_id) is not None:
            self.proposals.drop(proposal_id)

    async def look_after(self) -> None:
        """Make anew what was made from texts that are gone; drop what can't be."""
        for it in list(self.proposals.waiting.values()):
            if self.proposals.waiting.get(it.id) is it and not self._can_be_seen_and_applied(it):
                try:
                    await self._anew(it, Job(0, it.title))
                except Exception:
                    log.exception("%s could not be made anew", it.title)
                    self.proposals.drop(it.id)
                    self.server.say(f"“{it.title}” is no longer proposed: an internal error. The log has the details.")

    def _waiting(self, proposal_id: int) -> Proposal | None:
        found = self.proposals.waiting.get(proposal_id)
        if found is None:
            self.server.say(GONE)
        return found

    async def _apply(self, proposal: Proposal, job: Job) -> None:
        """Apply what the person has seen; what had to be made differently is theirs to look at first."""
        self.session.refresh(proposal.request.path)
        current = await self._current(proposal, job)
        if current is None:
            return
        if does(current.change) != does(current.seen):
            self.proposals.see(current)
            self.server.say(f"The files have changed, so “{proposal.title}” was made anew. Look at it, then apply it.")
            return
        if await self.arrival.write(current.change, current.root, current.title, current.request.path, job):
            self.proposals.drop(current.id)

    async def _preview(self, proposal: Proposal, job: Job) -> None:
        current = await self._current(proposal, job)
        if current is not None:
            shows = self.writer.client.shows_documents
            self.proposals.see(current)
            await self.previews.show(current.title, current.change, documents=shows)

    def _can_be_seen_and_applied(self, it: Proposal) -> bool:
        place = self.session.at(it.request.path)
        if place is None or it.span_in(place.document) is None:
            return False
        return self.writer.still_true(it.change, it.root)

    async def _current(self, proposal: Proposal, job: Job) -> Proposal | None:
        """The proposal if it still passes the gates, one made anew otherwise; None, with a sentence, if it can't be."""
        place = self.session.at(proposal.request.path)
        if place is not None and self.writer.still_true(proposal.change, proposal.root):
            judged = await self.maker.check(proposal.change, place.snapshot, job.say)
            if not isinstance(judged, Refusal) and self.writer.still_true(proposal.change, proposal.root):
                return proposal
        return await self._anew(proposal, job)

    async def _anew(self, proposal: Proposal, job: Job) -> Proposal | None:
        """The proposal made again from the texts of now. Without one it is dropped, with the reason."""
        place = self.session.at(proposal.request.path)
        request = proposal.request_in(place.document) if place is not None else None
        made: Change | Refusal
        if place is None or request is None:
            made = Refusal("The line that it was made for has changed.")
        elif proposal.by_agent:
            # Nobody asks a model, and pays for it, without having chosen that.
            made = await self.arrival.for_now(Refined(proposal.change, by_agent=True), place, job)
        else:
            again = await self.maker.make(place, request, job.say)
            made = again.change if isinstance(again, Refined) else _only_refusals(again)
        if isinstance(made, Refusal):
            if self.proposals.drop(proposal.id) is not None:
                self.server.say(f"“{proposal.title}” is no longer proposed. {made.reason}")
            return None
        assert place is not None and request is not None
        return self.proposals.renew(proposal, request, place.document, made)


def _only_refusals(made: Told | Refusal) -> Refusal:
    return made if isinstance(made, Refusal) else Refusal("It has become an answer without a change.")
