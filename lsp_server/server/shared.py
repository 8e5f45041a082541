"""What the handlers share: the session, and who works on it."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from lsp_server.action import Action, Cursor, Noticed
from lsp_server.agent.engine import Engine
from lsp_server.agent.personal import file, personal
from lsp_server.agent.safety.private_files import state_folder
from lsp_server.card import Card
from lsp_server.diagnose import Diagnostic, diagnose
from lsp_server.edits import gates
from lsp_server.edits.change import Change, Refusal
from lsp_server.rule import Rule
from lsp_server.server import uris
from lsp_server.server.arrival import Arrival
from lsp_server.server.backline import Backline
from lsp_server.server.checks import Checks
from lsp_server.server.client import Client
from lsp_server.server.consent import Consent
from lsp_server.server.customs import Customs
from lsp_server.server.explanations import Explanations
from lsp_server.server.jobs import Jobs
from lsp_server.server.maker import Maker
from lsp_server.server.pauses import Pauses
from lsp_server.server.preview import Previews
from lsp_server.server.proposal_work import ProposalWork
from lsp_server.server.proposals import Proposals
from lsp_server.server.questions import Questions
from lsp_server.server.readings import Readings
from lsp_server.server.refined import Agents
from lsp_server.server.request import Request
from lsp_server.server.reviews import Reviews
from lsp_server.server.status import Status
from lsp_server.server.telling import Telling
from lsp_server.server.undo import Undo
from lsp_server.server.work import Work
from lsp_server.server.writer import Writer
from lsp_server.session import Loaded, Place, Session
from lsp_server.snapshot import Snapshot
from lsp_server.text import Span

log = logging.getLogger(__name__)

T = TypeVar("T")


class Shared:
    """One for each server. All but the work given to `look` happens on the event loop."""

    def __init__(
        self,
        server: Backline,
        actions: Mapping[str, Action],
        rules: Mapping[str, Rule],
        cards: Mapping[str, Card],
        loaded: Mapping[Path, Loaded],
    ) -> None:
        self.server, self.rules, self.cards = server, rules, cards
        self._actions = {it.id: it for it in actions.values()}  # as commands name them
        own = personal(file())
        self.session = Session(rules, own.settings)
        self.loaded = dict(loaded)  # by the first stage, until they are taken in
        self.client = Client()
        self.is_told = False  # of every file that changes on disk, so that nobody needs to look
        self.looking = ThreadPoolExecutor(1, "look")
        self.reading = ThreadPoolExecutor(1, "read")
        self.readings = Readings()
        self.loadings = Readings()
        self.pauses = Pauses()
        self.preparing: set[Path] = set()  # files for whose next question something is done in the next pause
        self.typed_into: dict[Path, bool] = {}  # since the last save; True: a lens says what it said before
        self.listing: set[Path] = set()  # folders whose files are about to be listed anew
        self._tasks: set[asyncio.Task[None]] = set()
        self.proposals = Proposals(lambda path: self.checks.schedule(path), lambda path: self.checks.published(path))
        self.reviews = Reviews(lambda path: self.checks.schedule(path))
        self.explanations = Explanations()
        self.checks = Checks(server, self.session, rules, self.proposals, self.reviews, self.looking)
        self.writer = Writer(server, self.session)
        self.undo = Undo(server, self.session, self.writer)
        self.jobs = Jobs(server)
        self.previews = Previews(server)
        self.customs = Customs(server)
        self.questions = Questions(server)
        self.engine = Engine(os.environ, Path.home(), state_folder(), own.configured)
        self.status = Status(server, self.engine)
        consent = Consent(server, self.engine, self.questions, self.status)
        self.agents = Agents(server, self.session, self.engine, self.questions, consent)
        self.telling = Telling(server, self.previews, self.explanations, self.reviews, self.client)
        self.maker = Maker(self.actions_of, self._cursor_of, self.judge, self.agents)
        arrival = Arrival(server, self.session, self.maker, self.writer, self.undo, self.proposals)
        self.work = Work(server, self.session, self.jobs, self.maker, arrival, self.undo, self.telling, self.readings)
        self.proposal_work = ProposalWork(
            server, self.session, self.jobs, self.maker, arrival, self.writer, self.proposals, self.previews
        )

    def know(self, client: Client) -> None:
        """The client has said what it can do."""
        self.client = self.checks.client = self.writer.client = self.jobs.client = client
        self.questions.client = self.telling.client = client
        self.status.is_wanted = client.has_our_extension

    def actions_of(self, place: Place) -> Mapping[str, Action]:
        """The actions of a folder, by their ids: ours, and those that its people wrote themselves."""
        root = place.snapshot.root
        return {**self._actions, **(self.customs.of(root) if root is not None else {})}

    def cursor(self, place: Place, selection: Span, findings: Iterable[Diagnostic]) -> Cursor:
        """A cursor that knows what actions ask about."""
        root = place.snapshot.root
        return Cursor(
            place.snapshot,
            place.path,
            selection,
            noticed=tuple(
                Noticed(it.code, it.finding.message, it.finding.span, any(fix.safe for fix in it.finding.fixes))
                for it in findings
                if it.finding.span.touches(selection)
            ),
            has_agent=self.agents.may_work(place),
            has_specs=root is not None and ((root / ".specify").is_dir() or (root / "specs").is_dir()),
        )

    def _cursor_of(self, request: Request, place: Place) -> Cursor:
        found = diagnose(place.snapshot.project, place.path, place.settings, self.rules)
        return self.cursor(place, request.selection, found)

    def judge(self, change: Change, snapshot: Snapshot, mends: gates.Mends | None = None) -> Change | Refusal:
        """The gates, with our own rules among them."""

        def findings(after: Snapshot, path: str) -> list[tuple[str, str]]:
            found = diagnose(after.project, path, self.session.settings_of(after.root, path), self.rules)
            return [(it.code, it.finding.message) for it in found if it.severity != "hint"]

        return gates.judge(change, snapshot, check=findings, mends=mends)

    def at(self, uri: str) -> tuple[Path, Place] | None:
        """The file behind a URI as it is now; None when nothing is known of it."""
        path = uris.path_of(uri)
        place = self.session.at(path) if path is not None else None
        return (path, place) if path is not None and place is not None else None

    async def when_read(self, uri: str) -> tuple[Path, Place] | None:
        """The same once the files around it are read: for answers that an editor keeps until somebody types."""
        if (path := uris.path_of(uri)) is not None:
            await self.loadings.done(self.session.root_of(path))
        return self.at(uri)

    async def look(self, work: Callable[[], T]) -> T:
        """Do what only reads, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.looking, work)

    async def study(self, work: Callable[[], T]) -> T:
        """The same for what takes its time: who asks for a hover meanwhile doesn't wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self.reading, work)

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Let work go on beside the messages; asyncio itself would forget a task that nobody holds."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("work beside the messages failed", exc_info=error)
