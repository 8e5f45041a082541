"""Long work beside the messages: begun at once, shown, cancelled, and never without a last sentence."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

from lsp_server.server.backline import Backline
from lsp_server.server.client import Client
from lsp_server.server.progress import progress

log = logging.getLogger(__name__)


@dataclass
class Job:
    id: int
    title: str
    say: Callable[[str], None] = lambda _: None  # how far it is
    handed_over: bool = False  # the editor has the edit: what becomes of it is no longer ours
    task: "asyncio.Task[None] | None" = None


@dataclass
class Jobs:
    server: Backline
    client: Client = field(default_factory=Client)
    running: dict[int, Job] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def begin(self, title: str, work: Callable[[Job], Awaitable[None]]) -> None:
        """Begin a job and return at once."""
        job = Job(next(self._ids), title)
        self.running[job.id] = job
        job.task = asyncio.get_running_loop().create_task(self._run(job, work))

    def cancel(self, job_id: int) -> None:
        """Stop a job; nothing of it is applied. One that is over already is left in peace."""
        job = self.running.get(job_id)
        if job is not None and job.task is not None:
            job.task.cancel()

    def end(self) -> None:
        """Stop all jobs: the editor is about to leave."""
        for job_id in list(self.running):
            self.cancel(job_id)

    async def _run(self, job: Job, work: Callable[[Job], Awaitable[None]]) -> None:
        try:
            shown = self.client.progress
            with self.server.last_words():
                async with progress(self.server, job.title, shown=shown, cancel=lambda: self.cancel(job.id)) as bar:
                    job.say = bar.say
                    await work(job)
        except asyncio.CancelledError:
            self.server.say(f"“{job.title}” was cancelled{_ending(job)}")
        except Exception:
            log.exception("job %s failed", job.title)
            sentence = f"“{job.title}” failed on an internal error{_ending(job)} The log has the details."
            self.server.say(sentence, warning=True)
        finally:
            del self.running[job.id]


def _ending(job: Job) -> str:
    if job.handed_over:
        return ", but the editor has its edit already. Look at the files before you go on."
    return "; nothing was written."
