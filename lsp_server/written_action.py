"""Actions of a project's own: Markdown files in `.backline/actions/`.

They are offered in folders in which an agent may work, and pass the same gates as every other change.
"""

from collections.abc import Callable

from lsp_server.action import NO_AGENT, Action, Cursor, Offer
from lsp_server.agent.brief import Brief
from lsp_server.agent.files.written_actions import Written
from lsp_server.edits.change import Change, Refusal
from lsp_server.near.selected import around_selected, names_of, selected


def action(written: Written) -> Action:
    """A file as an action; its id is `custom:` and the file's name."""

    def offer(cursor: Cursor) -> Offer | Refusal:
        here = selected(cursor.project, cursor.path, cursor.selection)
        if here.kind not in written.applies_to:
            return Refusal(f"This action is for a {' or '.join(written.applies_to)}.")
        if not cursor.has_agent:
            return NO_AGENT
        return Offer(written.title.replace("{target}", here.name), cursor, here.name)

    return Action(f"custom:{written.name}", "refactor.rewrite.custom", offer, brief=_briefly(written))


def _briefly(written: Written) -> Callable[[Offer, Change | None], Brief]:
    def brief(offer: Offer, draft: Change | None) -> Brief:  # noqa: ARG001 - the contract's signature
        cursor = offer.cursor
        here = selected(cursor.project, cursor.path, cursor.selection)
        return Brief(
            prompt="custom",
            action=f"custom:{written.name}",
            title=offer.title,
            target=here.name,
            selected=here.piece,
            pieces=around_selected(cursor.project, here),
            may_write=written.may_write or (cursor.path,),
            names=names_of(cursor.project, here),
            instruction=written.instruction,
            tools=written.tools,
        )

    return brief
