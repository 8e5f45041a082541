"""From one text to another by lines, and rounds of edits as one: for any texts."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lsp_server.edits.hunks import compose, hunks
from lsp_server.text import Edit, Span, apply

LINES = st.lists(st.sampled_from(["a", "b", "  c", "", "ä🦸", "\x0c", "    "]), max_size=8)


@st.composite
def texts(draw: st.DrawFn, endings: tuple[str, ...] = ("\n", "\r\n")) -> str:
    lines = draw(LINES)
    text = "".join(it + draw(st.sampled_from(endings)) for it in lines)
    return text + draw(st.sampled_from(["", "d", " "]))


def plain(text: str) -> list[str]:
    """Lines as `hunks` sees them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [it if it.strip(" \t") else "" for it in lines]


@settings(max_examples=1000, deadline=None)
@example("a\ra\n", "a\n\n", 0)
@given(texts(("\n", "\r\n", "\r")), texts(), st.integers(0, 9))
def test_hunks_make_one_text_of_the_other(before: str, after: str, start: int) -> None:
    edits = tuple(hunks(before, after, start))
    result = apply("x" * start + before, edits)[start:]
    assert plain(result) == plain(after)


def test_lines_that_stay_are_not_in_the_edits() -> None:
    edits = tuple(hunks("a\r\n  \r\nb\r\nc", "a\n\nB\nc", 10))
    assert edits == (Edit(Span(17, 20), "B\n"),)
    assert tuple(hunks("a\r\n\t\r\n", "a\n\n")) == ()


def test_a_line_ending_at_the_end_counts() -> None:
    assert apply("a", hunks("a", "a\nb\n")) == "a\nb\n"
    assert apply("a\n", hunks("a\n", "a")) == "a"


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> tuple[Edit, ...]:
    """Edits that do not overlap, at places where a character begins."""
    size = len(text)
    places = sorted(draw(st.lists(st.integers(0, size), max_size=6)))
    spans = list(zip(places[::2], places[1::2], strict=False))
    return tuple(
        Edit(
            Span(len(text[:start].encode()), len(text[:end].encode())), draw(st.sampled_from(["", "x", "ö🦸", "yy\n"]))
        )
        for start, end in spans
    )


@given(st.data())
def test_rounds_come_together(data: st.DataObject) -> None:
    base = data.draw(st.text("aä🦸\n", max_size=12))
    rounds = []
    now = base
    for _ in range(data.draw(st.integers(0, 3))):
        edits = data.draw(edits_of(now))
        rounds.append(edits)
        now = apply(now, edits)
    assert apply(base, compose(len(base.encode()), *rounds)) == now
