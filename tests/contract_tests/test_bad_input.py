"""The action on files as people have them: Windows line endings, no final newline, emoji, half-typed neighbours."""

from pathlib import Path

import pytest

from lsp_server.action import Cursor, Offer
from lsp_server.actions.add_contract_test import ACTION
from lsp_server.edits.change import Change, EditFile
from lsp_server.facts.file import read
from lsp_server.text import Document, Span
from tests.contract_tests.generate import SAMPLES, snapshot_of

MODULE = "tests/contract/test_heroes.py"


def change(module: str | None, extra: dict[str, str] | None = None) -> Change:
    """Add tests for GET /api/heroes/{hero_id} to the heroes' sample with this test module in it."""
    snapshot = snapshot_of(SAMPLES / "heroes")
    for path, text in {**({MODULE: module} if module is not None else {}), **(extra or {})}.items():
        snapshot = snapshot.with_document(Document(path, text, 1))
    route = next(it for it in snapshot.project.routes if it.handler == "get_hero")
    offer = ACTION.offer(Cursor(snapshot, route.file, Span(route.span.start, route.span.start)))
    assert isinstance(offer, Offer), offer
    made = ACTION.draft(offer)
    assert isinstance(made, Change), made
    return made


@pytest.mark.parametrize(
    "module",
    [
        "",
        "# 💥 žluťoučký kůň",
        "import os\n\n\ndef test_x() -> None:\n    pass",
        "import os\n\n\ndef test_x() -> None:\n    pass  # the end",
        "import os\r\n\r\n\r\ndef test_x() -> None:\r\n    pass\r\n\r\n\r\ndef helper(): ...\r\n",
        "def test_x():\n\tpass\n\n\nX = 1\n",
    ],
)
def test_an_existing_module_keeps_every_byte(module: str) -> None:
    edited = next(it for it in change(module).files if it.path == MODULE)
    assert isinstance(edited, EditFile)
    assert not read(Document(MODULE, edited.after)).errors
    rest = edited.after
    for line in module.splitlines():
        assert line in rest, line
        rest = rest[rest.index(line) + len(line) :] if not line.startswith("import") else rest
    assert "test_get_hero_unknown_hero" in edited.after
    if "\r\n" in module:
        assert "\n" not in edited.after.replace("\r\n", "")


def test_half_typed_neighbours_do_not_matter() -> None:
    made = change(None, {"app/other.py": "class Broken(SQLModel, table=True\n  def (:", "tests/conftest.py": "def ("})
    assert any(it.path == MODULE for it in made.files)


def test_nothing_is_written(tmp_path: Path) -> None:
    before = sorted(it for it in (SAMPLES / "heroes").rglob("*") if "__pycache__" not in it.parts)
    change(None)
    assert sorted(it for it in (SAMPLES / "heroes").rglob("*") if "__pycache__" not in it.parts) == before
