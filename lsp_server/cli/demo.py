"""`backline demo`: the main job on a bundled sample project, through a real LSP session."""

import asyncio
import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax

from lsp_server.server.editor import Applied, Diagnostic, Editor

ROUTES, MODELS = "app/routes/teams.py", "app/models.py"


@click.command()
@click.option("--keep", type=click.Path(path_type=Path), help="Work in this new folder and leave it there.")
def demo(keep: Path | None) -> None:
    """Play the main job on a sample project: findings, a hover, three actions, and the tests that they wrote."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="backline-demo-") as scratch:
        root = keep or Path(scratch) / "heroes"
        with as_file(files("lsp_server.cli") / "sample") as sample:
            shutil.copytree(sample, root)
        asyncio.run(_play(root, console))
        passed = _run_tests(root, console)
        if keep:
            console.print(f"\nThe project is in [bold]{keep}[/bold].")
    raise SystemExit(0 if passed else 1)


async def _play(root: Path, console: Console) -> None:
    _step(console, "A small FastAPI + SQLModel project, opened in an editor without any model key")
    _tree(console, root)
    async with Editor(root) as editor:
        editor.open(MODELS)
        editor.open(ROUTES)

        _step(console, f"You save {ROUTES}: what Backline reports")
        editor.save(ROUTES)
        _show_findings(console, await editor.diagnostics(ROUTES))

        _step(console, f"You rest the cursor on the class Hero in {MODELS}")
        console.print(Panel(Markdown(await editor.hover(MODELS, editor.find(MODELS, "Hero(SQLModel"))), width=110))

        for path, spot, title in (
            (ROUTES, "list_rosters", "Optimize query"),
            (MODELS, "Hero(SQLModel", "Generate service for Hero"),
            (ROUTES, "create_team", "Add contract test for POST"),
        ):
            at = editor.find(path, spot)
            menu = await editor.menu(path, at)
            chosen = next(it for it in menu if it.startswith(title))
            _step(console, f"You open the code actions on [bold]{spot.partition('(')[0]}[/bold] and choose")
            for it in menu:
                console.print(f"  {'▸' if it == chosen else ' '} {it}", style="bold cyan" if it == chosen else "dim")
            _show_change(console, await editor.choose(path, at, title))

        _step(console, f"{ROUTES} again: what is left to report")
        _show_findings(console, await editor.diagnostics(ROUTES))


def _run_tests(root: Path, console: Console) -> bool:
    _step(console, "The generated tests, run against a real PostgreSQL that starts by itself")
    command = [sys.executable, "-m", "pytest", "-q", "--color=yes" if console.is_terminal else "--color=no", "-v"]
    console.print(f"[dim]$ cd {root.name} && python -m pytest[/dim]")
    done = subprocess.run(command, cwd=root, env=os.environ | {"PYTHONPATH": "."}, check=False)  # noqa: S603
    if done.returncode == 0:
        console.print("\n[bold green]That is Backline.[/bold green] Put it in your editor: see README.md.")
    return done.returncode == 0


# --------------------------------------------------------------------------- printing


def _step(console: Console, title: str) -> None:
    console.print()
    console.rule(f"[bold]{title}[/bold]", align="left")


def _tree(console: Console, root: Path) -> None:
    for path in sorted(root.rglob("*.py")):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines:
            console.print(f"  {path.relative_to(root).as_posix():28} [dim]{lines} lines[/dim]")


def _show_findings(console: Console, found: tuple[Diagnostic, ...]) -> None:
    colours = {"error": "red", "warning": "yellow", "information": "cyan", "hint": "dim"}
    if not found:
        console.print("  [green]Nothing.[/green]")
    for it in found:
        colour = colours[it.severity]
        console.print(f"  {ROUTES}:{it.line + 1}  [{colour}]{it.severity} {it.code}[/{colour}]  {it.message}")


def _show_change(console: Console, done: Applied) -> None:
    for path, before, after in done.files:
        if before is None:
            console.print(f"\n[bold green]created {path}[/bold green]")
            console.print(Syntax(after, "python", theme="ansi_dark", line_numbers=True, background_color="default"))
            continue
        console.print(f"\n[bold yellow]edited {path}[/bold yellow]")
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
        console.print(Syntax("\n".join(list(lines)[2:]), "diff", theme="ansi_dark", background_color="default"))
    for it in done.said:
        console.print(f"\n[bold]{it}[/bold]")
