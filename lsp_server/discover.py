"""Which files of a folder are the project's own, and what they say.

Left out: what git ignores, hidden folders (`.git`, `.venv`, `.claude` with its boilerplate), virtual
environments by any name, installed packages, `node_modules`, prompt histories, folders of project templates
(`{{cookiecutter.name}}`), and links that lead out of the folder. Not read: files over 2 MB, and files that
are not UTF-8.
"""

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from lsp_server.facts.file import LARGEST
from lsp_server.project.names.versions import FILES as VERSIONS
from lsp_server.project.tests.collected import INI_FILES
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document

_NEVER = frozenset(["node_modules", "site-packages", "__pycache__", "history", "dist", "build"])

# Any of these makes a folder a virtual environment; a committed one may lack its pyvenv.cfg.
_ENVIRONMENTS = ("pyvenv.cfg", "bin/activate_this.py", "bin/activate", "Scripts/activate", "conda-meta")


def find(root: Path) -> Iterator[str]:
    """The paths of the project's Python files, relative to `root`, forward slashes, in a fixed order.

    Folders that can't be listed are passed over.
    """
    base = str(root.resolve())
    yield from (_below(base, it) for it in _walk(base, base, ()))


def holds(root: Path, path: str) -> bool:
    """Whether `find` would come upon this one file; looks only at the folders above it."""
    base = folder = str(root.resolve())
    ignored: _Ignored = ()
    for part in path.split("/"):
        entries = _entries(folder)
        entry = next((it for it in entries if it.name == part), None)
        ignored = (*ignored, *_ignore_file(folder, entries))
        if entry is None or (folder != base and _is_environment(folder, entries)):
            return False
        if _is_left_out(base, entry, ignored):
            return False
        folder = entry.path
    return path.endswith(".py") and Path(folder).is_file()


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
    folders = {""}
    for folder in {it.rpartition("/")[0] for it in found}:
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    for folder in sorted(folders):
        for name in ("ruff.toml", ".ruff.toml", *INI_FILES, *VERSIONS):
            path = f"{folder}/{name}" if folder else name
            if (root / path).is_file():
                yield path


_Ignored = tuple[tuple[str, GitIgnoreSpec], ...]


# Paths are texts here: to make an object of each takes as long as all the rest.


def _walk(root: str, folder: str, above: _Ignored) -> Iterator[str]:
    entries = _entries(folder)
    if folder != root and _is_environment(folder, entries):
        return
    ignored = (*above, *_ignore_file(folder, entries))
    for entry in entries:
        if not entry.name.endswith(".py") and entry.is_file(follow_symlinks=False):
            continue  # most of a folder; what git says of it costs more than all the rest
        if _is_left_out(root, entry, ignored):
            continue
        if entry.is_dir():
            yield from _walk(root, entry.path, ignored)
        elif entry.name.endswith(".py") and entry.is_file():
            yield entry.path


def _entries(folder: str) -> "list[os.DirEntry[str]]":
    """What is in a folder, by name; nothing where it can't be listed."""
    try:
        return sorted(os.scandir(folder), key=lambda it: it.name)
    except OSError:
        return []


def _below(folder: str, path: str) -> str:
    return path.removeprefix(folder).lstrip(os.sep).replace(os.sep, "/")


def _is_environment(folder: str, entries: "list[os.DirEntry[str]]") -> bool:
    names = {it.name for it in entries}
    return any(it.partition("/")[0] in names and Path(folder, it).exists() for it in _ENVIRONMENTS)


def _is_left_out(root: str, entry: "os.DirEntry[str]", ignored: _Ignored) -> bool:
    try:
        is_folder = entry.is_dir()
        if entry.is_symlink() and (is_folder or not Path(entry.path).resolve().is_relative_to(root)):
            return True  # A linked folder is either outside, or inside and found there.
    except OSError:
        return True
    if is_folder and (entry.name.startswith(".") or entry.name in _NEVER or "{{" in entry.name):
        return True
    return _is_ignored(entry.path, is_folder, ignored)


def _is_ignored(path: str, is_folder: bool, ignored: _Ignored) -> bool:
    """What the nearest `.gitignore` that speaks of a path says of it: one further down may take it in again."""
    for base, spec in reversed(ignored):
        below = _below(base, path)
        said = spec.check_file(f"{below}/" if is_folder else below).include
        if said is not None:
            return said
    return False


def _ignore_file(folder: str, entries: "list[os.DirEntry[str]]") -> _Ignored:
    if not any(it.name == ".gitignore" for it in entries):
        return ()
    try:
        lines = Path(folder, ".gitignore").read_text("utf-8", "replace").splitlines()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # `[[...path]].tsx`, a file of Next.js, is an odd pattern
            return ((folder, GitIgnoreSpec.from_lines(lines)),)
    except (OSError, ValueError):
        return ()
