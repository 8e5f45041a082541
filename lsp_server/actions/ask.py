"""Do what a comment asks for: `# backline: return 409 when the name is taken`.

Offered on such a comment, in the function or class below or around it, and on a selection that holds one. The agent
may read the project's files and edit them; the comment goes when what it asks for is done.
"""

import re
from dataclasses import dataclass

from lsp_server.action import NO_AGENT, Action, Cursor, Offer
from lsp_server.agent.brief import Brief, Piece
from lsp_server.edits.change import Change, Refusal
from lsp_server.facts import syntax
from lsp_server.near.selected import around_selected, names_of, selected
from lsp_server.text import Span

_ASKS = re.compile(r"^[ \t]*#[ \t]*backline:[ \t]*(?!noqa\b)(?P<what>\S.*)$", re.IGNORECASE)
_GOES_ON = re.compile(r"^[ \t]*#[ \t]*(?P<what>\S.*)$")


def offer(cursor: Cursor) -> Offer | Refusal:
    found = _instruction(cursor)
    if found is None:
        return Refusal("No comment here begins with `# backline:`.")
    if not cursor.has_agent:
        return NO_AGENT
    what = found.what
    return Offer(f"Do: {what if len(what) <= 60 else f'{what[:57].rstrip()}…'}", cursor, what)


def brief(offer: Offer, draft: Change | None) -> Brief | Refusal:  # noqa: ARG001 - the contract's signature
    cursor = offer.cursor
    found = _instruction(cursor)
    if found is None:
        return Refusal("The comment that asked for it is gone.")
    here = selected(cursor.project, cursor.path, found.below)
    return Brief(
        prompt="ask",
        action="ask",
        title=offer.title,
        target=here.name,
        selected=Piece(cursor.document, "holds the comment", here.piece.span and _with(here.piece.span, found.span)),
        pieces=around_selected(cursor.project, here),
        may_write=("*.py",),
        names=names_of(cursor.project, here),
        instruction=found.what,
        tools=True,
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a comment asks for, its lines, and the place below it that it speaks of."""

    what: str
    span: Span
    below: Span


def _instruction(cursor: Cursor) -> _Wish | None:
    """What a comment at the cursor asks for."""
    document = cursor.document
    for line in _lines(cursor):
        text = document.slice(document.line_span(line)).rstrip("\r\n")
        if (found := _ASKS.match(text)) is None:
            continue
        said, last = [found["what"].strip()], line
        while last + 1 < document.line_count:
            more = _GOES_ON.match(document.slice(document.line_span(last + 1)).rstrip("\r\n"))
            if more is None or _ASKS.match(more.group()):
                break
            said.append(more["what"].strip())
            last += 1
        below = document.line_span(min(last + 1, document.line_count - 1))
        data = document.data[below.start : below.end]
        start = below.start + len(data) - len(data.lstrip())
        own = Span(document.line_span(line).start, document.line_span(last).end)
        return _Wish(" ".join(said), own, Span(start, start))
    return None


def _lines(cursor: Cursor) -> range:
    """The lines to look at: those selected, those of the definition around, and the comments right above it."""
    document, selection = cursor.document, cursor.selection
    first, last = document.line_of(selection.start), document.line_of(selection.end)
    around = next((it for _, it in cursor.facts.enclosing(selection) if isinstance(it, syntax.FunctionDef)), None)
    if around is not None:
        first, last = document.line_of(around.span.start), document.line_of(around.span.end)
    while first > 0 and document.slice(document.line_span(first - 1)).lstrip(" \t").startswith("#"):
        first -= 1
    return range(first, last + 1)


def _with(span: Span, place: Span) -> Span:
    return Span(min(span.start, place.start), max(span.end, place.end))


ACTION = Action("ask", "refactor.rewrite.ask", offer, brief=brief)
