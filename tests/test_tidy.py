"""The house keeps its own rules."""

import importlib
from pathlib import Path

import pytest

from lsp_server.actions import ALL as ACTIONS
from lsp_server.cards import ALL as CARDS
from lsp_server.rules import ALL as RULES

ROOT = Path(__file__).parents[1]


def stems(folder: str, pattern: str) -> set[str]:
    return {it.stem for it in (ROOT / folder).glob(pattern) if it.stem != "__init__"}


@pytest.mark.parametrize(("room", "listed"), [("actions", ACTIONS), ("cards", CARDS)])
def test_everything_in_the_room_is_listed_and_has_its_fixture(room: str, listed: dict[str, object]) -> None:
    assert stems(f"lsp_server/{room}", "*.py") == set(listed) == stems(f"tests/{room}", "*.md")


def test_every_rule_is_listed_by_its_code_and_has_its_fixture() -> None:
    names = {it.name.replace("-", "_") for it in RULES.values()}
    assert stems("lsp_server/rules", "*.py") == names == stems("tests/rules", "*.md")
    assert all(code == it.code for code, it in RULES.items())
    assert list(RULES) == sorted(RULES)


@pytest.mark.parametrize("room", ["actions", "rules", "cards"])
def test_every_one_explains_itself(room: str) -> None:
    for name in stems(f"lsp_server/{room}", "*.py"):
        doc = importlib.import_module(f"lsp_server.{room}.{name}").__doc__
        assert doc and doc.strip().splitlines()[0].endswith("."), f"{room}/{name} does not open with a sentence"


def test_every_rule_has_the_sections_of_its_page() -> None:
    wanted = ["## Why is this bad?", "## Example", "## Use instead", "## Fix", "## When to ignore"]
    for name in stems("lsp_server/rules", "*.py"):
        doc = importlib.import_module(f"lsp_server.rules.{name}").__doc__ or ""
        assert [it for it in doc.splitlines() if it.startswith("## ")] == wanted, name
