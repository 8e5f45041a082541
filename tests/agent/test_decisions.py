"""The page of decisions names every decision, and places that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "agent-decisions.md").read_text(encoding="utf-8")


def test_every_decision_has_its_row() -> None:
    assert re.findall(r"^\| (D\d+) \|", PAGE, re.MULTILINE) == [f"D{it}" for it in range(1, 39) if it != 37]


def test_every_place_is_there() -> None:
    named = re.findall(r"`([\w./-]+\.(?:py|md|toml))`", PAGE)
    assert [it for it in named if not (ROOT / it).is_file()] == []
