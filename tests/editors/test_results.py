"""What the table may say: only what a test saw."""

from pathlib import Path

import pytest

from tests.editors.results import COMMITTED, Row, committed, read, seen, unseen, written


def test_what_was_seen_is_written_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "seen.jsonl"
    monkeypatch.setenv("BACKLINE_SEEN", str(file))
    seen("Neovim 0.11", "0.11.4", "hover")
    seen("Kate", "", "lenses", "not offered by the editor")

    rows = {
        Row("Neovim 0.11", "0.11.4", "hover", "seen live"),
        Row("Kate", "", "lenses", "not offered by the editor"),
    }
    assert read(file.read_text()) == rows
    assert written(rows).index("Kate") < written(rows).index("Neovim")


def test_nothing_is_written_where_nobody_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKLINE_SEEN", raising=False)
    monkeypatch.chdir(tmp_path)
    before = COMMITTED.read_bytes()
    seen("Neovim 0.11", "0.11.4", "hover")
    assert list(tmp_path.iterdir()) == []
    assert COMMITTED.read_bytes() == before


def test_a_row_that_the_table_does_not_have_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="There is no row hovering"):
        seen("Neovim 0.11", "0.11.4", "hovering")


def test_what_is_claimed_of_an_editor_that_ran_must_have_been_seen() -> None:
    claimed = {Row("Helix", "25.07", "hover", "seen live"), Row("Emacs", "30.1", "hover", "seen live")}

    assert unseen({Row("Helix", "25.08", "hover", "seen live")}, claimed) == []
    (problem,) = unseen({Row("Helix", "25.07", "menu", "seen live")}, claimed)
    assert problem == "docs/editors.json says that “Hover cards” was seen live in Helix, and it was not."


def test_what_was_replayed_says_nothing_of_the_editor_itself() -> None:
    no = "not offered by the editor"
    claimed = {Row("Kate", "25.04.3", "typing", no), Row("Kate", "", "lenses", no)}

    assert unseen({Row("Kate", "", "lenses", no)}, claimed) == []


def test_the_table_claims_nothing_twice() -> None:
    rows = [(it.editor, it.feature) for it in committed()]
    assert len(rows) == len(set(rows))
