"""Lines and columns of people, bytes of ours."""

from pathlib import Path

import click
import pytest

from lsp_server.cli.places import as_json, parse_place
from lsp_server.text import Document, Span

DOCUMENT = Document("a.py", "\ufeffs = '𝄞é'; bad\r\n\tx = 1")


def test_a_place_can_have_colons_in_its_file() -> None:
    place = parse_place("C:/work/a:b.py:3:4")
    assert (place.file, place.line, place.column) == (Path("C:/work/a:b.py"), 3, 4)
    assert parse_place("a.py:3").column is None
    for wrong in ("a.py", ":3", "a.py:-1", "a.py:1:2:", ""):
        with pytest.raises(click.BadParameter):
            parse_place(wrong)


def test_columns_are_code_points() -> None:
    at = DOCUMENT.data.index(b"bad")
    assert parse_place("a.py:1:12").span_in(DOCUMENT) == Span(at, at)
    assert as_json(DOCUMENT, Span(at, at + 3)) == {"start": {"line": 1, "column": 12}, "end": {"line": 1, "column": 15}}
    assert DOCUMENT.slice(Span(0, parse_place("a.py:2").span_in(DOCUMENT).start)).endswith("\n\t")
