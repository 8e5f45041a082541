"""`backline map`: a picture of the project in one file."""

import json
import sys
from pathlib import Path

import click

from lsp_server.cli.output import fail, show_line
from lsp_server.cli.workspace import Workspace, open_workspace, root_option
from lsp_server.diagnose import diagnose
from lsp_server.map.graph import Found, build
from lsp_server.map.values import Graph
from lsp_server.rules import ALL as RULES

_LAYER_RULES = {code: RULES[code] for code in ("BL301", "BL302")}


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "output",
    type=click.Choice(["html", "svg", "json"]),
    help="A page to explore, a still picture, or the graph itself. Default: what FILE ends with, else html.",
)
@click.option("--output", "-o", "file", type=click.Path(path_type=Path), help="Write to this file.")
@click.option("--title", help="What the picture is of. Default: the name of the workspace folder.")
@root_option
def map(path: Path, output: str | None, file: Path | None, title: str | None, root: Path | None) -> None:  # noqa: A001
    """Draw a picture of the project in one file.

    Routes, services, tables, tests, and who reaches whom. With PATH, of the routes whose handlers
    are in that file or folder.
    """
    output = output or (_suffix(file) if file is not None else "html")
    if file is None and output != "json" and _is_terminal():
        raise click.UsageError(f"A terminal can't show {output}; say where to: --output map.{output}")
    workspace = open_workspace((path,), root)
    text = _rendered(_graph(workspace, path, title or workspace.root.name or "project"), output)
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        fail(f"{file} can't be written: {(error.strerror or str(error)).lower()}.")
    show_line(f"Wrote {file}.")


def _graph(workspace: Workspace, path: Path, title: str) -> Graph:
    project = workspace.snapshot.project
    routes = [it for it in project.routes if workspace.is_below(it.file, path)]
    files = [it for it in project.files if it.endswith(".py") and workspace.is_below(it, path)]
    found = [
        Found(it.code, it.finding.message, it.path, it.finding.span)
        for one in files
        for it in diagnose(project, one, workspace.chosen.at(one), _LAYER_RULES)
    ]
    return build(project, title, routes, found)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _suffix(file: Path) -> str:
    return file.suffix[1:] if file.suffix in (".svg", ".json") else "html"


def _rendered(graph: Graph, output: str) -> str:
    # Templates take a while to load, and the graph itself needs them not.
    if output == "svg":
        from lsp_server.map.svg import as_svg

        return as_svg(graph)
    if output == "html":
        from lsp_server.map.html import as_html

        return as_html(graph)
    from lsp_server.map.as_json import as_json

    return json.dumps(as_json(graph), indent=2) + "\n"
