"""Changes that wait for the person: shown where they were asked for, applied, looked at or discarded from there.

A proposal is made from texts. While these are as they were it can be applied; when one has changed, it can
only be made anew (proposal_work.py does that), at the place where its line is by then.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.edits.change import Change
from lsp_server.server import convert
from lsp_server.server.anchor import moved
from lsp_server.server.client import Client
from lsp_server.server.request import Request
from lsp_server.text import Document, Span


@dataclass(frozen=True, slots=True)
class Proposal:
    """`request` says how to make it anew; its selection counts in `base`, the text that it was chosen in.

    `seen` is what the person was told of or shown: only a change that does the same is applied on their word.
    """

    id: int
    request: Request
    base: Document
    root: Path
    change: Change
    seen: Change
    by_agent: bool = False  # a model made it: it can be moved to newer texts, but is not made anew

    @property
    def title(self) -> str:
        return self.request.title

    @property
    def size(self) -> str:
        files = len(self.change.files)
        return "1 file" if files == 1 else f"{files} files"

    def request_in(self, now: Document) -> Request | None:
        """The same request where its line is now. None when that line has changed."""
        selection = moved(self.request.selection, self.base, now)
        return replace(self.request, selection=selection, mark=now.mark) if selection is not None else None

    def span_in(self, now: Document) -> Span | None:
        """What to underline: the line at which it was chosen, without the blanks around it."""
        request = self.request_in(now)
        if request is None:
            return None
        line = now.line_span(now.line_of(request.selection.start))
        data = now.data[line.start : line.end]
        start = line.start + len(data) - len(data.lstrip())
        return Span(start, max(start, line.start + len(data.rstrip())))


@dataclass
class Proposals:
    show: Callable[[Path], None]  # publish the diagnostics of a file soon
    shown: Callable[[Path], Awaitable[None]]  # wait until they are
    waiting: dict[int, Proposal] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def put(self, request: Request, base: Document, root: Path, change: Change, *, by_agent: bool = False) -> Proposal:
        """Let a change wait. An older proposal of the same action at the same line gives way."""
        new = Proposal(next(self._ids), request, base, root, change, change, by_agent)
        span = new.span_in(base)
        for old in list(self.of(request.path)):
            if old.request.action == request.action and old.span_in(base) == span:
                self.drop(old.id)
        self.waiting[new.id] = new
        self.show(request.path)
        return new

    def renew(self, proposal: Proposal, request: Request, base: Document, change: Change) -> Proposal:
        """The same proposal made anew."""
        new = replace(proposal, request=request, base=base, change=change)
        if proposal.id in self.waiting:
            self.waiting[proposal.id] = new
            self.show(request.path)
        return new

    def see(self, proposal: Proposal) -> None:
        """The person is shown what it would do by now."""
        if proposal.id in self.waiting:
            self.waiting[proposal.id] = replace(proposal, seen=proposal.change)

    def drop(self, proposal_id: int) -> Proposal | None:
        """Forget a proposal; None when nobody knows it."""
        found = self.waiting.pop(proposal_id, None)
        if found is not None:
            self.show(found.request.path)
        return found

    def drop_folder(self, root: Path) -> None:
        for it in [it.id for it in self.waiting.values() if it.root == root]:
            self.drop(it)

    def of(self, path: Path) -> Iterator[Proposal]:
        """The proposals that were asked for in a file."""
        return (it for it in self.waiting.values() if it.request.path == path)

    def diagnostics(self, path: Path, now: Document, client: Client) -> list[lsp.Diagnostic]:
        """How a file shows what waits in it."""
        return [shown for it in self.of(path) if (shown := diagnostic(it, now, client)) is not None]


def diagnostic(it: Proposal, now: Document, client: Client) -> lsp.Diagnostic | None:
    """A proposal as a finding in the text `now`; None when its line is gone."""
    span = it.span_in(now)
    if span is None:
        return None
    return lsp.Diagnostic(
        range=convert.range_of(now, span, client.encoding),
        message=f"Backline proposes: {it.title}, {it.size}",
        severity=lsp.DiagnosticSeverity.Information,
        code="proposal",
        source="backline",
    )
