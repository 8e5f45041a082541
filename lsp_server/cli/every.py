"""Every place below some paths where an action is offered, one after the other, each on the result of those before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lsp_server.action import Action, Offer
from lsp_server.cli.workspace import Workspace, cursor_at
from lsp_server.edits.change import Change, Refusal
from lsp_server.text import Document, Span


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is found again after the file has changed: a definition, and perhaps what a rule says in it."""

    path: str
    name: str  # qualified; "" is the module
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one place; `line` is 1-based, as the file was then. The outcome is a change, a text, or why not."""

    spot: Spot
    line: int
    title: str
    outcome: Change | str | Refusal

    @property
    def place(self) -> str:
        return f"{self.spot.path}:{self.line}"


Make = Callable[[Workspace, Offer, Spot], Change | str | Refusal]


def spots(workspace: Workspace, action: Action, paths: tuple[Path, ...], *, has_agent: bool) -> tuple[Spot, ...]:
    """The places at which the action is offered, each target once, file by file from top to bottom."""
    found: dict[tuple[str, str, str], Spot] = {}
    for path in sorted(workspace.snapshot.project.files):
        if not path.endswith(".py") or not any(workspace.is_below(path, it) for it in paths or (workspace.root,)):
            continue
        for spot in _spots(workspace, path):
            offer = offered(workspace, action, spot, has_agent=has_agent)
            # Where a rule says something is a place of its own only if the action is about what the rule says.
            if isinstance(offer, Offer) and not (spot.code and (path, offer.target, "") in found):
                found.setdefault((path, offer.target, spot.name if spot.code else ""), spot)
    return tuple(found.values())


def offered(workspace: Workspace, action: Action, spot: Spot, *, has_agent: bool) -> Offer | Refusal:
    """The action at a place, as the workspace is now."""
    span = _span(workspace, spot)
    if span is None:
        return Refusal(f"{spot.name or spot.path} is not there any more.")
    return action.offer(replace(cursor_at(workspace, spot.path, span), has_agent=has_agent))


def steps(
    workspace: Workspace, action: Action, places: tuple[Spot, ...], make: Make, *, has_agent: bool
) -> Iterator[tuple[Step, Workspace]]:
    """Each place in turn, and the workspace after it. `make` turns an offer into a change, and may write it."""
    for spot in places:
        line = line_of(workspace, spot)
        offer = offered(workspace, action, spot, has_agent=has_agent)
        outcome = make(workspace, offer, spot) if isinstance(offer, Offer) else offer
        if isinstance(outcome, Change):
            workspace = after(workspace, outcome)
        yield Step(spot, line, offer.title if isinstance(offer, Offer) else action.id, outcome), workspace


def after(workspace: Workspace, change: Change) -> Workspace:
    """The workspace with a change made."""
    snapshot = workspace.snapshot
    for it in change.files:
        snapshot = snapshot.with_document(Document(it.path, it.after))
    return replace(workspace, snapshot=snapshot)


def line_of(workspace: Workspace, spot: Spot) -> int:
    """Where a place is now, 1-based; the first line where it is gone."""
    span = _span(workspace, spot)
    return workspace.document(spot.path).line_of(span.start) + 1 if span is not None else 1


def _spots(workspace: Workspace, path: str) -> Iterator[Spot]:
    facts = workspace.snapshot.project.files[path]
    for name in facts.definitions:
        yield Spot(path, name)
    for it in workspace.diagnose(path):
        around = facts.enclosing(it.finding.span)
        yield Spot(path, around[0][0] if around else "", it.code)


def _span(workspace: Workspace, spot: Spot) -> Span | None:
    facts = workspace.snapshot.project.files.get(spot.path)
    node = facts.definitions.get(spot.name) if facts is not None else None
    if facts is None or (spot.name and node is None):
        return None
    if spot.code is None:
        return Span(node.name_span.start, node.name_span.start) if node is not None else Span(0, 0)
    found = (it.finding.span for it in workspace.diagnose(spot.path) if it.code == spot.code)
    return next((it for it in found if node is None or node.span.contains(it)), None)
