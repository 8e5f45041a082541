"""The user's own state folder, outside every workspace: for this user's eyes only, each file put in place whole."""

import os
import stat
import tempfile
from pathlib import Path


def state_folder() -> Path | None:
    """Where decisions and the ledger are kept; None where the user has no home to keep them in."""
    from platformdirs import user_state_path

    try:
        folder = user_state_path("backline", appauthor=False)
    except (OSError, RuntimeError):
        return None
    # Without a home the path is relative, and that would be inside whatever workspace is open.
    return folder if folder.is_absolute() and "~" not in folder.parts else None


def make_folder(folder: Path) -> None:
    """Make a folder that only this user may enter. OSError where it can't be made or is somebody else's."""
    missing = [it for it in (folder, *folder.parents) if not it.exists()]
    for it in reversed(missing):
        it.mkdir(mode=0o700, exist_ok=True)
    if not _is_ours(folder.stat()):
        raise PermissionError(f"{folder} belongs to another user or may be written to by others")


def write_private(file: Path, data: bytes) -> None:
    """Put a file in place whole, readable by this user only. OSError where that can't be done."""
    make_folder(file.parent)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")  # 0600 from the start
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def read_private(file: Path, largest: int) -> bytes | None:
    """What a file of our own says; None where there is none, or where others could have written it."""
    try:
        with file.open("rb") as into:
            about = os.fstat(into.fileno())
            if not stat.S_ISREG(about.st_mode) or not _is_ours(about) or not _is_ours(file.parent.stat()):
                return None
            return into.read(largest + 1) if about.st_size <= largest else None
    except OSError:
        return None


def _is_ours(about: os.stat_result) -> bool:
    """Whether a file belongs to this user and no other may write it. Windows keeps other people out by itself."""
    return os.name == "nt" or (about.st_uid == os.geteuid() and not about.st_mode & 0o022)
