"""`backline hover`: the card at a place."""

from pathlib import Path
from typing import Any

import click

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown
from lsp_server.cards import ALL as CARDS
from lsp_server.cli.output import fail, format_option, show_json, show_markdown
from lsp_server.cli.places import Place, as_json, place_argument
from lsp_server.cli.workspace import open_place, root_option

NOTHING = "There is nothing to show here: no model, no route, nothing else that a card is about."


@click.command()
@place_argument
@format_option
@root_option
def hover(place: Place, output: str, root: Path | None) -> None:
    """Show the card at a place.

    Exit code 1 says that there is none.
    """
    _, cursor = open_place(place, root)
    found = card_at(cursor)
    if output == "json":
        show_json(card_as_json(cursor))
        raise SystemExit(0 if found is not None else 1)
    if found is None:
        fail(NOTHING)
    else:
        show_markdown(found[1].markdown())


def card_at(cursor: Cursor) -> tuple[Card, Shown] | None:
    """The card to show at a place; None: there is none."""
    return next(((it, shown) for it in CARDS.values() if (shown := it.show(cursor)) is not None), None)


def card_as_json(cursor: Cursor) -> dict[str, Any] | None:
    """The card at a place as docs/json.md describes it."""
    found = card_at(cursor)
    if found is None:
        return None
    card, shown = found
    return {"card": card.name, "markdown": shown.markdown(), "range": as_json(cursor.document, shown.span)}
