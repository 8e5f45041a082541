"""What a run has made so far: the draft first, then every edit on top of it, judged as a whole after each answer.

An answer that is refused leaves nothing behind: the next one goes on top of what was there before it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from lsp_server.agent.curtain import Curtain
from lsp_server.agent.losses import loss
from lsp_server.agent.result import Decision
from lsp_server.agent.safety.shown import message
from lsp_server.edits.allowed import Allowed, refuse_writing, runs_unasked
from lsp_server.edits.change import Change, NewFile, Refusal
from lsp_server.edits.dangers import dangers
from lsp_server.edits.envelope import Envelope
from lsp_server.edits.operations import Operation, Texts, carry_out

_NOTES = 5  # sentences for the person; more are not read

Judge = Callable[[Change], Awaitable[Change | Refusal]]


@dataclass
class Workpiece:
    """`texts` are the files as they were when the run began; `judge` are the gates.

    A result is never worse than `draft`: what the draft defines, the result defines.
    """

    texts: Texts
    root: Path | None  # the workspace folder, whose links are looked up; None in memory
    may_write: tuple[str, ...]
    judge: Judge
    curtain: Curtain
    draft: Change | None = None
    record: Callable[[Decision], NewFile] | None = None  # the file of a decision, where one may be written
    change: Change | None = None  # as judged: fitted to the files, and fine
    notes: tuple[str, ...] = ()
    nothing: str | None = None
    decision: Decision | None = None
    dangers: tuple[str, ...] = ()
    applied: int = 0  # edits of the last answer that stay
    _made: Change | None = field(default=None, init=False)

    async def take(self, answer: Envelope, *, by_tools: bool = False) -> tuple[str, ...]:
        """Carry an answer out and judge all there is. What is wrong, for the model; nothing: it is done.

        Of an answer with problems, those edits stay that do well without the others. `by_tools`: the edits may have
        been made before, so that the answer need not have one.
        """
        self.applied, before = 0, self._made
        problems = [*answer.problems]
        is_edited = bool(answer.operations) or (by_tools and self._made is not None)
        if not is_edited and answer.nothing is None and not problems:
            problems = ["The answer has no edit, and does not say that nothing needs to change."]
        problems += self.carry_out(answer.operations)
        self.notes = tuple(map(message, answer.notes[:_NOTES])) or self.notes
        self.nothing = message(answer.nothing) if answer.nothing is not None else None
        if answer.adr is not None:
            self.decision = Decision(answer.adr.title, answer.adr.text)
        refused = await self._judged(message(answer.summary)) if self.applied or not problems else ()
        if refused:
            self.applied, self._made = 0, before
        return tuple(problems) or refused

    def carry_out(self, operations: Iterable[Operation]) -> list[str]:
        """Do what is allowed and possible; why something is not."""
        allowed: list[Operation] = []
        problems: list[str] = []
        for it in operations:
            restored = self._allowed(it)
            if isinstance(restored, Refusal):
                problems.append(restored.reason)
            else:
                allowed.append(restored)
        if not allowed:
            return problems
        before = self._made or self.draft
        outcome = carry_out(allowed, self.texts, before)
        problems += [it.reason for it in outcome.refused if not it.already]
        self.applied += len(allowed) - len(outcome.refused)
        if outcome.change.files:
            told = before or outcome.change
            self._made = replace(outcome.change, summary=told.summary, notes=told.notes)
        return list(dict.fromkeys(problems))

    async def _judged(self, summary: str | None) -> tuple[str, ...]:
        """Whether all that was made passes. What is wrong, for the model."""
        made = self._made
        if made is None:
            return ()
        if summary:
            made = replace(made, summary=summary)
        if self.decision is not None and self.record is not None:
            made = replace(made, files=(*made.files, self.record(self.decision)))
        if self.draft is not None and (lost := loss(self.draft, made)) is not None:
            return (lost,)
        judged = await self.judge(made)
        if isinstance(judged, Refusal):
            return (judged.reason,)
        found = await asyncio.to_thread(_dangers, judged)
        self.change, self.dangers = judged, (*found, *self._run_unasked(judged))
        return ()

    def _run_unasked(self, change: Change) -> Iterator[str]:
        """What is run by tools of what the model wrote."""
        drafted = {it.path: it.after for it in self.draft.files} if self.draft is not None else {}
        for it in change.files:
            if it.after != drafted.get(it.path) and (reason := runs_unasked(it.path)) is not None:
                yield reason

    @property
    def made_paths(self) -> tuple[str, ...]:
        """The files that the draft or an edit has touched."""
        made = self._made or self.draft
        return tuple(it.path for it in made.files) if made is not None else ()

    def text_now(self, path: str) -> str | None:
        """What a file says with all that was made; None: there is none."""
        made = self._made or self.draft
        found = next((it for it in made.files if it.path == path), None) if made is not None else None
        if found is not None:
            return found.after
        document = self.texts(path)
        return document.text if document is not None else None

    def _allowed(self, operation: Operation) -> Operation | Refusal:
        """An edit with the secrets back that it may have; why it is not done."""
        path = operation.path
        if not any(fnmatchcase(path, it) for it in self.may_write):
            allowed = ", ".join(self.may_write) or "no file"
            return Refusal(f"{path} is not among the files of this task; you may write {allowed}.")
        if (reason := refuse_writing(path, self.root, kinds(self.may_write))) is not None:
            return Refusal(reason)
        values: dict[str, Any] = {}
        for name in ("code", "line", "old", "new", "text"):
            said = getattr(operation, name, None)
            if isinstance(said, str):
                back = self.curtain.restore(path, said)
                if isinstance(back, Refusal):
                    return back
                values[name] = back
        restored: Operation = replace(operation, **values)
        return restored


def kinds(may_write: Iterable[str]) -> Allowed:
    """The kinds of files that a model may write. Markdown and SQL anywhere only where an action names them."""
    named = {suffix for it in may_write for suffix in (".md", ".sql") if it.endswith(suffix)}
    return Allowed(Allowed().anywhere | named)


def _dangers(change: Change) -> tuple[str, ...]:
    return tuple(
        f"{it.path}:{found.line + 1}: {found.sentence}"
        for it in change.files
        for found in dangers(it.before or "", it.after)
    )
