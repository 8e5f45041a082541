"""Linking a folder ahead of the first question: here, or for a large folder in a process of its own.

The other process (`python -m lsp_server.indexer`) reads and links the files, keeps what it found for the next session
and hands it over as the same bytes. So the server answers meanwhile as quickly as ever, and the memory that linking
takes is gone with the process. When anything about it fails, the folder is linked here, which takes longer and nothing
else. It ends with the server: its standard input is never closed before.
"""

import contextlib
import gc
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from lsp_server import cache, discover
from lsp_server.snapshot import Snapshot, of

log = logging.getLogger(__name__)

LARGE = 1_000_000  # bytes of code; less is linked before another process has started


def link(snapshot: Snapshot) -> float:
    """Link in advance what the first hover or menu would have to wait for; who asks meanwhile shares what is done.

    Returns the seconds that it took.
    """
    began = time.perf_counter()
    project = snapshot.project
    found = (project.tables, project.routes, project.services, project.tests, project.schemas, project.session_aliases)
    # What cards ask of all files: which handlers are declared elsewhere, enumerations, settings.
    asked = (*(project.routes_of(it) for it in islice(snapshot.files, 1)), project.enums, project.settings)
    # What the checks of a file ask of all files: whether the routes around it go through services.
    layers = [project.layers_near(it) for it in islice(snapshot.files, 1)]
    log.debug("linked %s, %s", [len(it) for it in (*found, *asked)], layers)
    return time.perf_counter() - began


def is_large(snapshot: Snapshot) -> bool:
    """Whether linking it takes longer than to have another process do it."""
    return sum(len(it.document.text) for it in snapshot.files.unnoted().values()) > LARGE


def linked_elsewhere(snapshot: Snapshot) -> Snapshot:
    """The same folder, with what another process has linked of it; as it is when that process failed."""
    if snapshot.root is None:
        return snapshot
    asked = json.dumps({"root": str(snapshot.root), "paths": list(snapshot.files.unnoted())}).encode() + b"\n"
    command = [sys.executable, "-P", "-m", __name__]  # -P: no module of the folder that the editor runs in
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - ourselves
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(asked)
            process.stdin.flush()
            data = process.stdout.read()
    except OSError as error:
        log.warning("The folder could not be linked by another process: %s", error)
        return snapshot
    if process.returncode != 0:
        log.warning("The process that linked the folder ended with %s.", process.returncode)
        return snapshot
    return cache.restore(snapshot, data)


def main() -> None:
    """Link the folder that standard input names, in one line of JSON, and write what was found to standard output."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)  # what a person waits for goes first
    gc.disable()  # most of what is made stays, and all of it is gone with the process
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_server, daemon=True).start()
    snapshot = _read(Path(asked["root"]), asked["paths"])
    link(snapshot)
    sys.stdout.buffer.write(cache.keep(snapshot))
    sys.stdout.flush()
    os._exit(0)  # nothing to tidy up, and the other thread waits for a line that never comes


def _read(root: Path, paths: Iterable[str]) -> Snapshot:
    return of((it for path in paths if (it := discover.read(root, path)) is not None), root)


def _end_with_server() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
