"""Review code against the spec that governs it.

Offered in a folder with specs or a constitution: on a route, table, class or function that one, elsewhere in the file
all of it. Each deviation becomes a diagnostic that cites the requirement or the principle, until the code changes.
With the setting `review-on-save` files are reviewed whenever they are saved.
"""

from lsp_server.action import NO_AGENT, Action, Cursor, Offer
from lsp_server.agent.brief import Brief
from lsp_server.edits.change import Change, Refusal
from lsp_server.near.selected import around_selected, names_of, selected


def offer(cursor: Cursor) -> Offer | Refusal:
    if not cursor.has_specs:
        return Refusal("There are no specs and no constitution here.")
    if not cursor.has_agent:
        return NO_AGENT
    here = selected(cursor.project, cursor.path, cursor.selection)
    return Offer(f"Review {here.name} against its spec", cursor, here.name)


def brief(offer: Offer, draft: Change | None) -> Brief:  # noqa: ARG001 - the contract's signature
    cursor = offer.cursor
    here = selected(cursor.project, cursor.path, cursor.selection)
    return Brief(
        prompt="review_against_spec",
        action="review-against-spec",
        title=offer.title,
        target=here.name,
        selected=here.piece,
        pieces=around_selected(cursor.project, here),
        names=names_of(cursor.project, here),
        answers="findings",
        skills=("error-handling", "type-safety"),
    )


ACTION = Action("review-against-spec", "refactor.rewrite.review", offer, brief=brief)
