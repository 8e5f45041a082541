"""Long work: an action that was chosen becomes an edit that is applied, or one calm sentence.

executeCommand is answered at once; the job runs beside it. The order is always the same: offer and
draft from a snapshot, gates, version guard, `workspace/applyEdit`, verify that the text arrived, say so.
Whatever the client answers, only the text that really arrived counts: Neovim says "applied" of an edit
that it skipped, and Zed always does.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from lsp_server.action import Action, Cursor, Offer
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.inverse import Inverse, inverse
from lsp_server.server import convert
from lsp_server.server.client import Client
from lsp_server.server.progress import Progress, progress
from lsp_server.session import Place, Session
from lsp_server.snapshot import Snapshot
from lsp_server.text import Span

log = logging.getLogger(__name__)

ARRIVES_WITHIN = 2.0  # seconds from the answer to applyEdit to the last didChange (eglot waits 0.5 s for a pause)
CHANGED = "The files changed while “{}” was at work, so nothing was written. Choose it again."

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
    task: "asyncio.Task[None] | None" = None


@dataclass
class Applied:
    """The last thing that was done, and how to take it back."""

    title: str
    root: Path
    inverse: Inverse


@dataclass
class Jobs:
    server: LanguageServer
    session: Session
    actions: Mapping[str, Action]
    judge: Judge
    executor: Executor
    client: Client = field(default_factory=Client)
    confirm: bool = False  # ask before applying, where the client can ask
    running: dict[int, Job] = field(default_factory=dict)
    last: Applied | None = None
    ended: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)  # set whenever a document changed
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    # ----------------------------------------------------------------- what the menu calls

    def start(self, request: Request) -> None:
        """Begin a job and return at once."""
        job = Job(next(self._ids), request.title)
        self.running[job.id] = job
        job.task = asyncio.get_running_loop().create_task(self._run(job, request))

    def cancel(self, job_id: int) -> None:
        """Stop a job; nothing of it is applied. One that is over already is left in peace."""
        job = self.running.get(job_id)
        if job is not None and job.task is not None:
            job.task.cancel()

    def end(self) -> None:
        """Stop all jobs without a word: the editor is about to leave."""
        self.ended = True
        for job_id in list(self.running):
            self.cancel(job_id)

    def start_undo(self) -> None:
        """Take the last applied change back, unless somebody worked on its files since."""
        job = Job(next(self._ids), "Undo")
        self.running[job.id] = job
        job.task = asyncio.get_running_loop().create_task(self._undo(job))

    async def _undo(self, job: Job) -> None:
        try:
            await self._take_back()
        except Exception:
            log.exception("undo failed")
            self.say("The undo failed on an internal error. The log has the details.", warning=True)
        finally:
            del self.running[job.id]

    async def _take_back(self) -> None:
        last = self.last
        if last is None:
            self.say("There is nothing to undo.")
            return
        if any(self.session.text_of(last.root, path) != text for path, text in last.inverse.expects.items()):
            self.say(f"“{last.title}” can't be undone: its files changed since. Use the editor's own undo.")
            return
        self.last = None
        await self._apply_inverse(last)

    def say(self, message: str, *, warning: bool = False) -> None:
        if self.ended:
            return
        kind = lsp.MessageType.Warning if warning else lsp.MessageType.Info
        self.server.window_show_message(lsp.ShowMessageParams(kind, message))

    # ----------------------------------------------------------------- one job

    async def _run(self, job: Job, request: Request) -> None:
        try:
            shown = self.client.progress
            async with progress(self.server, job.title, shown=shown, cancel=lambda: self.cancel(job.id)) as bar:
                await self._work(request, bar)
        except asyncio.CancelledError:
            self.say(f"“{job.title}” was cancelled; nothing was written.")
        except Exception:
            log.exception("job %s failed", job.title)
            self.say(
                f"“{job.title}” failed on an internal error; nothing was written. The log has the details.",
                warning=True,
            )
        finally:
            del self.running[job.id]

    async def _work(self, request: Request, bar: Progress) -> None:
        """Once more from the new text when somebody typed meanwhile; then it is their turn."""
        self.session.refresh(request.path)
        place = self.session.at(request.path)
        if place is None or place.snapshot.root is None:
            self.say(f"“{request.title}” needs the file to lie in an open workspace folder.")
            return
        if place.document.version != request.version:
            self.say(CHANGED.format(request.title))
            return
        for _ in range(2):
            made = await self._make(place, request, bar)
            if isinstance(made, Refusal):
                self.say(made.reason)
                return
            if self._still_true(place, made):
                await self._apply(made, place.snapshot.root, request.title, bar)
                return
            self.session.refresh(request.path)  # What made it untrue may be on disk only.
            again = self.session.at(request.path)
            if again is None or again.document != place.document:
                break  # The very file under the cursor moved: where the cursor is now, only the person knows.
            place = again
        self.say(CHANGED.format(request.title))

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

    def _still_true(self, place: Place, change: Change) -> bool:
        """Whether every file says what the change was made from, in the editor and on disk."""
        root = place.snapshot.root
        assert root is not None
        return all(self.session.text_of(root, it.path) == it.before for it in change.files)

    async def _apply(self, change: Change, root: Path, title: str, bar: Progress) -> None:
        bar.say("applying")
        folders: list[Path] = []
        for it in change.files:
            made = _make_room(root / it.path) if isinstance(it, NewFile) else []
            if made is None:
                _take_away(folders)
                self.say(
                    f"“{title}” can't create {it.path}: the folder is not writable. Nothing was written.", warning=True
                )
                return
            folders = [*made, *folders]
        current = tuple(self._in_current_version(it, root) for it in change.files)
        edit = convert.workspace_edit(
            Change(current, change.summary), root, self.client, confirm=title if self.confirm else None
        )
        answer = await self.server.workspace_apply_edit_async(lsp.ApplyWorkspaceEditParams(edit=edit, label=title))
        wanted = {it.path: it.after for it in change.files}
        arrived = await self._arrived(root, wanted)
        if arrived:
            self.last = Applied(title, root, inverse(change))
            self.say(_report(change))
        elif not answer.applied:
            _take_away(folders)
            reason = f" ({answer.failure_reason})" if answer.failure_reason else ""
            self.say(f"The editor did not apply “{title}”{reason}.")
        else:
            self.say(
                f"The editor accepted “{title}”, but its text has not arrived. Look at the files before you go on.",
                warning=True,
            )

    def _in_current_version(self, it: EditFile | NewFile, root: Path) -> EditFile | NewFile:
        """The same edit with the version that the editor has now: an equal text may have a newer one."""
        opened = self.session.opened.get(root / it.path)
        if isinstance(it, NewFile):
            return it
        return EditFile(opened, it.edits) if opened is not None else it

    async def _arrived(self, root: Path, wanted: Mapping[str, str]) -> bool:
        """Wait until every file says what it should; documents that the client keeps closed are read from disk."""

        def there() -> bool:
            now = ((self.session.text_of(root, path), text) for path, text in wanted.items())
            # Editors that end every file with a line ending do so here, too.
            return all(found in (text, f"{text}\n", f"{text}\r\n") for found, text in now)

        async def all_there() -> None:
            while not there():
                self.moved.clear()
                await self.moved.wait()

        try:
            await asyncio.wait_for(all_there(), ARRIVES_WITHIN)
        except TimeoutError:
            return there()
        return True

    async def _apply_inverse(self, last: Applied) -> None:
        change = Change(tuple(self._current(it, last.root) for it in last.inverse.edits), "")
        edit = convert.workspace_edit(change, last.root, self.client)
        kept = [it.path for it in last.inverse.created if not self.client.delete]
        if self.client.delete and edit.document_changes is not None:
            gone = [lsp.DeleteFile(uri=convert.uri_of(last.root / it.path)) for it in last.inverse.created]
            edit.document_changes = [*edit.document_changes, *gone]
        answer = await self.server.workspace_apply_edit_async(
            lsp.ApplyWorkspaceEditParams(edit=edit, label=f"Undo: {last.title}")
        )
        if not answer.applied:
            self.say(f"The editor did not undo “{last.title}”.", warning=True)
        elif kept:
            self.say(f"“{last.title}” was undone. Remove by hand: {', '.join(kept)}.")
        else:
            self.say(f"“{last.title}” was undone. Save all files to keep it so.")

    def _current(self, it: EditFile, root: Path) -> EditFile:
        opened = self.session.opened.get(root / it.path)
        return EditFile(opened, it.edits) if opened is not None else it


def _make_room(path: Path) -> list[Path] | None:
    """Make the folders above a new file, which Sublime does not. The ones made, innermost first.

    None when a file may not be made there.
    """
    missing = [it for it in path.parents if not it.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return missing if os.access(path.parent, os.W_OK) else None


def _take_away(folders: Iterable[Path]) -> None:
    """Remove folders that nothing came into after all."""
    for it in folders:
        with contextlib.suppress(OSError):  # Something did, or somebody else was quicker.
            it.rmdir()


def _report(change: Change) -> str:
    paths = [it.path for it in change.files]
    files = " and ".join(paths) if len(paths) < 3 else f"{paths[0]}, {paths[1]} and {len(paths) - 2} more"
    return " ".join([*map(_sentence, (change.summary, *change.notes)), f"Not saved yet: {files}."])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
