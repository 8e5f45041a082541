"""Mend a finding that has no safe fix of its own.

Offered on the code that a rule reports. Changes the file at hand; the finding must be gone
afterwards, and no other may have come.
"""

from lsp_server.action import NO_AGENT, Action, Cursor, Noticed, Offer
from lsp_server.agent.brief import Brief
from lsp_server.edits.change import Change, Refusal
from lsp_server.near.selected import around_selected, names_of, selected


def offer(cursor: Cursor) -> Offer | Refusal:
    finding = _finding(cursor)
    if finding is None:
        return Refusal("No rule reports anything here that it can't fix itself.")
    if not cursor.has_agent:
        return NO_AGENT
    return Offer(f"Mend {finding.code}: {_short(finding.message)}", cursor, finding.code)


def brief(offer: Offer, draft: Change | None) -> Brief | Refusal:  # noqa: ARG001 - the contract's signature
    cursor = offer.cursor
    finding = _finding(cursor)
    if finding is None:
        return Refusal(f"{offer.target} is not reported here any more.")
    here = selected(cursor.project, cursor.path, finding.span)
    line = cursor.document.line_of(finding.span.start) + 1
    return Brief(
        prompt="fix_finding",
        action="fix-finding",
        title=offer.title,
        target=finding.code,
        selected=here.piece,
        pieces=around_selected(cursor.project, here),
        may_write=(cursor.path,),
        findings=(f"{cursor.path}:{line} {finding.code} {finding.message}",),
        mends=finding.code,
        names=names_of(cursor.project, here),
        skills=("fastapi-sqlmodel", "async-python", "error-handling", "type-safety"),
    )


def _finding(cursor: Cursor) -> Noticed | None:
    return next((it for it in cursor.noticed if not it.mended and it.span.touches(cursor.selection)), None)


def _short(message: str) -> str:
    return message if len(message) <= 60 else f"{message[:57].rstrip()}…"


ACTION = Action("fix-finding", "quickfix.agent", offer, brief=brief)
