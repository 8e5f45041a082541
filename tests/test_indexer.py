"""What another process links is what would be linked here, and when it can't, nothing is lost but time."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from lsp_server import cache, discover, indexer
from lsp_server.server.editor.window import SERVE
from lsp_server.snapshot import Snapshot
from tests.e2e.conftest import Client, opened
from tests.project.test_incremental import FOLDERS, anew, known

ORDERS = """\
import uuid

from fastapi import FastAPI
from sqlmodel import Field, SQLModel


class Order(SQLModel, table=True):
    id: uuid.UUID = Field(default=uuid.uuid4(), primary_key=True)


app = FastAPI()


@app.post("/orders")
def create(order: Order) -> Order:
    return order
"""
COMMAND = [sys.executable, "-P", "-m", "lsp_server.indexer"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(FOLDERS[-1], tmp_path / "project")
    (tmp_path / "project" / "žluť 🦸.py").write_bytes("class Kůň:\r\n    x = '🦸'\r\n".encode())
    return tmp_path / "project"


def test_another_process_links_the_same(root: Path) -> None:
    snapshot = discover.snapshot(root)
    linked = indexer.linked_elsewhere(snapshot)
    assert linked.files.history.entries
    assert known(linked) == known(discover.snapshot(root))
    assert cache.warm(discover.snapshot(root)).files.history.entries, "the next session starts cold"


def test_what_is_read_here_meanwhile_is_not_mixed_with_it(root: Path) -> None:
    """A value of the other process means its own statements; those read here are equal, and yet others."""
    snapshot = discover.snapshot(root)
    known(snapshot)
    linked = indexer.linked_elsewhere(snapshot)
    table = linked.project.tables[0]
    assert table.node is linked.files[table.path].definitions[table.name]


def test_what_changed_meanwhile_counts_as_it_is(root: Path) -> None:
    snapshot = discover.snapshot(root)
    (root / "app" / "models.py").write_text("class Nothing: ...\n")  # the other process reads this
    (root / "app" / "db.py").unlink()
    linked = indexer.linked_elsewhere(snapshot)
    assert linked.files.history.entries
    assert known(linked) == known(anew(snapshot))


def test_no_module_of_the_folder_is_imported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "json.py").write_text("raise SystemExit('a module of the workspace was run')\n")
    monkeypatch.chdir(root)
    assert indexer.linked_elsewhere(discover.snapshot(root)).files.history.entries


@pytest.mark.parametrize("python", ["/nowhere/python", shutil.which("false")])
def test_a_process_that_fails_costs_nothing_but_time(
    root: Path, python: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    snapshot = discover.snapshot(root)
    monkeypatch.setattr(sys, "executable", python)
    assert indexer.linked_elsewhere(snapshot) is snapshot
    assert caplog.messages


def test_a_snapshot_of_nothing_on_disk_stays_here(root: Path) -> None:
    snapshot = Snapshot(discover.snapshot(root).files)
    assert indexer.linked_elsewhere(snapshot) is snapshot


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a file that never ends")
def test_it_ends_with_the_server(root: Path) -> None:
    os.mkfifo(root / "endless.py")
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps({"root": str(root), "paths": ["endless.py"]}).encode() + b"\n")
        process.stdin.close()
        assert process.wait() == 1


async def test_a_large_folder_is_linked_for_the_server_and_kept(root: Path, home: Path) -> None:
    shutil.copytree(root, root / "more")
    line = f"    x = '{'a' * 80}'\n"
    (root / "large.py").write_text("def large():\n" + line * (indexer.LARGE // len(line)) + "    return x\n")
    async with opened(root) as client:
        await client.wait(lambda: bool(client.refreshed))
        (kept,) = (home / "backline" / "linked").iterdir()
        assert client.client is not None
        found = await client.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("POST /"))
        assert "POST /api/v1/teams" in [it.name for it in found or ()]
    assert kept.stat().st_size > 1000


async def test_a_large_folder_is_checked_before_it_is_linked_and_again_after(root: Path) -> None:
    (root / "large.py").write_text("def large():\n" + f"    x = '{'a' * 80}'\n" * (indexer.LARGE // 86))
    (root / "orders.py").write_text(ORDERS)
    async with Client(root, "nvim-0.11.4", command=SERVE) as client:
        client.open("orders.py")
        first = await client.diagnostics("orders.py")
        assert [it.code for it in first] == ["BL304"], "what its own file tells is told at once"
        await client.wait(lambda: len(client.published["orders.py"]) > 1)
        assert [it.code for it in client.published["orders.py"]] == ["BL304", "BL303"]
