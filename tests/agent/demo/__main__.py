"""Plays the agent's main job on the sample project: progress, a question, a repair round, a review, and undo.

    python -m tests.agent.demo [--record FILE.svg]

Everything is real but the model: the server, the editor's messages, HTTP to the stand-in on this machine.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import attrs
from lsprotocol import types as lsp
from rich.console import Console
from rich.syntax import Syntax

import lsp_server.cli
from lsp_server.agent.engine import Engine
from lsp_server.server.editor import Editor
from lsp_server.server.editor.client import CAPABILITIES
from tests.agent.standin import standin
from tests.agent.standin.markdown import read

HERE = Path(__file__).parent
MODELS, ROUTES = "app/models.py", "app/routes/teams.py"


def main(arguments: list[str]) -> int:
    record = Path(arguments[1]) if arguments[:1] == ["--record"] else None
    console = Console(highlight=False, record=record is not None, width=110 if record else None)
    with tempfile.TemporaryDirectory(prefix="backline-agent-") as scratch:
        root = Path(scratch) / "heroes"
        shutil.copytree(Path(lsp_server.cli.__file__).parent / "sample", root)
        shutil.copytree(HERE / "project", root, dirs_exist_ok=True)
        asyncio.run(_play(root, Path(scratch), console))
    if record is not None:
        record.write_text(console.export_svg(title="Backline"), encoding="utf-8")
    return 0


async def _play(root: Path, scratch: Path, console: Console) -> None:
    script = read(HERE / "script.md")
    async with standin(*script.turns, dialect=script.dialect) as model:
        os.environ |= {
            "ANTHROPIC_BASE_URL": model.url,
            "ANTHROPIC_API_KEY": "none-is-needed",
            "XDG_STATE_HOME": str(scratch / "state"),
            "XDG_CONFIG_HOME": str(scratch / "config"),
            "HOME": str(scratch),
        }
        Engine(os.environ, scratch, scratch / "state" / "backline").decide(root, "granted")
        async with Editor(root, capabilities=_capabilities(), options={"review": "never"}) as editor:
            editor.answer = lambda text, choices: _answered(console, text, choices)
            for path in (MODELS, ROUTES):
                editor.open(path)
                await editor.diagnostics(path)
            await _generate(editor, console)
            await _review(editor, console)
            await _undo(editor, console)
        _step(console, f"The model was asked {len(model.messages)} times. Nothing else was sent anywhere.")


async def _generate(editor: Editor, console: Console) -> None:
    at = editor.find(MODELS, "Hero(SQLModel")
    menu = await editor.menu(MODELS, at)
    title = next(it for it in menu if it.startswith("Generate service for Hero"))
    _step(console, f"You open the code actions on [bold]Hero[/bold] and choose: {title}")
    told = asyncio.create_task(_tell(editor, console))
    done = await editor.choose(MODELS, at, title)
    told.cancel()
    created = [path for path, before, _ in done.files if before is None]
    console.print(f"\n[bold green]created[/bold green] {', '.join(created)}")
    service = next(after for path, _, after in done.files if path == "app/services/hero.py")
    start = service.index("    async def create_hero")
    shown = service[start : service.index("    async def get_hero")].rstrip()
    console.print(Syntax(shown, "python", theme="ansi_dark", background_color="default"))
    for it in done.said:
        console.print(f"\n[bold]{it}[/bold]")


async def _review(editor: Editor, console: Console) -> None:
    at = editor.find(ROUTES, "from fastapi")
    title = f"Review {ROUTES} against its spec"
    _step(console, f"You choose on the first line of {ROUTES}: {title}")
    editor.published.pop(ROUTES, None)
    said = (await editor.choose(ROUTES, at, title)).said
    console.print(f"[bold]{said[0]}[/bold]")
    await editor.wait(lambda: any(it.code == "review" for it in editor.published.get(ROUTES, ())))
    for it in await editor.diagnostics(ROUTES):
        if it.code == "review":
            console.print(f"  {ROUTES}:{it.line + 1}  [cyan]{it.severity}[/cyan]  {it.message}")


async def _undo(editor: Editor, console: Console) -> None:
    _step(console, "You take the service back, with all its files")
    at = editor.find("app/services/hero.py", "class HeroService")
    title = next(it for it in await editor.menu("app/services/hero.py", at) if it.startswith("Undo"))
    said = (await editor.choose("app/services/hero.py", at, title)).said
    console.print(f"  ▸ {title}\n[bold]{said[0]}[/bold]")


async def _tell(editor: Editor, console: Console) -> None:
    """Print how far it is, as the editor's status line shows it."""
    seen = 0
    while True:
        for it in editor.reports[seen:]:
            console.print(f"  [dim]{it}[/dim]")
        seen = len(editor.reports)
        await asyncio.sleep(0.05)


def _answered(console: Console, text: str, choices: Sequence[str]) -> str:
    console.print(f"\n  [yellow]?[/yellow] {text}")
    for number, choice in enumerate(choices):
        console.print(f"    {'▸' if number == 0 else ' '} {choice}", style="bold cyan" if number == 0 else "dim")
    console.print()
    return choices[0]


def _step(console: Console, title: str) -> None:
    console.print()
    console.rule(f"[bold]{title}[/bold]", align="left")


def _capabilities() -> lsp.ClientCapabilities:
    """Those of the small editor, with questions and deletions of files."""
    assert CAPABILITIES.workspace is not None
    assert CAPABILITIES.workspace.workspace_edit is not None
    edit = attrs.evolve(
        CAPABILITIES.workspace.workspace_edit,
        change_annotation_support=None,
        resource_operations=[lsp.ResourceOperationKind.Create, lsp.ResourceOperationKind.Delete],
    )
    window = lsp.WindowClientCapabilities(
        work_done_progress=True, show_message=lsp.ShowMessageRequestClientCapabilities()
    )
    workspace = attrs.evolve(CAPABILITIES.workspace, workspace_edit=edit)
    return attrs.evolve(CAPABILITIES, workspace=workspace, window=window)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
