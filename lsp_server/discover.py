"""Which files of a folder are the project's own, and what they say.

Left out: what git ignores, hidden folders (`.git`, `.venv`, `.claude` with its boilerplate), virtual
environments by any name, installed packages, `node_modules`, prompt histories, folders of project templates
(`{{cookiecutter.name}}`), and links that lead out of the folder. Not read: files over 2 MB, and files that
are not UTF-8.
"""

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from lsp_server.facts.file import LARGEST
from lsp_server.project.names.versions import FILES as VERSIONS
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document

_NEVER = frozenset(["node_modules", "site-packages", "__pycache__", "history", "dist", "build"])

# Any of these makes a folder a virtual environment; a committed one may lack its pyvenv.cfg.
_ENVIRONMENTS = ("pyvenv.cfg", "bin/activate_this.py", "bin/activate", "Scripts/activate", "conda-meta")


def find(root: Path) -> Iterator[str]:
    """The paths of the project's Python files, relative to `root`, forward slashes, in a fixed order.

    Folders that can't be listed are passed over.
    """
    root = root.resolve()
    yield from _walk(root, root, ())


def holds(root: Path, path: str) -> bool:
    """Whether `find` would come upon this one file; looks only at the folders above it."""
    root = root.resolve()
    folder, ignored = root, _ignore_file(root)
    for part in path.split("/"):
        try:
            entry = next((it for it in os.scandir(folder) if it.name == part), None)
        except OSError:
            return False
        if entry is None or _is_left_out(root, entry, folder / part, ignored):
            return False
        folder /= part
        ignored = (*ignored, *_ignore_file(folder))
    return path.endswith(".py") and folder.is_file()


def read(root: Path, path: str) -> Document | None:
    """A file as it is on disk, mark and line endings kept. None: gone, unreadable, too large or not UTF-8."""
    file = root / path
    try:
        if file.stat().st_size > LARGEST:
            return None
        return Document(path, file.read_bytes().decode("utf-8"))
    except (OSError, ValueError):
        return None


def snapshot(root: Path, opened: Iterable[Document] = (), keeps: Callable[[str], bool] | None = None) -> Snapshot:
    """The folder as it is on disk, with these documents in place of their files; `keeps` may leave files out."""
    ours = {it.path: it for it in opened}
    found = tuple(it for it in find(root) if keeps is None or keeps(it))
    on_disk = (read(root, path) for path in (*found, *configurations(root, found)) if path not in ours)
    return of([*(it for it in on_disk if it is not None), *ours.values()], root.resolve())


def configurations(root: Path, found: Iterable[str]) -> Iterator[str]:
    """The paths of files that say how code must look and which versions it runs with, in the folders of the files
    `found` and above them."""
    folders = {parent.as_posix() for it in found for parent in PurePosixPath(it).parents}
    for folder in sorted(folders):
        for name in ("ruff.toml", ".ruff.toml", *VERSIONS):
            path = name if folder == "." else f"{folder}/{name}"
            if (root / path).is_file():
                yield path


_Ignored = tuple[tuple[Path, GitIgnoreSpec], ...]


def _walk(root: Path, folder: Path, above: _Ignored) -> Iterator[str]:
    ignored = (*above, *_ignore_file(folder))
    try:
        entries = sorted(os.scandir(folder), key=lambda it: it.name)
    except OSError:
        return
    for entry in entries:
        if not entry.name.endswith(".py") and entry.is_file(follow_symlinks=False):
            continue  # most of a folder; what git says of it costs more than all the rest
        path = folder / entry.name
        if _is_left_out(root, entry, path, ignored):
            continue
        if entry.is_dir():
            yield from _walk(root, path, ignored)
        elif entry.name.endswith(".py") and entry.is_file():
            yield path.relative_to(root).as_posix()


def _is_left_out(root: Path, entry: "os.DirEntry[str]", path: Path, ignored: _Ignored) -> bool:
    try:
        is_folder = entry.is_dir()
        if entry.is_symlink() and (is_folder or not path.resolve().is_relative_to(root)):
            return True  # A linked folder is either outside, or inside and found there.
    except OSError:
        return True
    if is_folder and (entry.name.startswith(".") or entry.name in _NEVER or "{{" in entry.name):
        return True
    if is_folder and any((path / it).exists() for it in _ENVIRONMENTS):
        return True
    return _is_ignored(path, is_folder, ignored)


def _is_ignored(path: Path, is_folder: bool, ignored: _Ignored) -> bool:
    """What the nearest `.gitignore` that speaks of a path says of it: one further down may take it in again."""
    for base, spec in reversed(ignored):
        below = path.relative_to(base).as_posix()
        said = spec.check_file(f"{below}/" if is_folder else below).include
        if said is not None:
            return said
    return False


def _ignore_file(folder: Path) -> _Ignored:
    try:
        lines = (folder / ".gitignore").read_text("utf-8", "replace").splitlines()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # `[[...path]].tsx`, a file of Next.js, is an odd pattern
            return ((folder, GitIgnoreSpec.from_lines(lines)),)
    except (OSError, ValueError):
        return ()
