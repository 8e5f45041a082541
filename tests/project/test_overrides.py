"""What tests put in the place of dependencies, against a sample's suite itself: what the application holds is noted."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from lsp_server.discover import snapshot
from lsp_server.project.routes.overrides import link_overrides
from lsp_server.snapshot import of
from lsp_server.text import Document

HERE = Path(__file__).parent
SAMPLE = HERE / "samples" / "overrides"


def test_every_override_is_the_one_that_the_application_holds(tmp_path: Path) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "project")  # apart from our own conftest
    command = [sys.executable, "-m", "pytest", "-q", "-p", "oracles.real_exercises", "-p", "no:cacheprovider", "tests"]
    path = f"{folder}:{HERE.parents[1]}"
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": path}, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    said = json.loads(ran.stdout.strip().splitlines()[-1])
    real = {tuple(pair) for it in said for pair in it["overrides"]}
    ours = {
        (it.replaced.name, it.by.name if it.by is not None else None)
        for it in link_overrides(snapshot(SAMPLE).project.modules)
    }

    assert ours == {(old, new if "<lambda>" not in new else None) for old, new in real}
    assert len(real) == 6


def test_what_has_no_name_in_the_project_and_half_typed_code() -> None:
    text = "def old(): ...\napp.dependency_overrides[old] = str\napp.dependency_overrides[gone] = old\n"
    for broken in ("", "app.dependency_overrides[old] =", "app.dependency_overrides[", "app.dependency_overrides |= {"):
        found = link_overrides(of([Document("test_a.py", text + broken)]).project.modules)
        assert [(it.replaced.name, it.by) for it in found][:1] == [("old", None)]
