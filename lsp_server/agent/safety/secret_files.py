"""Files that are never read for a model, whatever they are called through (decision D25).

Their names say that they hold secrets. Links are followed first: a harmless name may lead to such a file, or out of
the workspace.
"""

import stat
from pathlib import Path

from lsp_server.reading.secret import is_secret

LARGEST = 256 * 1024  # bytes of one file that a model may read (decision D30)


def refuse_reading(path: str, root: Path) -> str | None:
    """Why a file of the workspace is not shown to a model, as one sentence; None: it may be read.

    `path` is relative to `root`. To be asked right before reading: links are looked up on disk.
    """
    if is_secret(path):
        return f"{path} may hold secrets, so it is not read."
    try:
        home, real = root.resolve(strict=True), (root / path).resolve(strict=True)
        about = real.stat()
    except (OSError, RuntimeError, ValueError):
        return f"{path} is not there."
    if not real.is_relative_to(home):
        return f"{path} is not inside the workspace."
    if is_secret(inside := real.relative_to(home).as_posix()):
        return f"{path} leads to {inside}, which may hold secrets, so it is not read."
    if not stat.S_ISREG(about.st_mode):
        return f"{path} is not a file."
    if about.st_size > LARGEST:
        return f"{path} is too large to be read."
    return None
