"""Long work: an action that was chosen becomes an edit that is applied, or one calm sentence.

executeCommand is answered at once; the job runs beside it. The order is always the same: offer and
draft from a snapshot, gates, version guard, then the writer, which applies, verifies and says so.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from lsp_server.action import Action, Cursor, Offer
from lsp_server.edits.change import Change, Refusal
from lsp_server.server.backline import Backline
from lsp_server.server.client import Client
from lsp_server.server.progress import Progress, progress
from lsp_server.server.undo import Undo
from lsp_server.server.writer import Writer
from lsp_server.session import Place, Session
from lsp_server.snapshot import Snapshot
from lsp_server.text import Span

log = logging.getLogger(__name__)

CHANGED = "The files changed while “{}” was at work, so nothing was written. Choose it again."

Work = Callable[["Job", Progress], Awaitable[None]]
Judge = Callable[[Change, Snapshot], Change | Refusal]


@dataclass(frozen=True, slots=True)
class Request:
    """What the person chose, where, and in which version of the text."""

    action: str
    title: str
    path: Path
    selection: Span
    version: int | None


@dataclass
class Job:
    id: int
    title: str
    handed_over: bool = False  # the editor has the edit: what becomes of it is no longer ours
    task: "asyncio.Task[None] | None" = None


@dataclass
class Jobs:
    server: Backline
    session: Session
    actions: Mapping[str, Action]
    judge: Judge
    writer: Writer
    undo: Undo
    client: Client = field(default_factory=Client)
    executor: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "work"))
    running: dict[int, Job] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    # ----------------------------------------------------------------- what the menu calls

    def start(self, request: Request) -> None:
        """Begin a job and return at once."""
        self._begin(request.title, lambda job, bar: self._work(request, job, bar))

    def start_undo(self) -> None:
        """Take the last applied change back, unless somebody worked on its files since."""
        self._begin("Undo", self._take_back)

    def cancel(self, job_id: int) -> None:
        """Stop a job; nothing of it is applied. One that is over already is left in peace."""
        job = self.running.get(job_id)
        if job is not None and job.task is not None:
            job.task.cancel()

    def end(self) -> None:
        """Stop all jobs: the editor is about to leave."""
        for job_id in list(self.running):
            self.cancel(job_id)

    # ----------------------------------------------------------------- one job

    def _begin(self, title: str, work: Work) -> None:
        job = Job(next(self._ids), title)
        self.running[job.id] = job
        job.task = asyncio.get_running_loop().create_task(self._run(job, work))

    async def _run(self, job: Job, work: Work) -> None:
        try:
            shown = self.client.progress
            async with progress(self.server, job.title, shown=shown, cancel=lambda: self.cancel(job.id)) as bar:
                await work(job, bar)
        except asyncio.CancelledError:
            self.server.say(f"“{job.title}” was cancelled{_ending(job)}")
        except Exception:
            log.exception("job %s failed", job.title)
            sentence = f"“{job.title}” failed on an internal error{_ending(job)} The log has the details."
            self.server.say(sentence, warning=True)
        finally:
            del self.running[job.id]

    async def _take_back(self, job: Job, _: Progress) -> None:
        job.handed_over = True
        await self.undo.take_back()

    async def _work(self, request: Request, job: Job, bar: Progress) -> None:
        """Once more from the new text when somebody typed meanwhile; then it is their turn."""
        self.session.refresh(request.path)
        place = self.session.at(request.path)
        if place is None or place.snapshot.root is None:
            self.server.say(f"“{request.title}” needs the file to lie in an open workspace folder.")
            return
        if place.document.version != request.version:
            self.server.say(CHANGED.format(request.title))
            return
        for _ in range(2):
            made = await self._make(place, request, bar)
            if isinstance(made, Refusal):
                self.server.say(made.reason)
                return
            if self.writer.still_true(made, place.snapshot.root):
                bar.say("applying")
                job.handed_over = True
                if await self.writer.write(made, place.snapshot.root, request.title):
                    self.undo.remember(made, place.snapshot.root, request.title)
                return
            self.session.refresh(request.path)  # What made it untrue may be on disk only.
            again = self.session.at(request.path)
            if again is None or again.document != place.document:
                break  # The very file under the cursor moved: where the cursor is now, only the person knows.
            place = again
        self.server.say(CHANGED.format(request.title))

    async def _make(self, place: Place, request: Request, bar: Progress) -> Change | Refusal:
        bar.say("reading the project")
        loop = asyncio.get_running_loop()
        cursor = Cursor(place.snapshot, place.path, request.selection)
        action = self.actions[request.action]
        offer = await loop.run_in_executor(self.executor, action.offer, cursor)
        if not isinstance(offer, Offer):
            return offer
        bar.say("writing")
        draft = await loop.run_in_executor(self.executor, action.draft, offer)
        if isinstance(draft, Refusal):
            return draft
        bar.say("checking")
        return await loop.run_in_executor(self.executor, self.judge, draft, place.snapshot)


def _ending(job: Job) -> str:
    if job.handed_over:
        return ", but the editor has its edit already. Look at the files before you go on."
    return "; nothing was written."
