"""A terminal with somebody in front of it: tmux, keys in, screens out."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

WIDTH, HEIGHT = 130, 40
PATIENCE = float(os.environ.get("BACKLINE_PATIENCE", 60))  # seconds


class Terminal:
    """A program in a tmux server of its own. Use `with Terminal(command, folder, environment) as terminal`."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        if shutil.which("tmux") is None:
            pytest.skip("tmux is not installed: it is the terminal that this editor is driven in")
        self._command, self._folder = command, folder
        self._environment = os.environ | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | environment
        self._socket = folder.parent / "tmux"

    def __enter__(self) -> Self:
        size = ("-x", str(WIDTH), "-y", str(HEIGHT))
        self._tmux("-f", "/dev/null", "new-session", "-d", *size, "-c", str(self._folder), *self._command)
        return self

    def __exit__(self, *_: object) -> None:
        self._tmux("kill-server", check=False)

    def press(self, *keys: str) -> None:
        """Keys by tmux' names, one after the other: `C-c`, `Enter`, `a`."""
        self._tmux("send-keys", *keys)

    def write(self, text: str) -> None:
        """The letters of a text."""
        self._tmux("send-keys", "-l", text)

    def screen(self, *, colours: bool = False) -> str:
        return self._tmux("capture-pane", "-p", *(("-e",) if colours else ()))

    def see(self, *texts: str, without: str | None = None) -> str:
        """The first screen that shows all of these texts, and not the other."""
        shown = ""

        def there() -> bool:
            nonlocal shown
            shown = self.screen()
            return all(it in shown for it in texts) and (without is None or without not in shown)

        self.wait(there, lambda: f"{texts}, without {without}:\n{shown}")
        return shown

    def wait(self, ready: Callable[[], bool], what: Callable[[], str]) -> None:
        until = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < until, f"waited in vain for {what()}"
            time.sleep(0.02)  # between two looks: tmux tells nobody that a screen has changed

    def _tmux(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), *arguments],
            env=self._environment,
            check=check,
            capture_output=True,
            text=True,
        )
        return done.stdout
