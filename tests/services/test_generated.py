"""Generated services: typed and formatted like hand-written ones, and right on a real PostgreSQL."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lsp_server.action import Cursor, Offer
from lsp_server.actions.generate_service import draft, offer
from lsp_server.edits.change import Change
from lsp_server.edits.gates import judge
from lsp_server.snapshot import of
from lsp_server.text import Document
from tests.postgres import Database
from tests.services.samples import SAMPLES, Sample

EXERCISE = Path(__file__).with_name("exercise.py")
PACKAGES = {name: f"app{number}" for number, name in enumerate(SAMPLES)}


def generate(sample: Sample, package: str) -> tuple[dict[str, str], Change]:
    """The project after the action, with its package renamed so that all samples fit into one folder."""
    files = {_renamed(path, package): _renamed(text, package) for path, text in sample.files.items()}
    snapshot = of([Document(path, text) for path, text in files.items()])
    table = next(it for it in snapshot.project.tables if it.name == sample.table)
    offered = offer(Cursor(snapshot, table.path, table.node.name_span))
    assert isinstance(offered, Offer)
    change = draft(offered)
    assert isinstance(change, Change)
    judged = judge(change, snapshot)
    assert isinstance(judged, Change), judged
    return files | {it.path: it.after for it in judged.files}, judged


def _renamed(text: str, package: str) -> str:
    return re.sub(r"\bapp(?=[/.]\w)", package, text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("services")
    for name, sample in SAMPLES.items():
        for path, text in generate(sample, PACKAGES[name])[0].items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
    return root


def run(folder: Path, *command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_of_it_passes_mypy_strict(folder: Path) -> None:
    run(folder, "mypy", "--strict", *(part for it in PACKAGES.values() for part in ("-p", it)))


def test_all_of_it_passes_ruff(folder: Path) -> None:
    run(
        folder,
        "ruff",
        "check",
        "--isolated",
        "--select",
        "E,F,W,I,UP,B,SIM,RUF,ANN,RET,C4,PIE",
        "--ignore",
        "E501,ANN401",
        ".",
    )


def test_what_was_written_is_formatted(folder: Path) -> None:
    written = [
        it.path
        for name, sample in SAMPLES.items()
        for it in generate(sample, PACKAGES[name])[1].files
        if it.before is None
    ]

    run(folder, "ruff", "format", "--isolated", "--check", *written)


@pytest.mark.parametrize("name", SAMPLES)
def test_it_does_what_it_says_on_postgresql(name: str, folder: Path, database: Database) -> None:
    command = [sys.executable, str(EXERCISE), PACKAGES[name], name, database.asyncpg]

    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
