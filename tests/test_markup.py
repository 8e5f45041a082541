"""What a card says survives the way through Markdown: read back by a real CommonMark parser, nothing is lost."""

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lsp_server.markup import Block, Code, Line, Link, Strong, Table, joined, markdown, plain

# What people write in code: marks of Markdown, several lines, ideographs, emoji, combining characters.
TEXTS = st.text(st.sampled_from("ab_ `|\\*[]<>()#~&!\n\r\tß名👍é\"'$"), max_size=30)
PROSE = st.text(st.sampled_from("ab_`|\\*[]<~"), min_size=1, max_size=12)


def read(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark").enable("table")
    parser.validateLink = lambda _: True  # it refuses file: for the sake of the web
    return parser.parse(text)


def inlines(text: str) -> list[list[Token]]:
    return [it.children or [] for it in read(text) if it.type == "inline"]


def one_line(text: str) -> str:
    return " ".join(text.split())


@given(TEXTS, TEXTS)
def test_code_is_read_back_as_it_was(first: str, second: str) -> None:
    (tokens,) = inlines(markdown([Line(("x ", Code(first), " y ", Code(second), " z"))]))
    wanted = [it for it in (one_line(first), one_line(second)) if it]
    assert [it.content for it in tokens if it.type == "code_inline"] == wanted
    assert {it.type for it in tokens} <= {"text", "code_inline"}


@given(TEXTS, PROSE)
def test_a_cell_holds_what_was_put_into_it(text: str, prose: str) -> None:
    rows = (((Code(text),), (prose,)), (("a",), ("b",)))
    cells = inlines(markdown([Table(("head", ""), rows)]))
    assert len(cells) == 6
    assert "".join(it.content for it in cells[2]) == one_line(text)
    assert "".join(it.content for it in cells[3]) == prose
    assert [it.content for row in cells[4:] for it in row] == ["a", "b"]


@given(TEXTS.filter(str.strip))
def test_a_link_leads_to_its_path(text: str) -> None:
    path = f"a b/{one_line(text)}.py"
    (tokens,) = inlines(markdown([Line((Link(text, path, 12),))], "file:///w/"))
    link = next(it for it in tokens if it.type == "link_open")
    assert unquote(str(link.attrs["href"])) == f"file:///w/{path}#L12"
    assert [it.content for it in tokens if it.type == "code_inline"] == [one_line(text)]


@given(TEXTS)
def test_a_block_ends_where_it_ends(text: str) -> None:
    fence, after = [it for it in read(markdown([Block("py", text), Line(("after",))])) if it.content]
    assert [it.rstrip() for it in fence.content.splitlines()] == [
        it.rstrip() for it in (text.strip("\r\n").splitlines() or [""])
    ]
    assert after.content == "after"


@given(TEXTS, TEXTS)
def test_plain_text_has_no_marks_of_ours(first: str, second: str) -> None:
    parts = [Line((Strong("Table"), " ", Code(first))), Table(("a", "b"), (((Code(second),), ("x",)),))]
    said = plain(parts)
    assert {mark: said.count(mark) for mark in "|\\*`"} == {mark: f"{first}{second}".count(mark) for mark in "|\\*`"}


def test_plain_text_lines_up_and_names_places() -> None:
    rows = (((Code("名前"),), (Code("str | None"),)), ((Code("id"),), ("→ ", Link("Hero", "m.py", 3))))
    where = Link("m.py:3", "m.py", 3)
    assert plain(
        [Line((Strong("Table"), " in ", where)), Table(("column", "type"), rows), Block("sql", "A\n\tB\n")]
    ) == ("Table in m.py:3\n\ncolumn  type\n名前    str | None\nid      → Hero (m.py:3)\n\n    A\n    \tB\n")


def test_a_table_lines_up_by_what_is_seen_of_it() -> None:
    rows = (((Code("a"),), (Link("Hero", "m.py", 3),)), (("name",), ("x",)))
    assert markdown([Table(("", "b"), rows)]) == (
        "|      | b    |\n| ---- | ---- |\n| `a`    | [`Hero`](m.py#L3) |\n| name | x    |\n"
    )


def test_what_is_long_is_cut() -> None:
    assert len(markdown([Line((Code("x" * 5_000),))])) < 110
    assert markdown([Block("sql", "x\n" * 5_000)]).splitlines()[-2] == "… 4941 more lines"
    assert joined([("a",), ("b",), ("a",), ("c",)], most=2) == ("a", ", ", "b", " and 1 more")
