"""Tools for a place in a file: its card, what is offered there, and what an action would change."""

from lsp_server.action import NO_AGENT
from lsp_server.cli.actions import as_json, offers_at
from lsp_server.cli.choices import parse_action
from lsp_server.cli.hover import NOTHING, card_as_json
from lsp_server.cli.mcp.answer import LARGEST, Answer, clipped
from lsp_server.cli.mcp.arguments import ActionAt, At
from lsp_server.cli.mcp.inside import place
from lsp_server.cli.workspace import Workspace
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.diff import whole


def card(workspace: Workspace, given: At) -> Answer | Refusal:
    cursor = workspace.cursor(place(workspace, given.path, given.line, given.column))
    found = card_as_json(cursor)
    if found is None:
        return Refusal(NOTHING)
    text = clipped(found["markdown"], LARGEST)
    return Answer(found | {"markdown": text}, text)


def actions(workspace: Workspace, given: At) -> Answer:
    cursor = workspace.cursor(place(workspace, given.path, given.line, given.column))
    return Answer({"actions": [as_json(action, offer) for action, offer in offers_at(cursor)]})


def propose(workspace: Workspace, given: ActionAt) -> Answer | Refusal:
    action = parse_action(given.action)
    cursor = workspace.cursor(place(workspace, given.path, given.line, given.column))
    if action.draft is None:
        return Refusal(f"The action {action.id} needs a model, and `propose` asks none.")
    offer = action.offer(cursor)
    if isinstance(offer, Refusal):
        return offer
    change = workspace.draft(action, offer)
    if not isinstance(change, Change):
        return change or NO_AGENT
    diff = whole(change)
    if len(diff) > LARGEST:
        ask = f"backline apply {action.id} {given.path}:{given.line}"
        return Refusal(f"The change has {len(diff)} characters, more than an answer may hold; `{ask}` shows it.")
    said = {"action": action.id, "engine": "offline", "title": offer.title, "summary": change.summary}
    text = "\n".join(["Nothing was written; this is what the action would change.", *change.notes, "", diff])
    return Answer(said | {"notes": list(change.notes), "diff": diff}, text)
