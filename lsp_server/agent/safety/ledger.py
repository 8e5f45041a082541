"""What was sent and what it cost, never what it said (decision D30).

JSON lines in the user's state folder, one file for each day and server, so that two servers never write into each
other's lines. What can't be written still counts as spent while this server lives.
"""

import json
import logging
import os
import secrets
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

from lsp_server.agent.safety.private_files import make_folder, read_private

log = logging.getLogger(__name__)

Outcome = Literal["applied", "proposed", "declined", "refused", "failed", "cancelled"]
_LONGEST = 300  # characters of a name; more would be content
_LARGEST = 64 << 20  # bytes of one file


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file whose text was sent or changed."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One run of an agent. Names, numbers and hashes only."""

    time: datetime
    root: str
    action: str
    model: str
    host: str
    tokens_in: int
    tokens_out: int
    tokens_cached: int
    cost: Decimal  # US dollars
    outcome: Outcome
    files: tuple[FileSeen, ...] = ()


class Ledger:
    """The record of all runs of this user. `folder` is the user's state folder, None: nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / "ledger" if folder is not None else None
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._unwritten: list[Entry] = []

    def write(self, entry: Entry) -> bool:
        """Add a run. False where it could not be kept; it counts in `spent` all the same."""
        with self._lock:
            try:
                self._append(entry)
            except OSError as error:
                log.warning("A run of the agent is not in the ledger: %s", error)
                self._unwritten.append(entry)
                return False
            return True

    def spent(self, day: date) -> Decimal:
        """US dollars spent on a day (UTC) by all servers of this user, as far as it is written down."""
        with self._lock:
            found = [it.cost for it in self._unwritten if _day(it) == day]
        for file in self._files(day):
            found += [_cost(line) for line in (read_private(file, _LARGEST) or b"").split(b"\n")]
        return sum(found, Decimal(0))

    def _append(self, entry: Entry) -> None:
        if self._folder is None:
            raise FileNotFoundError("there is no folder to keep it in")
        make_folder(self._folder)
        line = _line(entry)
        path = self._folder / f"{_day(entry).isoformat()}-{self._name}.jsonl"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(path, flags, 0o600)
        try:
            # A disk that was full may have left half a line; this one begins anew.
            data = b"\n" + line if os.fstat(handle).st_size else line
            if os.write(handle, data) != len(data):
                raise OSError("the disk is full")
        finally:
            os.close(handle)

    def _files(self, day: date) -> list[Path]:
        try:
            return sorted(self._folder.glob(f"{day.isoformat()}-*.jsonl")) if self._folder is not None else []
        except OSError:
            return []


def _line(entry: Entry) -> bytes:
    """An entry as JSON. Its names are cut to one short line: whatever a caller hands in, content does not get in."""
    said = asdict(entry)
    said["files"] = [{name: _one_line(it) for name, it in file.items()} for file in said["files"]]
    plain = {
        name: _one_line(_plain(it)) if isinstance(it, str | datetime | Decimal) else it for name, it in said.items()
    }
    return json.dumps(plain).encode() + b"\n"


def _one_line(text: str) -> str:
    return "".join(it if it.isprintable() else "?" for it in text[:_LONGEST])


def _day(entry: Entry) -> date:
    return entry.time.astimezone(UTC).date()


def _plain(value: object) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _cost(line: bytes) -> Decimal:
    """The money of one line; none for a line that is broken, which a full disk or a crash may leave."""
    try:
        match json.loads(line):
            case {"cost": str(cost)}:
                found = Decimal(cost)
                return found if found.is_finite() and found > 0 else Decimal(0)
            case _:
                return Decimal(0)
    except (ValueError, InvalidOperation, RecursionError):
        return Decimal(0)
