"""Batches that were sent and whose answers were not yet used: kept by their ids, so that another process can go on.

Names, hashes and money only, in the user's own state folder, never what was sent.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lsp_server.agent.safety.private_files import read_private, write_private

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LARGEST = 10_000_000  # bytes


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """One request of a batch: what it is about, and the hash of what was sent."""

    id: str
    path: str
    name: str
    code: str | None
    sent: str


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """`most` is what it may cost in US dollars, `day` when it was sent (UTC); `counted`: what it did cost is in the
    ledger, since its answers were looked at."""

    id: str
    root: str
    host: str
    action: str
    day: str
    most: str
    requests: tuple[KeptRequest, ...]
    counted: bool = False


@dataclass(frozen=True, slots=True)
class KeptBatches:
    """`state` is the user's state folder, None: nothing is kept."""

    state: Path | None

    def keep(self, batch: KeptBatch) -> bool:
        """Whether it could be kept."""
        file = self._file(batch.id)
        if file is None:
            return False
        try:
            write_private(file, json.dumps(asdict(batch), indent=1).encode())
        except OSError:
            return False
        return True

    def find(self, id_: str) -> KeptBatch | None:
        file = self._file(id_)
        return _read(file) if file is not None else None

    def forget(self, id_: str) -> None:
        """Its answers are used."""
        file = self._file(id_)
        if file is not None:
            with contextlib.suppress(OSError):  # a folder that may not be written kept nothing either
                file.unlink()

    def all(self) -> Iterator[KeptBatch]:
        """Those whose answers are not yet used."""
        for file in sorted((self.state / "batches").glob("*.json")) if self.state is not None else ():
            found = _read(file)
            if found is not None:
                yield found

    def reserved(self, day: str) -> Decimal:
        """What batches of a day may still cost: it is in no ledger before their answers are used."""
        return sum((_money(it.most) for it in self.all() if it.day == day and not it.counted), Decimal(0))

    def _file(self, id_: str) -> Path | None:
        if self.state is None or _ID.fullmatch(id_) is None:
            return None
        return self.state / "batches" / f"{id_}.json"


def _read(file: Path) -> KeptBatch | None:
    data = read_private(file, _LARGEST)
    try:
        said: Any = json.loads(data or b"null")
        return KeptBatch(**{**said, "requests": tuple(KeptRequest(**it) for it in said["requests"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _money(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and found > 0 else Decimal(0)
