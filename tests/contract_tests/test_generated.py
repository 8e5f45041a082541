"""The generated contract tests, on real applications and the real PostgreSQL: green, and able to fail."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract_tests.generate import FOLDERS, Generated, generate
from tests.contract_tests.mutants import MUTANTS
from tests.postgres import Database

RUNNER = Path(__file__).with_name("runner.py")


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Generated]:
    """Every sample with contract tests for all of its routes."""
    root = tmp_path_factory.mktemp("contract")
    return {it: generate(it, root / it) for it in FOLDERS}


@pytest.fixture(scope="session")
def outcomes(
    generated: dict[str, Generated], postgres: Database, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[int, str]]:
    """Exit code and output of pytest for each sample as it is ("heroes") and for each mutant ("3")."""
    jobs = [_job(name, it, []) for name, it in generated.items()]
    jobs += [_job(str(i), generated[it.sample], [[it.path, it.old, it.new]]) for i, it in enumerate(MUTANTS)]
    file = tmp_path_factory.mktemp("jobs") / "jobs.json"
    file.write_text(json.dumps(jobs))
    environment = {**os.environ, "TEST_DATABASE_URL": postgres.plain}
    done = subprocess.run([sys.executable, RUNNER, file], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(it) for it in done.stdout.splitlines()]
    return {it["id"]: (it["code"], it["output"]) for it in answers}


def _job(name: str, generated: Generated, edits: list[list[str]]) -> dict[str, object]:
    return {
        "id": name,
        "folder": str(generated.folder),
        "edits": edits,
        "async": generated.sample in ("heroes", "notes", "shop"),
    }


@pytest.mark.parametrize("sample", FOLDERS)
def test_every_route_gets_its_tests(generated: dict[str, Generated], sample: str) -> None:
    assert not generated[sample].refusals
    assert all(it.startswith("Add contract test for ") for it in generated[sample].titles)


@pytest.mark.parametrize("sample", FOLDERS)
def test_generated_tests_are_green(outcomes: dict[str, tuple[int, str]], sample: str) -> None:
    code, output = outcomes[sample]
    assert code == 0, output


def test_generated_tests_can_fail(outcomes: dict[str, tuple[int, str]], capsys: pytest.CaptureFixture[str]) -> None:
    """At least nine of ten broken handlers are noticed; prints which."""
    caught = {number: outcomes[str(number)][0] == 1 for number in range(len(MUTANTS))}
    errors = {number: outcomes[str(number)] for number in range(len(MUTANTS)) if outcomes[str(number)][0] not in (0, 1)}
    with capsys.disabled():
        print("\n" + "\n".join(_table(caught)))
    assert not errors, errors
    assert sum(caught.values()) >= 0.9 * len(MUTANTS)


def _table(caught: dict[int, bool]) -> Iterator[str]:
    kinds = Counter(it.kind for it in MUTANTS)
    for kind in sorted(kinds):
        found = sum(caught[i] for i, it in enumerate(MUTANTS) if it.kind == kind)
        yield f"{kind:24}{found:4} of {kinds[kind]}"
    yield f"{'all':24}{sum(caught.values()):4} of {len(MUTANTS)}"
    for i, it in enumerate(MUTANTS):
        if not caught[i]:
            yield f"survived: {it.sample} {it.path}: {it.kind}: {it.old!r} -> {it.new!r}"


def test_generated_code_passes_ruff(generated: dict[str, Generated]) -> None:
    for it in generated.values():
        written = [os.path.relpath(it.root / file.path, it.folder) for change in it.changes for file in change.files]
        for command in (["check", "--isolated"], ["format", "--isolated", "--diff"]):
            done = subprocess.run(
                [sys.executable, "-m", "ruff", *command, *written],
                cwd=it.folder,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("sample", FOLDERS)
def test_generated_code_passes_mypy(
    generated: dict[str, Generated], sample: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = tmp_path_factory.getbasetemp() / "mypy"
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), "tests"]
    done = subprocess.run(command, cwd=generated[sample].folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
