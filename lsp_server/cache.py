"""What was linked, kept on disk between two sessions: in the user's cache folder, one file for each workspace folder.

Disposable, and never trusted over the text: a file's share of it counts only while its text is the very same. A file
that is missing, broken, of another version or not to be read is as good as none; a folder that can't be written to
stays as it is. Two servers may share it: a file is put in place whole, and the last one stays.
"""

import hashlib
import logging
import os
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from lsp_server import __version__
from lsp_server.project.incremental.stored import restored, stored
from lsp_server.snapshot import Snapshot

log = logging.getLogger(__name__)

_LEFT_AFTER = 30 * 24 * 3600  # seconds
_LARGEST = 1 << 30  # bytes


def warm(snapshot: Snapshot) -> Snapshot:
    """The same folder, with what an earlier session has linked of it and still holds."""
    file = _file(snapshot)
    try:
        data = file.read_bytes() if file is not None and file.stat().st_size < _LARGEST else b""
    except OSError:
        return snapshot
    return restore(snapshot, data) if data else snapshot


def restore(snapshot: Snapshot, data: bytes) -> Snapshot:
    """The same folder, with what `keep` has made of it somewhere else; as it is when that is of no use."""
    files = restored(snapshot.files, data, program())
    return Snapshot(files, snapshot.root) if files is not None else snapshot


def keep(snapshot: Snapshot) -> bytes:
    """Write down what is linked, for the next session, and return it. Where that can't be done, the log says so."""
    try:
        data = stored(snapshot.project.modules, program())
    except RecursionError as error:
        log.info("What was linked is not kept: %s", error)
        return b""
    if (file := _file(snapshot)) is not None:
        _put(file, data)
    return data


def _put(file: Path, data: bytes) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)  # for this user's eyes only: it holds code
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(name).replace(file)
        _forget_old(file.parent)
    except OSError as error:
        log.info("What was linked is not kept: %s", error)


@cache
def program() -> str:
    """This very program: its version, that of Python, and what its own files look like on disk."""
    here = Path(__file__).parent
    files = sorted((it.relative_to(here).as_posix(), it.stat()) for it in here.rglob("*.py"))
    seen = hashlib.blake2b(repr([(name, it.st_size, it.st_mtime_ns) for name, it in files]).encode())
    return f"{__version__} {sys.version} {seen.hexdigest()}"


def _file(snapshot: Snapshot) -> Path | None:
    """Where a folder's share is; None for one that exists only in memory."""
    if snapshot.root is None:
        return None
    from platformdirs import user_cache_path

    name = hashlib.blake2b(os.fsencode(snapshot.root), digest_size=16).hexdigest()
    return user_cache_path("backline", appauthor=False) / "linked" / name


def _forget_old(folder: Path) -> None:
    """Remove what no session has written for a month: folders that are gone, files that were never put in place."""
    for it in folder.iterdir():
        if it.stat().st_mtime < time.time() - _LEFT_AFTER:
            it.unlink(missing_ok=True)
