"""Where in a tree a class or function is defined."""

import inspect
import sys
from functools import partial
from pathlib import Path
from typing import Any


def place_of(it: Any, folder: Path) -> tuple[str, str, int] | None:
    """File relative to the tree, qualified name as Backline writes it, 1-based line; None: it is not of the tree."""
    while isinstance(it, partial):
        it = it.func
    it = inspect.unwrap(it)
    try:
        path = Path(inspect.getsourcefile(it) or "").resolve()
        line = inspect.getsourcelines(it)[1]
    except (OSError, TypeError):
        # A class that a library made anew from one of the tree's says of which module that was.
        module = sys.modules.get(getattr(it, "__module__", None) or "")
        path, line = Path(getattr(module, "__file__", None) or "").resolve(), 0
    if not path.is_relative_to(folder):
        return None
    return path.relative_to(folder).as_posix(), it.__qualname__.replace("<locals>.", ""), line
