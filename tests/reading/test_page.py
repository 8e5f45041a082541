"""Markdown pages: the parts and their places, however odd the text is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.reading.page import page
from lsp_server.text import Document


def kinds(text: str) -> list[tuple[str, str]]:
    return [(it.kind, it.text) for it in page("a.md", text).blocks]


def test_sections_hold_what_stands_below_them() -> None:
    found = page("a.md", "# A\n\none\n\n## B\n\ntwo\n\n# C\n")
    shown = [(it.title, it.above, found.text(it.own), found.text(it.whole)) for it in found.sections]
    assert shown == [
        ("A", (), "# A\n\none", "# A\n\none\n\n## B\n\ntwo"),
        ("B", ("A",), "## B\n\ntwo", "## B\n\ntwo"),
        ("C", (), "# C", "# C"),
    ]


def test_a_heading_may_be_underlined() -> None:
    assert [(it.title, it.level) for it in page("a.md", "A\n===\n\nB\n---\n").sections] == [("A", 1), ("B", 2)]


def test_fences_comments_and_front_matter_hold_no_items() -> None:
    text = "---\na: b\n- [ ] x\n---\n<!--\n- [ ] y\n-->\n\n~~~md\n- [ ] z\n~~~\n- [ ] real\n"
    assert kinds(text) == [("comment", "<!--\n- [ ] y\n-->\n"), ("fence", "- [ ] z\n"), ("item", "[ ] real")]


def test_nested_items_follow_the_one_they_lie_in() -> None:
    found = page("a.md", "- a\n  more\n  - b\n\n      - c\n\n- d\n")
    assert [(it.text, found.text(it.span)) for it in found.blocks] == [
        ("a\nmore", "- a\n  more\n  - b\n\n      - c"),
        ("b", "  - b\n\n      - c"),
        ("c", "      - c"),
        ("d", "- d"),
    ]


def test_rows_of_a_table() -> None:
    assert [it.cells for it in page("a.md", "| a | b |\n|---|---|\n| `c` | |\n").blocks] == [("a", "b"), ("`c`", "")]


def test_front_matter_after_a_byte_order_mark() -> None:
    found = page("a.md", "\ufeff---\na: b\n---\n# T\n")
    assert found.front is not None
    assert found.document.slice(found.front) == "\ufeff---\na: b\n---"
    assert [it.title for it in found.sections] == ["T"]


@settings(deadline=None)
@given(st.text(st.sampled_from("#-*+1. []xX`~>|\n\r\tab👍ü<!&-\ufeff\0"), max_size=120))
def test_every_part_lies_inside_of_the_text_on_whole_lines(text: str) -> None:
    found = page("a.md", text)
    data = Document("a.md", text).data
    spans = [it.span for it in found.blocks] + [
        span for it in found.sections for span in (it.heading, it.own, it.whole)
    ]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(data)
        assert span.start == 0 or data[span.start - 1 : span.start] in (b"\n", b"\r")
        assert data[span.end : span.end + 1] in (b"", b"\n", b"\r")
    for section in found.sections:
        assert section.whole.contains(section.own)
        assert section.own.contains(section.heading)


def test_a_huge_file_is_read() -> None:
    found = page("a.md", "# Tasks\n\n" + "".join(f"- [ ] T{it} do it\n" for it in range(10_000)))
    assert len(found.blocks) == 10_000
    assert page("a.md", ">" * 100_000 + "\n" + "- " * 50_000).blocks is not None
