"""The branch that is checked out, as git's own files say; no process is started."""

import re
from pathlib import Path

_REF = re.compile(r"ref:\s*refs/heads/(\S+)\s*")
_GITDIR = re.compile(r"gitdir:\s*(.+?)\s*")
_LARGEST = 4096


def branch(folder: Path) -> str | None:
    """The branch of the repository that `folder` lies in; None: no repository, or no branch is checked out."""
    try:
        folder = folder.resolve()
    except (OSError, RuntimeError):
        return None
    for it in (folder, *folder.parents):
        git = it / ".git"
        if git.is_dir():
            return _named(git / "HEAD")
        if git.is_file():  # a worktree or a submodule
            found = _GITDIR.fullmatch(_text(git))
            return _named(it / found[1] / "HEAD") if found is not None else None
    return None


def _named(head: Path) -> str | None:
    found = _REF.fullmatch(_text(head))
    return found[1] if found is not None else None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST).decode("utf-8")
    except (OSError, ValueError):
        return ""
