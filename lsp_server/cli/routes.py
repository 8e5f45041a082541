"""`backline routes`: every operation with its full path."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from lsp_server.cli.output import format_option, show_json, show_line, show_table
from lsp_server.cli.workspace import Workspace, open_workspace, root_option
from lsp_server.project.routes.values import Dependency, Route


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@format_option
@root_option
def routes(path: Path, output: str, root: Path | None) -> None:
    """List the routes of the project.

    With PATH, those whose handlers are in that file or folder.
    """
    workspace = open_workspace((path,), root)
    chosen = [it for it in workspace.snapshot.project.routes if workspace.is_below(it.file, path)]
    if output == "json":
        show_json([as_json(workspace, it) for it in chosen])
    elif not chosen:
        show_line("There are no routes here.")
    else:
        rows = ((it.method, it.path + ("" if it.known else " ?"), it.handler, _place(workspace, it)) for it in chosen)
        show_table(("method", "path", "handler", "place"), rows)


def _place(workspace: Workspace, it: Route) -> str:
    return f"{workspace.shown(it.file)}:{_line(workspace, it)}"


def _line(workspace: Workspace, it: Route) -> int:
    return workspace.document(it.file).line_and_column(it.node.name_span.start)[0]


def as_json(workspace: Workspace, it: Route) -> dict[str, Any]:
    """A route as docs/json.md describes it."""
    project = workspace.snapshot.project
    return {
        "method": it.method,
        "path": it.path,
        "known": it.known,
        "handler": it.handler,
        "file": it.file,
        "line": _line(workspace, it),
        "status": it.status,
        "request": it.request.text if it.request is not None else None,
        "response": it.response.text if it.response is not None else None,
        "dependencies": list(dict.fromkeys(_names(it.dependencies))),
        "tests": [f"{test.path}::{test.name.replace('.', '::')}" for test in project.tests_of(it)],
    }


def _names(dependencies: tuple[Dependency, ...]) -> Iterator[str]:
    """The whole chain, each before what it needs itself."""
    for it in dependencies:
        yield it.name
        yield from _names(it.children)
