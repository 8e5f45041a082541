"""Paths as agents write them: relative to the project's folder, or absolute and inside of it."""

from pathlib import Path

import click

from lsp_server.cli.places import Place
from lsp_server.cli.workspace import Workspace


def full(workspace: Workspace, path: str) -> Path:
    """The full path. Raises click.UsageError for one that leads out of the folder, by whatever way."""
    whole = workspace.root / path
    try:
        real = whole.resolve()
    except (OSError, RuntimeError, ValueError):
        raise click.UsageError(f"{path} is no path.") from None
    if not real.is_relative_to(workspace.root):
        raise click.UsageError(f"{path} lies outside the project's folder {workspace.root}.")
    return whole


def existing(workspace: Workspace, path: str) -> Path:
    """The full path of something that is there."""
    whole = full(workspace, path)
    if not whole.exists():
        raise click.UsageError(f"{path} does not exist.")
    return whole


def place(workspace: Workspace, path: str, line: int, column: int | None) -> Place:
    """A place in a file that is there."""
    return Place(existing(workspace, path), line, column)
