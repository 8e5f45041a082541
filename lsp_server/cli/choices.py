"""Actions by the name that people write."""

import click

from lsp_server.action import Action
from lsp_server.actions import ALL


def parse_action(value: str) -> Action:
    """The action of that id, for click's `type`; underscores are as good as dashes."""
    found = next((it for it in ALL.values() if it.id == value.replace("_", "-")), None)
    if found is None:
        raise click.BadParameter(f"there is no action {value!r}; there are {', '.join(it.id for it in ALL.values())}.")
    return found
