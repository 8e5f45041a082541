"""`backline actions`: what would be in the menu at a place, and why something is not."""

from pathlib import Path

import click

from lsp_server.action import Action, Cursor, Offer
from lsp_server.actions import ALL as ACTIONS
from lsp_server.cli.choices import parse_action
from lsp_server.cli.output import format_option, show_json, show_line, show_table
from lsp_server.cli.places import Place, place_argument
from lsp_server.cli.workspace import open_place, root_option
from lsp_server.edits.change import Refusal


@click.command()
@place_argument
@click.option("--why", metavar="ID", type=parse_action, help="Say why this action is offered, or why it is not.")
@format_option
@root_option
def actions(place: Place, why: Action | None, output: str, root: Path | None) -> None:
    """Show what would be offered at a place.

    Without a column, the first text of the line is meant. With --why, exit code 1 says: not offered.
    """
    _, cursor = open_place(place, root)
    if why is not None:
        _explain(why, cursor, output)
        return
    offers = offers_at(cursor)
    if output == "json":
        show_json([as_json(it, offer) for it, offer in offers])
    elif not offers:
        show_line("Nothing is offered here; --why ID says why.")
    else:
        show_table(("id", "title"), ((it.id, offer.title) for it, offer in offers))


def offers_at(cursor: Cursor) -> list[tuple[Action, Offer]]:
    """What is offered at a place, in the order of the menu."""
    return [(it, offer) for it in ACTIONS.values() if not isinstance(offer := it.offer(cursor), Refusal)]


def as_json(action: Action, offer: Offer) -> dict[str, str]:
    """An offer as docs/json.md describes it."""
    return {"id": action.id, "title": offer.title, "kind": action.kind, "target": offer.target}


def _explain(action: Action, cursor: Cursor, output: str) -> None:
    offer = action.offer(cursor)
    offered = not isinstance(offer, Refusal)
    said = offer.reason if isinstance(offer, Refusal) else offer.title
    if output == "json":
        show_json({"id": action.id, "offered": offered, "title" if offered else "reason": said})
    else:
        show_line(f"Offered: {said}" if offered else f"Not offered: {said}")
    raise SystemExit(0 if offered else 1)
