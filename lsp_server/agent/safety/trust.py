"""Which folders a person lets an agent work in (decision D24).

Asked once for each folder and host, remembered in the user's own state folder. Whatever can't be read or was not
written by this user counts as never asked: asking again costs a click, a wrong yes costs the code.
"""

import hashlib
import json
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from lsp_server.agent.safety.private_files import read_private, write_private

log = logging.getLogger(__name__)

Decision = Literal["granted", "refused"]
_LARGEST = 10_000  # bytes of one decision


@dataclass(frozen=True, slots=True)
class Trust:
    """Decisions, one file for each root. `folder` is the user's state folder, None: nothing is remembered."""

    folder: Path | None

    def of(self, root: Path, host: str) -> Decision | None:
        """What was decided about sending code of `root` to `host`; None: ask.

        A yes was given for one host; a no is a no to all of them.
        """
        file = self._file(root)
        data = read_private(file, _LARGEST) if file is not None else None
        if data is None:
            return None
        try:
            said = json.loads(data)
        except (ValueError, RecursionError):
            return None
        match said:
            case {"root": str(name), "decision": "refused"} if name == _canonical(root):
                return "refused"
            case {"root": str(name), "decision": "granted", "host": str(to)} if name == _canonical(root) and to == host:
                return "granted"
            case _:
                return None

    def decide(self, root: Path, decision: Decision, host: str) -> bool:
        """Remember a decision. False where that can't be done; the log says why."""
        file = self._file(root)
        if file is None:
            return False
        now = datetime.now(UTC).isoformat(timespec="seconds")
        said = {"root": _canonical(root), "decision": decision, "host": host, "time": now}
        try:
            write_private(file, (json.dumps(said, indent=1) + "\n").encode())
        except OSError as error:
            log.info("The decision about %s is not kept: %s", root, error)
            return False
        return True

    def forget(self, root: Path) -> None:
        """Ask again next time."""
        file = self._file(root)
        if file is not None:
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                log.info("The decision about %s is not forgotten: %s", root, error)

    def _file(self, root: Path) -> Path | None:
        """One file for each root: two servers that decide at once are in nobody's way."""
        name = _canonical(root)
        if name is None or self.folder is None or _is_inside(self.folder, Path(name)):
            return None
        return self.folder / "trust" / f"{hashlib.blake2b(os.fsencode(name), digest_size=16).hexdigest()}.json"


def _canonical(root: Path) -> str | None:
    """The folder itself, whatever links lead to it; None for one that is not there."""
    try:
        real = root.resolve(strict=True)
        return os.fsdecode(real) if real.is_dir() else None
    except (OSError, RuntimeError, ValueError):
        return None


def _is_inside(folder: Path, root: Path) -> bool:
    """Whether a state folder lies in a workspace, which could then bring its own decisions."""
    try:
        return folder.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return True
