"""`backline doctor`: what Backline sees here, and why something is off."""

import asyncio
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from lsp_server import __version__, discover
from lsp_server.agent.choices import choices_of
from lsp_server.agent.probe import probe
from lsp_server.cli.agent import engine
from lsp_server.cli.doctor_lines import show
from lsp_server.cli.engine_report import engine_report, tested
from lsp_server.cli.output import format_option, show_json
from lsp_server.cli.workspace import Workspace, open_workspace, root_option
from lsp_server.facts.file import LARGEST
from lsp_server.setting_keys import KEYS
from lsp_server.toml import places

_EDITORS = {"Neovim": "nvim", "Helix": "hx", "VS Code": "code", "Emacs": "emacs", "Zed": "zed", "Sublime Text": "subl"}
_LIBRARIES = ("pygls", "lsprotocol", "tree-sitter", "tree-sitter-python", "jinja2", "sqlalchemy")


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--test-provider", is_flag=True, help="Send one tiny request to the model, and say what came back.")
@format_option
@root_option
def doctor(path: Path, test_provider: bool, output: str, root: Path | None) -> None:
    """Say what Backline sees here, and why something is off.

    Exit code 2 says that a setting is wrong, 1 that --test-provider got no answer. Nothing is sent without it, and
    with it nothing of your code.
    """
    workspace = open_workspace((path,), root)
    agent = engine()
    report = engine_report(workspace, agent)
    if test_provider:
        report["test"] = tested(asyncio.run(probe(agent, choices_of(workspace.settings), workspace.root)))
    seen = {
        "backline": _program(),
        "workspace": _workspace(workspace, named=root is not None),
        "settings": _settings(workspace),
        "engine": report,
        "editors": {name: shutil.which(command) for name, command in _EDITORS.items()},
        "problems": [*_problems(workspace), *_of_agents(report)],
    }
    if output == "json":
        show_json(seen)
    else:
        show(seen)
    failed = report["test"] is not None and not report["test"]["worked"]
    raise SystemExit(2 if workspace.problems else 1 if failed else 0)


def _program() -> dict[str, Any]:
    return {
        "version": __version__,
        "command": shutil.which("backline"),
        "python": f"{platform.python_version()} ({sys.executable})",
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "mcp": _version("mcp"),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _workspace(workspace: Workspace, *, named: bool) -> dict[str, Any]:
    project = workspace.snapshot.project
    return {
        "root": str(workspace.root),
        "chosen_for": "--root names it" if named else _reason(workspace.root),
        "files": sum(it.endswith(".py") for it in project.files),
        "half_typed": sorted(path for path, it in project.files.items() if it.errors),
        "tables": len(project.tables),
        "routes": len(project.routes),
        "tests": len(project.tests),
        "sessions": [{"provider": it.name, "file": it.path, "kind": it.kind} for it in project.sessions],
    }


def _reason(root: Path) -> str:
    found = next((it for it in (".git", "pyproject.toml") if (root / it).exists()), None)
    return f"it has {found}" if found is not None else "nothing around it is a project"


def _settings(workspace: Workspace) -> dict[str, Any]:
    return {
        it.name: {"value": getattr(workspace.settings, it.field), "from": _origin(workspace, it.name)} for it in KEYS
    }


def _origin(workspace: Workspace, key: str) -> str:
    """Where a setting comes from: the file and line that set it, or the default."""
    source = workspace.source
    try:
        found = None if source is None else places(source.text).get(("tool", "backline", key))
    except (ValueError, IndexError):  # not valid TOML: reported as a problem, and nothing of it is in force
        found = None
    if source is None or found is None:
        return "default"
    return f"{source.path}:{source.line_and_column(found.key.start)[0]}"


def _of_agents(report: dict[str, Any]) -> Iterator[str]:
    """What is odd about the files that are for agents."""
    yield from (f"{report['personal']['path']}: {it}" for it in report["personal"]["problems"])
    yield from report["files"]["problems"]
    yield from report["actions"]["problems"]


def _problems(workspace: Workspace) -> Iterator[str]:
    """One sentence for everything that is wrong or keeps a feature from working."""
    project = workspace.snapshot.project
    for it in workspace.problems:
        place = workspace.source
        line = place.line_and_column(it.span.start)[0] if place is not None and it.span is not None else 1
        yield f"{place.path if place is not None else 'Settings'}:{line}: {it.message}"
    if shutil.which("backline") is None:
        yield "The command `backline` is not on the PATH; editors need its full path."
    if not any(it.endswith(".py") for it in project.files):
        yield "There are no Python files here that git does not ignore."
        return
    if not project.tables:
        yield "No SQLModel or SQLAlchemy table was found, so no service is offered."
    if not project.routes:
        yield "No FastAPI route was found, so no contract test is offered."
    if not project.sessions:
        yield "No function that provides a database session was found; a generated service brings its own."
    for path in discover.find(workspace.root):
        if path not in project.files and workspace.chosen.keeps(path):
            yield f"{path} is not read: it is larger than {LARGEST // 1_000_000} MB or not UTF-8 text."
