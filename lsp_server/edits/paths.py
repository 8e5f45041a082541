"""Where a change may write: inside the workspace, in files that are the user's own work."""

import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from lsp_server.edits.protected import is_protected, protected_folder


def refuse_path(path: str, root: Path | None) -> str | None:
    """Why nothing may be written at `path`, as one sentence; None where it may.

    `path` is relative to the workspace folder `root`, whose links and virtual environments are looked up
    on disk; None for a workspace that exists only in memory.
    """
    parts = path.split("/")
    if not path or any(it in ("", ".", "..") or it != it.strip() or it.endswith(".") for it in parts):
        return f"{path or 'An empty path'} is not a plain path inside the workspace."
    if "\\" in path or ":" in path or not path.isprintable():
        return f"{path!r} has characters that have no place in a file's name."
    folder = protected_folder(parts[:-1])
    if folder is not None or parts[-1].casefold() == ".git":
        return f"{path} lies in {folder or parts[-1]}, where Backline does not write."
    if is_protected(parts[-1]):
        return f"{path} is a file that Backline does not write."
    return None if root is None else _refuse_on_disk(path, root)


def refuse_creation(path: str, known: Iterable[str], root: Path | None) -> str | None:
    """Why no file can be created at `path`, as one sentence; None where it can.

    `known` are the paths of the workspace's files. Names that differ only in case are one file on the
    disks of macOS and Windows, and a module beside a package of its name can't be imported.
    """
    lower = _folded(path)
    for it in known:
        if it == path:
            return f"{path} exists already."
        if _folded(it) == lower:
            return f"{path} differs from {it} only in case."
    twin = _import_twin(path)
    if twin is not None and (twin in known or (root is not None and (root / twin).exists())):
        return f"{path} and {twin} would be the same module."
    if root is None:
        return None
    if os.path.lexists(root / path):
        return f"{path} exists already."
    at = root
    for part in path.split("/"):
        if not at.is_dir():
            return f"{path} can't be created: {at.name} is not a folder." if os.path.lexists(at) else None
        other = next((it for it in _names(at) if it != part and _folded(it) == _folded(part)), None)
        if other is not None and not os.path.lexists(at / part):
            return f"{path} differs from {(at / other).relative_to(root).as_posix()} only in case."
        at /= part
    return None


def _refuse_on_disk(path: str, root: Path) -> str | None:
    target = root / path
    existing = next(it for it in (target, *target.parents) if os.path.lexists(it))
    try:
        real, home = existing.resolve(strict=True), root.resolve(strict=True)
    except (OSError, RuntimeError):
        return f"{path} is or lies behind a link that leads nowhere."
    if not real.is_relative_to(home):
        return f"{path} leads out of the workspace through a link."
    inside = real.relative_to(home)
    if protected_folder(inside.parts) is not None or (existing == target and is_protected(inside.name)):
        return f"{path} leads to {inside.as_posix()}, where Backline does not write."
    environment = next(
        (it for it in target.parents if it != root and root in it.parents and (it / "pyvenv.cfg").exists()), None
    )
    if environment is not None:
        return f"{path} lies in the virtual environment {environment.relative_to(root).as_posix()}."
    return None


def _import_twin(path: str) -> str | None:
    """The file that would have the same module name: `a/b.py` and `a/b/__init__.py`."""
    if path.endswith("/__init__.py"):
        return path.removesuffix("/__init__.py") + ".py"
    return path.removesuffix(".py") + "/__init__.py" if path.endswith(".py") else None


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names, not paths
    except OSError:
        return []


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
