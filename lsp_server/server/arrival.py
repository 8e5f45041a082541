"""How a change that was made reaches the files: for the texts of now, at once or by way of the person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.paths import refuse_path
from lsp_server.edits.rebase import rebase
from lsp_server.server.anchor import moved
from lsp_server.server.backline import Backline
from lsp_server.server.jobs import Job
from lsp_server.server.maker import Maker
from lsp_server.server.proposals import Proposal, Proposals
from lsp_server.server.refined import Refined
from lsp_server.server.request import Request
from lsp_server.server.review import way
from lsp_server.server.undo import Undo
from lsp_server.server.writer import Writer
from lsp_server.session import Place, Session
from lsp_server.text import Document, Span


@dataclass
class Arrival:
    server: Backline
    session: Session
    maker: Maker
    writer: Writer
    undo: Undo
    proposals: Proposals

    async def for_now(self, made: Refined, place: Place, job: Job) -> Change | Refusal:
        """The change for the texts of now; an agent's work is not thrown away because somebody typed elsewhere."""
        root = place.snapshot.root
        assert root is not None, "a change is made for a folder"
        if self.writer.still_true(made.change, root):
            return made.change
        if not made.by_agent:
            return Refusal("The files changed.")
        self.session.refresh(root / place.path)
        now = self.session.at(root / place.path)
        if now is None:
            return Refusal(f"{place.path} is no longer there.")

        def text_of(path: str) -> Document | None:
            opened, text = self.session.opened.get(root / path), self.session.text_of(root, path)
            return opened or (Document(path, text) if text is not None else None)

        current = rebase(made.change, text_of)
        return current if isinstance(current, Refusal) else await self.maker.check(current, now.snapshot, job.say)

    async def hand_over(self, made: Refined, place: Place, request: Request, job: Job) -> None:
        """Apply it, or let it wait for the person."""
        root = place.snapshot.root
        assert root is not None, "a change is made for a folder"
        if made.by_agent and (reason := _refused_by_now(made.change, root)) is not None:
            self.server.say(f"“{request.title}” was not applied: {reason}", warning=True)
            return
        how = way(made.change, place.path, place.settings, self.writer.client, look=bool(made.dangers))
        if how == "as a proposal":
            sentence = self._propose(made, place, request, root)
            await self.proposals.shown(request.path)  # or the person looks for it where it is not seen yet
            self.server.say(sentence)
        else:
            title = f"{request.title} ({'; '.join(made.dangers)})" if made.dangers else request.title
            keep = partial(self._propose, made, place, request, root)
            await self.write(made.change, root, title, request.path, job, ask=how == "in the editor", keep=keep)

    async def write(
        self,
        change: Change,
        root: Path,
        title: str,
        chosen: Path,
        job: Job,
        *,
        ask: bool = False,
        keep: Callable[[], str] | None = None,
    ) -> bool:
        """Hand a change to the editor; whether any of it arrived.

        `chosen` is the file where it was chosen; `keep`: see `Writer.write`.
        """
        job.say("applying")
        job.handed_over = True
        arrived = await self.writer.write(change, root, title, ask=ask, keep=keep)
        if arrived is not None:
            self.undo.remember(arrived, root, title, chosen)
        return arrived is not None

    def _propose(self, made: Refined, place: Place, request: Request, root: Path) -> str:
        """Let a change wait for the person, and say so."""
        now = self.session.at(request.path)
        base = now.document if made.by_agent and now is not None else place.document
        here = moved(request.selection, place.document, base) or Span(0, 0)
        asked = replace(request, selection=here, mark=base.mark)
        it = self.proposals.put(asked, base, root, made.change, by_agent=made.by_agent)
        return _waits(it, made.dangers)


def _waits(it: Proposal, dangers: tuple[str, ...]) -> str:
    line = it.base.line_of(it.request.selection.start) + 1
    look = f" Look at this first: {' '.join(dangers)}" if dangers else ""
    where = f"the code actions of line {line}"
    return f"“{it.title}” waits for you ({it.size}): apply, preview or discard it with {where}.{look}"


def _refused_by_now(change: Change, root: Path) -> str | None:
    """Why files may not be written after all: a link may have come since they were judged (D22)."""
    return next((reason for it in change.files if (reason := refuse_path(it.path, root)) is not None), None)
