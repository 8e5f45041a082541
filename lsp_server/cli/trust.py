"""`backline trust`: whether code of a folder may be sent to a model."""

from pathlib import Path

import click

from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.safety.trust import Decision
from lsp_server.cli.agent import engine
from lsp_server.cli.output import fail, show_line
from lsp_server.cli.workspace import find_root


@click.command()
@click.argument("path", default=".", type=click.Path(exists=True, path_type=Path))
@click.option("--refuse", is_flag=True, help="Nothing of this folder may be sent.")
@click.option("--forget", is_flag=True, help="Ask again next time.")
def trust(path: Path, refuse: bool, forget: bool) -> None:
    """Let an agent work in a folder, or take that back.

    The decision is kept in your own state folder, never in the repository.
    """
    if refuse and forget:
        raise click.UsageError("Say --refuse or --forget, not both.")
    root, agent = find_root(path), engine()
    decision: Decision | None = None if forget else "refused" if refuse else "granted"
    if not agent.decide(root, decision):
        fail("The decision could not be kept: the state folder can't be written.")
    at = agent.endpoint
    host = at.host if isinstance(at, Endpoint) else "a model, once one is configured"
    if forget:
        show_line(f"You will be asked again before anything of {root} is sent.")
    elif refuse:
        show_line(f"Nothing of {root} will be sent.")
    else:
        show_line(f"Backline may send code of {root} to {host}: what an action is about, never files with secrets.")
