"""A private copy of a workspace, with its files as they would be: what tools look at instead of the workspace."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from lsp_server.edits.change import Refusal
from lsp_server.reading.secret import is_secret
from lsp_server.snapshot import Snapshot

_NEVER = frozenset("node_modules __pycache__ site-packages dist build history htmlcov".split())
_LARGEST = 1_000_000  # bytes of one file; data that large is not what a check reads
_MOST_FILES = 30_000
_MOST_BYTES = 200_000_000


def lay_out(snapshot: Snapshot, folder: Path) -> Refusal | None:
    """Copy a snapshot's workspace: its Python files in the snapshot's version, the others as they are on disk.

    Files with secrets, environments, hidden folders and links that lead out of it are no part of the copy.
    """
    root = snapshot.root
    assert root is not None, "what is only in memory has no tools"
    for path, it in snapshot.files.items():
        _write(folder, path, it.document.data)
    count = size = 0
    for path in _files(root):
        if path in snapshot.files:
            continue
        count += 1
        try:
            size += (root / path).stat().st_size
            if count > _MOST_FILES or size > _MOST_BYTES:
                return Refusal("the workspace is too large to be copied for it")
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / path, target)
        except OSError:
            continue  # gone or unreadable: then it is not there for the tools either
    return None


def put(folder: Path, texts: Mapping[str, str | None]) -> None:
    """Make files say this; None: there is no such file."""
    for path, text in texts.items():
        if text is None:
            (folder / path).unlink(missing_ok=True)
        else:
            _write(folder, path, text.encode("utf-8", "surrogatepass"))


def _write(folder: Path, path: str, data: bytes) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _files(root: Path) -> Iterator[str]:
    for name, folders, files in os.walk(root):
        here = Path(name)
        folders[:] = [it for it in folders if not _is_left_out(here / it)]
        for it in files:
            path = here / it
            relative = path.relative_to(root).as_posix()
            if not is_secret(relative) and _is_plain(path, root):
                yield relative


def _is_left_out(folder: Path) -> bool:
    hidden = folder.name.startswith(".") or folder.name in _NEVER
    return hidden or folder.is_symlink() or (folder / "pyvenv.cfg").exists()


def _is_plain(path: Path, root: Path) -> bool:
    try:
        real = path.resolve()
        return real.is_file() and real.is_relative_to(root.resolve()) and real.stat().st_size <= _LARGEST
    except (OSError, RuntimeError):
        return False
