"""The ledger knows money and names, no content, and holds with two servers (D30)."""

import dataclasses
import json
import os
import subprocess
import sys
import typing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from lsp_server.agent.safety.ledger import Entry, FileSeen, Ledger, Outcome

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAY = date(2026, 11, 27)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


def run(cost: str = "0.0123", time: datetime = NOON, **more: typing.Any) -> Entry:
    known = {
        "root": "/home/ada/shop",
        "action": "generate-service",
        "model": "claude-sonnet-5-5",
        "host": "api.anthropic.com",
    }
    numbers = {"tokens_in": 12_000, "tokens_out": 900, "tokens_cached": 10_000}
    return Entry(**({"time": time, **known, **numbers, "cost": Decimal(cost), "outcome": "applied"} | more))


def lines(folder: Path) -> list[dict[str, typing.Any]]:
    texts = [it.read_text() for it in sorted((folder / "ledger").iterdir())]
    return [json.loads(it) for text in texts for it in text.split("\n") if it]


def test_d30_a_run_is_written_down(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert ledger.spent(DAY) == 0
    assert ledger.write(run(files=(FileSeen("app/a.py", "ab" * 32),)))
    assert ledger.write(run("0.1"))
    assert ledger.spent(DAY) == Ledger(tmp_path).spent(DAY) == Decimal("0.1123")
    assert lines(tmp_path)[0] == {
        "time": "2026-11-27T12:00:00+00:00",
        "root": "/home/ada/shop",
        "action": "generate-service",
        "model": "claude-sonnet-5-5",
        "host": "api.anthropic.com",
        "tokens_in": 12_000,
        "tokens_out": 900,
        "tokens_cached": 10_000,
        "cost": "0.0123",
        "outcome": "applied",
        "files": [{"path": "app/a.py", "sha256": "ab" * 32}],
    }


def test_d30_days_are_those_of_utc(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    late = datetime(2026, 11, 27, 23, 30, tzinfo=timezone(timedelta(hours=-3)))
    ledger.write(run("1", late))
    assert (ledger.spent(DAY), ledger.spent(date(2026, 11, 28))) == (0, 1)


def test_d30_money_is_exact(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for _ in range(100):
        ledger.write(run("0.1"))
    assert ledger.spent(DAY) == 10


def test_d30_no_content_gets_in(tmp_path: Path) -> None:
    """Whatever a caller hands in by mistake: one short line is left of it."""
    code = "class Hero(SQLModel):\n    secret = 'x'\n" * 100
    ledger = Ledger(tmp_path)
    ledger.write(run(action=code, root=code, model=code, host=code, files=(FileSeen(code, code),)))
    (said,) = lines(tmp_path)
    texts = [said[it] for it in ("action", "root", "model", "host")] + list(said["files"][0].values())
    assert all(len(it) <= 300 and "\n" not in it for it in texts)
    allowed = {datetime, str, int, Decimal, Outcome, tuple[FileSeen, ...]}
    assert set(typing.get_type_hints(Entry).values()) <= allowed
    assert {it.name for it in dataclasses.fields(FileSeen)} == {"path", "sha256"}


@POSIX
def test_d30_only_the_user_may_read_it(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        Ledger(tmp_path / "a" / "b").write(run())
    finally:
        os.umask(old)
    folder = tmp_path / "a" / "b" / "ledger"
    assert [it.stat().st_mode & 0o777 for it in (folder, *folder.iterdir())] == [0o700, 0o600]


@POSIX
def test_d30_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.write(run("1"))
    (file,) = (tmp_path / "ledger").iterdir()
    victim = tmp_path / "victim"
    victim.write_text("mine\n")
    file.unlink()
    file.symlink_to(victim)
    assert not ledger.write(run("2"))
    assert victim.read_text() == "mine\n"


def test_d30_what_cannot_be_kept_counts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", None):
        ledger = Ledger(folder)
        assert not ledger.write(run("0.5"))
        assert not ledger.write(run("0.25"))
        assert ledger.spent(DAY) == Decimal("0.75")
        assert ledger.spent(date(2026, 11, 26)) == 0


@pytest.mark.parametrize(
    "broken",
    [
        b'{"cost": "0.',
        b"\x00\xff\xfe",
        b"[]",
        b"null",
        b"[" * 50_000,
        b'{"cost": 0.5}',
        b'{"cost": "NaN"}',
        b'{"cost": "Infinity"}',
        b'{"cost": "-5"}',
        b'{"cost": "x"}',
        b'{"cost": null}',
        b"",
    ],
)
def test_d30_a_broken_line_hides_no_other(tmp_path: Path, broken: bytes) -> None:
    ledger = Ledger(tmp_path)
    ledger.write(run("0.5"))
    (file,) = (tmp_path / "ledger").iterdir()
    file.write_bytes(file.read_bytes() + broken)
    ledger.write(run("0.25"))
    assert ledger.spent(DAY) == Decimal("0.75")


_WRITE = """
import sys
from datetime import datetime, UTC
from decimal import Decimal
from pathlib import Path
from lsp_server.agent.safety.ledger import Entry, Ledger
ledger = Ledger(Path(sys.argv[1]))
for i in range(300):
    names = ("r" * 250, "a" * 250, "m" * 250, "h")
    assert ledger.write(Entry(datetime(2026, 11, 27, tzinfo=UTC), *names, i, 0, 0, Decimal("0.01"), "applied"))
"""


def test_d30_two_servers_write_at_once(tmp_path: Path) -> None:
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    running = [subprocess.Popen([sys.executable, "-c", _WRITE, str(tmp_path)], env=environ) for _ in range(2)]
    assert [it.wait() for it in running] == [0, 0]
    assert len(lines(tmp_path)) == 600
    assert Ledger(tmp_path).spent(DAY) == 6
