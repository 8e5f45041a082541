"""`make demo-agent` as somebody sees it, and the picture of it in the docs."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_demo_shows_progress_a_question_a_repair_a_review_and_undo(tmp_path: Path) -> None:
    picture = tmp_path / "agent.svg"
    command = [sys.executable, "-m", "tests.agent.demo", "--record", str(picture)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    for said in (
        "writing app/services/hero.py",
        "? FR-001 wants names that are unique",
        "asking for a correction (1 of 3)",
        "raise ConflictError",
        "deviates in 2 places",
        "FR-003: No route finds a team by its name.",
        "“Generate service for Hero” was undone.",
        "The model was asked 4 times.",
    ):
        assert said in done.stdout, said
    assert picture.read_text(encoding="utf-8").startswith("<svg")
