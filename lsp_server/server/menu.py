"""The code action menu: quick fixes with their edits, actions as commands, cancel and undo."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.action import Action, Cursor, Offer
from lsp_server.diagnose import Diagnostic
from lsp_server.edits.change import Change
from lsp_server.server import convert
from lsp_server.server.client import Client
from lsp_server.server.jobs import Job
from lsp_server.server.proposals import Proposal, diagnostic
from lsp_server.server.questions import Waiting
from lsp_server.server.undo import Applied
from lsp_server.session import Place
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Span

APPLY, CANCEL, UNDO = "backline.apply", "backline.cancel", "backline.undo"
ANSWER, DECIDE = "backline.answer", "backline.decide"
APPLY_PROPOSAL, PREVIEW_PROPOSAL = "backline.applyProposal", "backline.previewProposal"
DISCARD_PROPOSAL = "backline.discardProposal"
KINDS = ("quickfix", "refactor.rewrite")


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether the client asked for this kind: the kind itself, or one that it is a part of."""
    return not only or any(kind == it or it == "" or kind.startswith(f"{it}.") for it in only)


def quick_fixes(place: Place, selection: Span, found: Iterable[Diagnostic], client: Client) -> Iterator[lsp.CodeAction]:
    """Fixes of what lies under the selection. Found again by place and code: Helix and eglot return no `data`."""
    assert place.snapshot.root is not None
    for it in found:
        if not it.finding.span.touches(selection):
            continue
        for fix in it.finding.fixes:
            yield lsp.CodeAction(
                title=fix.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[convert.diagnostic(it, place.snapshot, client)],
                edit=convert.workspace_edit(_now(fix.change, place.snapshot), place.snapshot.root, client),
                is_preferred=fix.safe or None,
            )


def _now(change: Change, snapshot: Snapshot) -> Change:
    """The fix of a finding that may have been made when the editor had not opened the file yet."""
    return convert.in_versions_of(change, lambda path: it.document if (it := snapshot.files.get(path)) else None)


def offers(cursor: Cursor, actions: Mapping[str, Action]) -> tuple[tuple[Action, Offer], ...]:
    """What can be done at the cursor, in menu order."""
    made = ((it, it.offer(cursor)) for it in actions.values())
    return tuple((action, it) for action, it in made if isinstance(it, Offer))


def as_command(
    action: Action, offer: Offer, uri: str, range_: lsp.Range, by: str | None, client: Client
) -> lsp.CodeAction:
    """An action that carries only a command, with one JSON object: no client freezes on it, none drops it.

    `by` names the model that works on it, and about what it costs; None: the offline engine alone. The text that it
    was offered for goes with it as a mark. It may have no version yet: Helix asks for the menu of a file before it
    says that it has opened it.
    """
    title = f"{offer.title} ({by})" if by is not None else offer.title
    argument = {
        "action": action.id,
        "title": offer.title,
        "uri": uri,
        "range": {
            "start": {"line": range_.start.line, "character": range_.start.character},
            "end": {"line": range_.end.line, "character": range_.end.character},
        },
        "text": offer.cursor.document.mark,
    }
    command = lsp.Command(title=title, command=APPLY, arguments=[argument])
    tags = [lsp.CodeActionTag.LlmGenerated] if by is not None and client.marks_generated else None
    return lsp.CodeAction(title=title, kind=action.kind, command=command, tags=tags)


def proposed(waiting: Iterable[Proposal], now: Document, selection: Span, client: Client) -> Iterator[lsp.CodeAction]:
    """What can be done about the proposals whose line is under the selection."""
    for it in waiting:
        span, shown = it.span_in(now), diagnostic(it, now, client)
        if span is None or shown is None or not span.touches(selection):
            continue
        for word, id_ in (("Apply", APPLY_PROPOSAL), ("Preview", PREVIEW_PROPOSAL), ("Discard", DISCARD_PROPOSAL)):
            title = f"{word}: {it.title} ({it.size})"
            command = lsp.Command(title=title, command=id_, arguments=[{"proposal": it.id}])
            yield lsp.CodeAction(title=title, kind=lsp.CodeActionKind.QuickFix, diagnostics=[shown], command=command)


def running(jobs: Iterable[Job]) -> Iterator[lsp.CodeAction]:
    """A way to cancel in every client; most show no button."""
    for it in jobs:
        title = f"Cancel: {it.title}"
        command = lsp.Command(title=title, command=CANCEL, arguments=[{"job": it.id}])
        yield lsp.CodeAction(title=title, kind="refactor.rewrite.backline.cancel", command=command)


def undo(done: Iterable[Applied]) -> Iterator[lsp.CodeAction]:
    """Ways to take back what was done."""
    for it in done:
        title = f"Undo: {it.title}"
        command = lsp.Command(title=title, command=UNDO, arguments=[{"change": it.number}])
        yield lsp.CodeAction(title=title, kind="refactor.rewrite.backline.undo", command=command)


def answers(waiting: Iterable[Waiting]) -> Iterator[lsp.CodeAction]:
    """The choices of questions that wait, for clients that show no message with buttons."""
    for it in waiting:
        for number, choice in enumerate(it.inquiry.choices):
            title = f"Answer: {choice}"
            command = lsp.Command(title=title, command=ANSWER, arguments=[{"question": it.id, "choice": number}])
            yield lsp.CodeAction(title=title, kind="quickfix", command=command)


def allow(root: Path, host: str) -> lsp.CodeAction:
    """A way to let an agent work in a folder, where that was never decided."""
    title = f"Let Backline send code of {root.name} to {host}…"
    command = lsp.Command(title=title, command=DECIDE, arguments=[{"root": str(root)}])
    return lsp.CodeAction(title=title, kind="refactor.rewrite.backline.allow", command=command)
