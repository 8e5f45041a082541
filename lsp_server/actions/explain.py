"""Explain what stands under the cursor, from the code and from the spec that governs it.

Offered on a route, table, class or function. The explanation opens as a document and is shown by hover as long as the
code stays what it was. Nothing is changed.
"""

from lsp_server.action import NO_AGENT, Action, Cursor, Offer
from lsp_server.agent.brief import Brief
from lsp_server.edits.change import Change, Refusal
from lsp_server.near.selected import around_selected, names_of, selected


def offer(cursor: Cursor) -> Offer | Refusal:
    if not cursor.has_agent:
        return NO_AGENT
    here = selected(cursor.project, cursor.path, cursor.selection)
    if here.kind == "file":
        return Refusal("The cursor is not in a class or function.")
    return Offer(f"Explain {here.name}", cursor, here.name)


def brief(offer: Offer, draft: Change | None) -> Brief:  # noqa: ARG001 - the contract's signature
    cursor = offer.cursor
    here = selected(cursor.project, cursor.path, cursor.selection)
    return Brief(
        prompt="explain",
        action="explain",
        title=offer.title,
        target=here.name,
        selected=here.piece,
        pieces=around_selected(cursor.project, here),
        names=names_of(cursor.project, here),
        answers="document",
        skills=(),
    )


ACTION = Action("explain", "refactor.rewrite.explain", offer, brief=brief)
