"""Leave when the editor is gone, however it went."""

import os
import threading
import time

EVERY = 3.0  # seconds between two looks


def exit_with(process_id: int | None) -> None:
    """End this process soon after the process `process_id` has ended. None: nobody to watch.

    The end of standard input ends the server anyway; this is for an editor that was killed while a child
    of its own kept the pipe open. A thread, so that a busy event loop can't keep it waiting.
    """
    if process_id is None or os.name == "nt":
        return
    watcher = threading.Thread(target=_watch, args=(process_id,), name="parent", daemon=True)
    watcher.start()


def _watch(process_id: int) -> None:
    while _is_alive(process_id):
        time.sleep(EVERY)
    os._exit(1)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
