"""An action's draft in the hands of an agent, for one editor."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from lsp_server.action import Action, Cursor, Offer
from lsp_server.agent.brief import Brief
from lsp_server.agent.choices import choices_of
from lsp_server.agent.cost import about
from lsp_server.agent.ear import Inquiry
from lsp_server.agent.engine import Engine
from lsp_server.agent.result import Failed, Made, Result, Said, offline
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.gates import Mends
from lsp_server.server.backline import Backline
from lsp_server.server.consent import Consent
from lsp_server.server.questions import Questions
from lsp_server.session import Place, Session
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that is text: it changes nothing. `brief` says what was asked."""

    brief: Brief
    text: str


@dataclass(frozen=True, slots=True)
class Refined:
    """A change, and why a person should look at it before it is applied: sentences, mostly none.

    `by_agent`: a model worked on it, so that it is not made again without need.
    """

    change: Change
    dangers: tuple[str, ...] = ()
    by_agent: bool = False


@dataclass
class Agents:
    server: Backline
    session: Session
    engine: Engine
    questions: Questions
    consent: Consent

    def may_work(self, place: Place) -> bool:
        """Whether actions go to an agent here without asking anybody."""
        return place.settings.engine != "offline" and self.engine.may_work(place.snapshot.root)

    def why_not(self, place: Place) -> str:
        """Why no agent works here."""
        at = self.engine.endpoint
        if isinstance(at, Refusal):
            return at.reason
        return f"No agent is allowed to work in {place.snapshot.root.name if place.snapshot.root else 'this file'}."

    async def wanted(self, action: Action, place: Place, path: Path) -> bool:
        """Whether this action goes to an agent; asks the person once for a folder."""
        root = place.snapshot.root
        if action.brief is None or place.settings.engine == "offline" or root is None:
            return False
        if not self.questions.client.answers_messages:
            return self.engine.may_work(root)  # Nobody waits for an answer that no button gives; the menu offers it.
        return await self.consent.given(root, path, place.settings.question_timeout)

    def named(self, action: Action, cursor: Cursor, place: Place) -> str | None:
        """Which model works on an action here and about what that costs; None: the offline engine does."""
        if not cursor.has_agent:
            return None
        chosen = self.engine.model(choices_of(place.settings))
        cost = about(action.id, chosen.price if self.engine.is_hosted else None, len(cursor.document.data))
        return f"{place.settings.model}, {cost}" if cost else place.settings.model

    async def refine(
        self,
        action: Action,
        offer: Offer,
        draft: Change | None,
        place: Place,
        path: Path,
        say: Callable[[str], None],
        judge: Callable[[Change, Snapshot, Mends | None], Awaitable[Change | Refusal]],
    ) -> Refined | Told | Refusal:
        """The agent's change; the draft with a note where the agent fails; a sentence where there is no draft."""
        # Imported when there is something to do: an editor waits for this file.
        from lsp_server.agent.task import Task
        from lsp_server.agent.work import work

        assert action.brief is not None, "wanted() said no"
        brief = await asyncio.to_thread(action.brief, offer, draft)
        if isinstance(brief, Refusal):
            return brief
        root = place.snapshot.root
        assert root is not None, "wanted() said no"

        async def passes(change: Change) -> Change | Refusal:
            return await judge(change, place.snapshot, (brief.path, brief.mends) if brief.mends else None)

        texts = self._texts(root, place)
        task = Task(brief, place.snapshot, texts, passes, choices_of(place.settings))
        result = await work(self.engine, task, _Ear(self, path, say, place.settings.question_timeout))
        self.consent.status.tell(root)
        return _outcome(result, brief)

    def _texts(self, root: Path, place: Place) -> Callable[[str], Document | None]:
        """The files as the snapshot has them, others as the editor or the disk does."""

        def text_of(path: str) -> Document | None:
            known = place.snapshot.files.get(path)
            if known is not None:
                return known.document
            text = self.session.text_of(root, path)
            return Document(path, text) if text is not None else None

        return text_of


@dataclass
class _Ear:
    """Tells and asks in the editor."""

    agents: Agents
    path: Path
    tell: Callable[[str], None]
    seconds: float

    def say(self, what: str) -> None:
        self.tell(what)

    async def ask(self, inquiry: Inquiry) -> int:
        chosen = await self.agents.questions.ask(inquiry, self.path, self.seconds)
        if chosen is None:
            self.agents.server.say(
                f"Nobody answered, so the agent goes on with “{inquiry.choices[inquiry.default]}”.", at_once=True
            )
            return inquiry.default
        return chosen


def _outcome(result: Result, brief: Brief) -> Refined | Told | Refusal:
    match result:
        case Said(text=text):
            return Told(brief, text)
        case Failed(sentence=sentence):
            draft = brief.draft
            return Refined(offline(draft, sentence), by_agent=True) if draft is not None else Refusal(sentence)
        case Made(change=None, told=told):
            return Refusal(" ".join(told))
        case Made(change=Change() as change, told=told, dangers=dangers):
            return Refined(replace(change, notes=(*change.notes, *told)), dangers, by_agent=True)
        case _:
            raise AssertionError(result)
