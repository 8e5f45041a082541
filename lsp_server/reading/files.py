"""A folder's text files, read with care: nothing outside of the folder, no secrets, nothing huge."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lsp_server.reading.secret import is_secret

LARGEST = 256 * 1024  # bytes (decision D30)

_UNVISITED = frozenset(["node_modules", "site-packages", "__pycache__", "dist", "build"])


@dataclass(frozen=True)
class Files:
    """The files of `folder`. Paths are relative to it, with forward slashes, and sorted.

    `opened` answers with the text of a document that is open in the editor, which is newer than the disk.
    """

    folder: Path
    opened: Callable[[str], str | None] = lambda _: None

    def text(self, path: str) -> str | None:
        """What a file says. None: not there, outside of the folder, a secret, too large or not UTF-8."""
        if not _is_plain(path) or is_secret(path):
            return None
        text = self.opened(path)
        if text is not None:
            return text if len(text) <= LARGEST else None
        real = self._inside(path)
        if real is None or is_secret(real.name):
            return None
        try:
            if not real.is_file() or real.stat().st_size > LARGEST:
                return None
            return real.read_bytes().decode("utf-8")
        except (OSError, ValueError):
            return None

    def is_folder(self, path: str) -> bool:
        real = self._inside(path)
        return real is not None and real.is_dir()

    def names(self, path: str = "") -> tuple[str, ...]:
        """The names in a folder, sorted; none where it is not there or leads out of ours."""
        real = self._inside(path)
        try:
            return tuple(sorted(it.name for it in os.scandir(real))) if real is not None else ()
        except OSError:
            return ()

    def folders(self, path: str = "") -> tuple[str, ...]:
        """The names of the folders in a folder, sorted; linked ones are left out."""
        real = self._inside(path)
        try:
            entries = os.scandir(real) if real is not None else ()
            return tuple(sorted(it.name for it in entries if it.is_dir(follow_symlinks=False)))
        except OSError:
            return ()

    def walk(self, path: str, depth: int = 4) -> Iterator[str]:
        """The paths of the files below a folder; linked folders are not entered, so that no loop is walked."""
        real = self._inside(path)
        if real is None or depth < 0:
            return
        try:
            entries = sorted(os.scandir(real), key=lambda it: it.name)
        except OSError:
            return
        for entry in entries:
            below = f"{path}/{entry.name}" if path else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _UNVISITED and not is_secret(f"{entry.name}/-"):
                    yield from self.walk(below, depth - 1)
            elif entry.is_file(follow_symlinks=False) or self._is_linked_file(below):
                yield below

    def _is_linked_file(self, path: str) -> bool:
        real = self._inside(path)
        return real is not None and real.is_file()

    def _inside(self, path: str) -> Path | None:
        """The file or folder that a path leads to in the end; None where it leads out of the folder or nowhere."""
        if path and not _is_plain(path):
            return None
        try:
            home = self.folder.resolve(strict=True)
            real = (home / path).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            return None
        if not real.is_relative_to(home):
            return None
        return None if is_secret(f"{real.relative_to(home).as_posix()}/-") else real


def _is_plain(path: str) -> bool:
    parts = path.split("/")
    return "\0" not in path and "\\" not in path and ":" not in path and not any(it in ("", ".", "..") for it in parts)
