"""Puts the real editors that the tests drive into `.editors/`, without touching the machine.

    python -m tests.editors.install            all of them
    python -m tests.editors.install helix      this one
    python -m tests.editors.install claude     Claude Code, which is large (400 MB) and only had by name
    python -m tests.editors.install kate       Kate (760 MB), which needs Xvfb and dbus-daemon, and is only had by name

What can't be had gets a reason beside it, which the tests then skip with.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.editors.installing import debian, npm
from tests.editors.installing.recipes import RECIPES
from tests.editors.installing.shell import NotToBeHad
from tests.editors.vscode import install as vscode

CACHE = Path(__file__).parents[2] / ".editors"
BY_NAME = frozenset({"kate"})


def program(name: str) -> Path | str:
    """The program of an editor, or the reason why there is none."""
    found, reason = CACHE / "bin" / name, CACHE / f"{name}.reason"
    if found.exists():
        return found
    return reason.read_text() if reason.exists() else f"{name} is not installed: run `make test-editors EDITORS={name}`"


def install(name: str) -> Path | str:
    """Make the editor ready, once; its program, or the reason why it can't be had."""
    reason = CACHE / f"{name}.reason"
    reason.unlink(missing_ok=True)
    if (CACHE / "bin" / name).exists():
        return program(name)
    if name in npm.PACKAGES:
        try:
            npm.install(name, CACHE)
        except NotToBeHad as error:
            reason.parent.mkdir(exist_ok=True)
            reason.write_text(str(error))
    else:
        problem = ""
        for suite in RECIPES[name].suites:
            try:
                debian.install(name, RECIPES[name], suite, CACHE)
                break
            except NotToBeHad as error:
                problem = str(error)
        else:
            reason.parent.mkdir(exist_ok=True)
            reason.write_text(problem)
    return program(name)


def main(names: Sequence[str]) -> int:
    for name in names or [*(it for it in RECIPES if it not in BY_NAME), "vscode"]:
        print(f"{name}: {vscode.install() if name == 'vscode' else install(name)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
