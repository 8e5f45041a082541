"""Pictures of terminal editors for the documentation, of the screens that a test sees.

BACKLINE_PICTURES=1 make test-editors        writes docs/pictures/neovim.svg and docs/pictures/helix.svg
"""

import io
import os
import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.editors.terminal import WIDTH, Terminal

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


def keep(terminal: Terminal, title: str) -> None:
    """Keep the screen where pictures are wanted, named after the editor, with which the title begins: "Helix: …"."""
    if os.environ.get("BACKLINE_PICTURES"):
        name = title.partition(":")[0].lower()
        (PICTURES / f"{name}.svg").write_text(svg(terminal.screen(colours=True), title, name), encoding="utf-8")


def svg(screen: str, title: str, name: str) -> str:
    """A screen with its colours as a picture that is the same for the same screen, and asks nobody on the network."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(screen.rstrip("\n")), overflow="crop", no_wrap=True)
    made = console.export_svg(title=title, unique_id=name)
    made = re.sub(r",\s*url\([^)]*\) format\([^)]*\)", "", made).replace("https://www.textualize.io", "")
    return re.sub(r"[ \t]+$", "", made, flags=re.MULTILINE)
