"""`backline hover`: the card at a place."""

from pathlib import Path

import click

from lsp_server.cards import ALL as CARDS
from lsp_server.cli.output import fail, format_option, show_json, show_markdown
from lsp_server.cli.places import Place, as_json, place_argument
from lsp_server.cli.workspace import open_place, root_option


@click.command()
@place_argument
@format_option
@root_option
def hover(place: Place, output: str, root: Path | None) -> None:
    """Show the card at a place.

    Exit code 1 says that there is none.
    """
    _, cursor = open_place(place, root)
    found = next(((it, shown) for it in CARDS.values() if (shown := it.show(cursor)) is not None), None)
    if output == "json":
        if found is None:
            show_json(None)
            raise SystemExit(1)
        card, shown = found
        show_json({"card": card.name, "markdown": shown.markdown(), "range": as_json(cursor.document, shown.span)})
    elif found is None:
        fail("There is nothing to show here: no model, no route, nothing else that a card is about.")
    else:
        show_markdown(found[1].markdown())
