"""Generated services: typed and formatted like hand-written ones, and right on a real PostgreSQL."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from lsp_server.action import Cursor, Offer
from lsp_server.actions.generate_service import draft, offer
from lsp_server.edits.change import Change
from lsp_server.edits.gates import judge
from lsp_server.snapshot import of
from lsp_server.text import Document
from tests.postgres import Database
from tests.services.samples import SAMPLES

EXERCISE = Path(__file__).with_name("exercise.py")
FOLDERS = {name: f"app{number}" for number, name in enumerate(SAMPLES)}
FLAT = [FOLDERS[name] for name, it in SAMPLES.items() if it.flat]
RULES = "E,F,W,I,UP,B,SIM,RUF,ANN,RET,C4,PIE"
NOT_OURS = "E501,ANN401,RUF012,UP042,UP045"  # the last three are about what the samples themselves have


@cache
def generate(name: str) -> tuple[dict[str, str], Change]:
    """The project after the action, with its package renamed so that all samples fit into one folder."""
    sample, folder = SAMPLES[name], FOLDERS[name]
    files = {_renamed(path, folder): _renamed(text, folder) for path, text in sample.files.items()}
    snapshot = of([Document(path, text) for path, text in files.items()])
    table = next(it for it in snapshot.project.tables if it.name == sample.table)
    offered = offer(Cursor(snapshot, table.path, table.node.name_span))
    assert isinstance(offered, Offer)
    change = draft(offered)
    assert isinstance(change, Change), change
    judged = judge(change, snapshot)
    assert isinstance(judged, Change), judged
    return files | {it.path: it.after for it in judged.files}, judged


def _renamed(text: str, package: str) -> str:
    return re.sub(r"\bapp(?=[/.]\w)", package, text)


def _on_disk(name: str, path: str) -> str:
    return f"{FOLDERS[name]}/{path}" if SAMPLES[name].flat else path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("services")
    for name in SAMPLES:
        for path, text in generate(name)[0].items():
            file = root / _on_disk(name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return root


def complaints(folder: Path, *command: str) -> str:
    """What a tool says of the folder; nothing where it is content."""
    environment = os.environ | {"MYPYPATH": ":".join(FLAT)}
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, env=environment)
    return (done.stdout + done.stderr or f"ended with {done.returncode}") if done.returncode else ""


def test_all_of_it_passes_mypy_strict(folder: Path) -> None:
    assert not complaints(folder, "mypy", "--strict", "--explicit-package-bases", *FOLDERS.values())


def test_all_of_it_passes_ruff(folder: Path) -> None:
    source = f"src = {['.', *FLAT]}"

    rules = ("--select", RULES, "--ignore", NOT_OURS)
    assert not complaints(folder, "ruff", "check", "--isolated", *rules, "--config", source, ".")


def test_what_was_written_is_formatted(folder: Path) -> None:
    written = [_on_disk(name, it.path) for name in SAMPLES for it in generate(name)[1].files if it.before is None]

    assert not complaints(folder, "ruff", "format", "--isolated", "--check", *written)


@pytest.mark.parametrize("name", [name for name, it in SAMPLES.items() if it.written])
def test_it_writes_what_is_missing_and_nothing_else(name: str) -> None:
    touched = {it.path for it in generate(name)[1].files}

    assert touched == {_renamed(it, FOLDERS[name]) for it in SAMPLES[name].written}


@pytest.mark.parametrize("name", SAMPLES)
def test_it_does_what_it_says_on_postgresql(name: str, folder: Path, database: Database) -> None:
    where = folder / FOLDERS[name] if SAMPLES[name].flat else folder
    command = [sys.executable, str(EXERCISE), FOLDERS[name], name, database.asyncpg]

    done = subprocess.run(command, cwd=where, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
