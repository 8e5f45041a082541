"""What the handlers share: the session, and who works on it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from lsp_server.action import Action
from lsp_server.card import Card
from lsp_server.diagnose import diagnose
from lsp_server.edits import gates
from lsp_server.edits.change import Change, Refusal
from lsp_server.rule import Rule
from lsp_server.server import convert
from lsp_server.server.backline import Backline
from lsp_server.server.checks import Checks
from lsp_server.server.client import Client
from lsp_server.server.jobs import Jobs
from lsp_server.server.maker import Maker
from lsp_server.server.preview import Previews
from lsp_server.server.proposals import Proposals
from lsp_server.server.undo import Undo
from lsp_server.server.work import Work
from lsp_server.server.writer import Writer
from lsp_server.session import Place, Session
from lsp_server.snapshot import Snapshot

log = logging.getLogger(__name__)

T = TypeVar("T")


class Shared:
    """One for each server. All but the work given to `look` happens on the event loop."""

    def __init__(
        self, server: Backline, actions: Mapping[str, Action], rules: Mapping[str, Rule], cards: Mapping[str, Card]
    ) -> None:
        self.server, self.rules, self.cards = server, rules, cards
        self.actions = {it.id: it for it in actions.values()}  # as commands name them
        self.session = Session(rules)
        self.client = Client()
        self.looking = ThreadPoolExecutor(1, "look")
        self.reading = ThreadPoolExecutor(1, "read")
        self.listing: set[Path] = set()  # folders whose files are about to be listed anew
        self._tasks: set[asyncio.Task[None]] = set()
        self.proposals = Proposals(lambda path: self.checks.schedule(path))
        self.checks = Checks(server, self.session, rules, self.proposals, self.looking)
        self.writer = Writer(server, self.session)
        self.undo = Undo(server, self.session, self.writer)
        self.jobs = Jobs(server)
        self.previews = Previews(server)
        maker = Maker(self.actions, self.judge)
        self.work = Work(server, self.session, self.jobs, maker, self.writer, self.undo, self.proposals, self.previews)

    def know(self, client: Client) -> None:
        """The client has said what it can do."""
        self.client = self.checks.client = self.writer.client = self.jobs.client = client

    def judge(self, change: Change, snapshot: Snapshot) -> Change | Refusal:
        """The gates, with our own rules among them."""

        def findings(after: Snapshot, path: str) -> list[tuple[str, str]]:
            found = diagnose(after.project, path, self.session.settings_of(after.root), self.rules)
            return [(it.code, it.finding.message) for it in found if it.severity != "hint"]

        return gates.judge(change, snapshot, check=findings)

    def at(self, uri: str) -> tuple[Path, Place] | None:
        """The file behind a URI as it is now; None when nothing is known of it."""
        path = convert.path_of(uri)
        place = self.session.at(path) if path is not None else None
        return (path, place) if path is not None and place is not None else None

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
