"""Which test reaches which route, against a sample's suite itself: it is run, and what it calls is noted."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lsp_server.discover import snapshot

HERE = Path(__file__).parent
SAMPLE = HERE / "samples" / "exercises"
Reached = dict[str, set[tuple[str, str]]]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Reached:
    folder = shutil.copytree(SAMPLE, tmp_path_factory.mktemp("suite") / "project")  # apart from our own conftest
    command = [sys.executable, "-m", "pytest", "-q", "-p", "oracles.real_exercises", "-p", "no:cacheprovider", "tests"]
    path = f"{folder}:{HERE.parents[1]}"
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": path}, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    said = json.loads(ran.stdout.strip().splitlines()[-1])
    return {it["test"]: {(method, handler) for method, _, handler in it["reached"]} for it in said}


@pytest.fixture(scope="module")
def ours() -> Reached:
    project = snapshot(SAMPLE).project
    found: Reached = {it.name: set() for it in project.tests}
    for route in project.routes:
        for test in project.tests_of(route):
            found[test.name].add((route.method, route.handler))
    return found


def test_every_test_reaches_the_routes_that_it_is_said_to_reach(real: Reached, ours: Reached) -> None:
    assert len(real) == 45
    assert ours == real
