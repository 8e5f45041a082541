"""Pictures of the terminal editors for the documentation, from the same sessions as the tests.

    python -m tests.editors.pictures        writes docs/pictures/neovim.svg and docs/pictures/helix.svg

Needs tmux and the editors of `make test-editors`. The sample project of `backline demo` is on the screen.
"""

import io
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.editors.install import program
from tests.editors.terminal import HEIGHT, WIDTH, Terminal

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
SAMPLE = ROOT / "lsp_server" / "cli" / "sample"
OFFERED = "#vim.fn.getcompletion('Backline apply gen', 'cmdline') > 0"  # from then on the project is read
NEOVIM = Path(sys.executable).with_name("nvim")


def svg(screen: str, title: str) -> str:
    """A screen with its colours as a picture that is the same for the same screen, and asks nobody on the network."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(screen.rstrip("\n")), overflow="crop", no_wrap=True)
    made = console.export_svg(title=title, unique_id=title.partition(":")[0].lower())
    made = re.sub(r",\s*url\([^)]*\) format\([^)]*\)", "", made).replace("https://www.textualize.io", "")
    return re.sub(r"[ \t]+$", "", made, flags=re.MULTILINE)


def project(folder: Path) -> Path:
    made = folder / "heroes"
    shutil.copytree(SAMPLE, made, ignore=shutil.ignore_patterns("__pycache__"))
    (made / ".git").mkdir()
    return made


def own(folder: Path) -> dict[str, str]:
    kept = {f"XDG_{it}_HOME": str(folder / it.lower()) for it in ("STATE", "DATA", "CONFIG", "CACHE")}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def neovim(folder: Path) -> str:
    """A proposal in its window."""
    plugin = ROOT / "editors" / "neovim"
    command = [str(NEOVIM), "--clean", "--cmd", f"set rtp^={plugin} number", "--cmd", 'lua vim.lsp.enable("backline")']
    with Terminal([*command, "app/models.py"], project(folder), own(folder)) as terminal:
        terminal.see("class Hero")
        terminal.write(":21\n")
        terminal.press("w")
        terminal.write(f":lua vim.wait(60000, function() return {OFFERED} end)\n")
        terminal.write(":Backline apply generate-service\n")
        terminal.see("waits for you")
        terminal.press("Enter")
        terminal.write(":Backline proposals\n")
        terminal.see("a apply", "Generate service for Hero: not applied yet")
        return svg(terminal.screen(colours=True), "Neovim: a proposal")


def helix(folder: Path) -> str:
    """The menu at a finding."""
    hx = program("helix")
    assert isinstance(hx, Path), hx
    settings = folder / "config" / "helix"
    settings.mkdir(parents=True)
    shutil.copy(ROOT / "editors" / "helix" / "languages.toml", settings)
    with Terminal([str(hx), "app/routes/teams.py"], project(folder), own(folder)) as terminal:
        terminal.see("Every `Team` row")
        terminal.write("/def list_rosters")
        terminal.press("Enter")
        terminal.see("1 sel  26:")
        terminal.press("Space", "a")
        terminal.see("Optimize query")
        return svg(terminal.screen(colours=True), "Helix: the menu")


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    for take in (neovim, helix):
        with tempfile.TemporaryDirectory() as folder:
            (PICTURES / f"{take.__name__}.svg").write_text(take(Path(folder)), encoding="utf-8")
        print(f"Wrote docs/pictures/{take.__name__}.svg ({WIDTH} x {HEIGHT}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
