"""The generated reference says what the code says, and the check can fail."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from lsp_server.rules import ALL as RULES

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_page_that_is_missing_or_differs_is_stale(generate: ModuleType, tmp_path: Path) -> None:
    pages = generate.pages()
    assert generate.stale(tmp_path) == list(pages)
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert generate.stale(tmp_path) == []
    (tmp_path / "docs/rules.md").write_text("old", encoding="utf-8")
    assert generate.stale(tmp_path) == ["docs/rules.md"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_the_check_names_the_command_that_repairs_it() -> None:
    checked, odd = run("--check"), run("--frob")
    assert checked.returncode == 0 or "Run: make docs" in checked.stderr
    assert odd.returncode == 2 and "--check" in odd.stderr


def test_every_rule_is_on_the_page_and_every_link_of_the_table_leads_to_a_heading(generate: ModuleType) -> None:
    page = generate.pages()["docs/rules.md"]
    headings = {it.lower().replace(" ", "-") for it in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    links = re.findall(r"\]\(#([^)]+)\)", page)
    assert len(links) == len(RULES) and set(links) == headings
