"""A place moves with the lines around it, and is lost with its own."""

from hypothesis import example, given
from hypothesis import strategies as st

from lsp_server.server.anchor import moved
from lsp_server.text import Document, Span

BEFORE = "import a\r\n\r\nclass Hero: ...\r\nclass ŽLUŤ: ...\r\nlast"


def found(after: str, words: str = "ŽLUŤ", before: str = BEFORE) -> str | None:
    """What stands at the place of `words` in the newer text."""
    start = before.encode().index(words.encode())
    now = Document("a.py", after)
    span = moved(Span(start, start + len(words.encode())), Document("a.py", before), now)
    return f"{now.line_of(span.start)}: {now.slice(span)}" if span is not None else None


def test_it_moves_with_its_line() -> None:
    assert found(BEFORE) == "3: ŽLUŤ"
    assert found("# ž\r\n" + BEFORE) == "4: ŽLUŤ"
    assert found(BEFORE + "\r\nmore") == "3: ŽLUŤ"
    assert found(BEFORE.replace("class Hero: ...\r\n", "")) == "2: ŽLUŤ"
    assert found("# ž\r\n" + BEFORE.replace("last", "other\r\n")) == "4: ŽLUŤ"
    assert found(BEFORE.replace("import a", "import b").replace("Hero", "Held") + "x") == "3: ŽLUŤ"


def test_it_stays_where_line_endings_become_other_ones() -> None:
    assert found(BEFORE.replace("\r\n", "\n")) == "3: ŽLUŤ"
    assert found(BEFORE.replace("\r\n", "\n"), "ŽLUŤ: ...\r\nlast") == "3: ŽLUŤ: ...\nlast"


def test_it_is_lost_with_its_line() -> None:
    assert found(BEFORE.replace("ŽLUŤ: ...", "ŽLUŤ: pass")) is None
    assert found("") is None
    assert found("", before="ŽLUŤ") is None


@given(st.lists(st.sampled_from(["", "x = 1", "class A: ...", "é"])), st.lists(st.sampled_from(["", "x = 1", "y"])))
def test_what_is_put_around_a_line_never_loses_it(above: list[str], below: list[str]) -> None:
    line = "class Unique: ...\n"
    after = "".join(f"{it}\n" for it in above) + line + "\n".join(below)

    assert found(after, "Unique", f"import a\n{line}import b\n") == f"{len(above)}: Unique"


@example("a\r\r\n", "\r", 2, 2)
@given(st.text(alphabet="a\n\r"), st.text(alphabet="a\n\r"), st.integers(0, 20), st.integers(0, 5))
def test_any_two_texts_have_an_answer_inside_the_newer_one(before: str, after: str, start: int, length: int) -> None:
    old, new = Document("a.py", before), Document("a.py", after)
    start = min(start, len(old.data))
    span = moved(Span(start, min(start + length, len(old.data))), old, new)

    assert span is None or 0 <= span.start <= span.end <= len(new.data)
