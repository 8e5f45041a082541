"""Whether an agent may work in a folder: asked once, kept outside of it, never assumed (D24)."""

from dataclasses import dataclass
from pathlib import Path

from lsp_server.agent.ear import Inquiry
from lsp_server.agent.engine import Engine
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.server.backline import Backline
from lsp_server.server.questions import Questions
from lsp_server.server.status import Status

YES, NO = "Allow it in this folder", "Stay offline in this folder"


@dataclass
class Consent:
    server: Backline
    engine: Engine
    questions: Questions
    status: Status

    def undecided(self, root: Path) -> Endpoint | None:
        """The endpoint that the person has not been asked about; None where there is nothing to ask."""
        at = self.engine.endpoint
        return at if isinstance(at, Endpoint) and self.engine.trusted(root) is None else None

    async def given(self, root: Path, path: Path, seconds: float) -> bool:
        """Whether code of a folder may be sent; asks where that was never said. No answer is no, for this time."""
        at = self.undecided(root)
        if at is not None:
            chosen = await self.questions.ask(question(at, root), path, seconds)
            if chosen is not None:
                self.decide(root, allowed=chosen == 0)
        return self.engine.may_work(root)

    def decide(self, root: Path, *, allowed: bool) -> None:
        """Keep what the person said."""
        kept = self.engine.decide(root, "granted" if allowed else "refused")
        self.status.tell(root)
        if allowed and not kept:
            self.server.say("Your decision could not be kept, so nothing will be sent.", warning=True, at_once=True)
        elif allowed:
            self.server.say(
                f"An agent may work in {root.name} now; `backline trust --forget` takes that back.", at_once=True
            )
        else:
            self.server.say(f"Nothing of {root.name} is sent; `backline trust` changes that.", at_once=True)


def question(at: Endpoint, root: Path) -> Inquiry:
    """What is asked."""
    what = "the code at hand, what it uses, and the specs that govern it, without secrets"
    return Inquiry(f"May Backline send code of {root.name} to {at.host}? It sends {what}.", (YES, NO), 1)
