"""`backline map`: where it writes, and what it refuses."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lsp_server.cli.group import backline

SAMPLE = Path(__file__).parent / "samples" / "guild"


@pytest.mark.parametrize(
    ("name", "start"), [("a.html", "<!doctype html>"), ("a.svg", "<?xml"), ("a.json", "{"), ("a", "<!doc")]
)
def test_the_file_says_what_it_is(tmp_path: Path, name: str, start: str) -> None:
    file = tmp_path / name
    result = CliRunner().invoke(backline, ["map", str(SAMPLE), "--root", str(SAMPLE), "-o", str(file)])
    assert (result.exit_code, result.output) == (0, f"Wrote {file}.\n")
    assert file.read_text(encoding="utf-8").startswith(start)


def test_the_title_can_be_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(backline, ["map", str(SAMPLE), "--root", str(SAMPLE), "--title", "A & B"])
    assert "<h1>A &amp; B</h1>" in result.stdout


def test_a_file_that_can_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "a.html"
    result = CliRunner().invoke(backline, ["map", str(SAMPLE), "--root", str(SAMPLE), "-o", str(file)])
    assert result.exit_code == 1
    assert result.stderr == f"{file} can't be written: no such file or directory.\n"
    assert CliRunner().invoke(backline, ["map", str(tmp_path / "none")]).exit_code == 2


def test_a_terminal_is_told_where_to_put_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lsp_server.cli.map._is_terminal", lambda: True)
    result = CliRunner().invoke(backline, ["map", str(SAMPLE), "--root", str(SAMPLE)])
    assert result.exit_code == 2 and "say where to: --output map.html" in result.stderr
    assert CliRunner().invoke(backline, ["map", str(SAMPLE), "--root", str(SAMPLE), "--format", "json"]).exit_code == 0
