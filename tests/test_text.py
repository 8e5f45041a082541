"""Positions and edits on the texts that break naive servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.text import Document, Edit, Encoding, Position, Span, apply

TEXTS = st.text(alphabet=st.sampled_from("aé𝄞\n\r\t\u2028 x\x0c\ufeff"), max_size=40)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])


def document(text: str) -> Document:
    return Document("a.py", text)


@given(TEXTS, ENCODINGS)
def test_every_code_point_has_a_position_that_leads_back(text: str, encoding: Encoding) -> None:
    doc = document(text)
    for index in range(len(text) + 1):
        offset = len(text[:index].encode())
        if text[index - 1 : index + 1] == "\r\n":  # no position lies between the two
            continue
        assert doc.offset(doc.position(offset, encoding), encoding) == offset


@given(TEXTS, st.integers(0, 9), st.integers(0, 50), ENCODINGS)
def test_any_position_of_a_client_is_inside_the_text(text: str, line: int, character: int, encoding: Encoding) -> None:
    doc = document(text)
    offset = doc.offset(Position(line, character), encoding)
    assert 0 <= offset <= len(doc.data)
    doc.data[:offset].decode()  # never inside a code point


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_a_character_outside_the_basic_plane_counts_as_the_encoding_says(encoding: Encoding, character: int) -> None:
    assert document("𝄞x").position(4, encoding) == Position(0, character)


def test_only_three_endings_end_a_line() -> None:
    assert document("a\nb\r\nc\rd\x0ce\u2028f").line_count == 4


def test_a_line_is_without_its_ending() -> None:
    doc = document("ab\r\ncd")
    assert [doc.slice(doc.line_span(it)) for it in range(2)] == ["ab", "cd"]


def test_people_count_from_one_and_in_code_points() -> None:
    assert document("é\nžluť").line_and_column(len("é\nžlu".encode())) == (2, 4)


@pytest.mark.parametrize(("text", "newline"), [("", "\n"), ("a\r\nb\r\n", "\r\n"), ("a\r\nb\nc\n", "\n")])
def test_the_newline_is_the_one_used_most(text: str, newline: str) -> None:
    assert document(text).newline == newline


def test_edits_are_made_at_once_and_leave_the_rest_alone() -> None:
    edits = [Edit(Span(2, 3), "X"), Edit(Span(0, 0), "é")]

    assert apply("a\r\nb", [Edit(Span(3, 4), "c"), *edits[1:]]) == "éa\r\nc"


def test_overlapping_edits_are_an_error() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply("abc", [Edit(Span(0, 2), ""), Edit(Span(1, 3), "")])


def test_a_lone_surrogate_survives() -> None:
    text = "x = '\ud800'\n"

    assert apply(text, [Edit(Span(0, 1), "y")]) == "y = '\ud800'\n"
    assert document(text).position(len(document(text).data)) == Position(1, 0)
