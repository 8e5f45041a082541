"""Any text is an envelope, and an envelope in text is the same envelope."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lsp_server.edits.envelope import Adr, Envelope, Question, parse, render
from lsp_server.edits.operations import AddImport, InsertSymbol, ReplaceSymbol, ReplaceText, WholeFile

TAGS = """
<edit path="a.py" symbol="A.b">|</edit>|<insert path=a.py>|</insert>|<file path='b.md'>|</file>|<replace path="a.py">
</replace>|<old>|</old>|<new>|</new>|<summary>|</summary>|<question default="2">|</question>|<choice>|</choice>
<adr title=|</adr>|<nothing>|<think>|</think>|```|```python a.py|````|~~~md b.md|x = 1|"|'|<|>|&|<![CDATA[|]]>
"""
PIECES = st.sampled_from(
    [
        *TAGS.strip().replace("\n", "|").split("|"),
        "\n",
        "\r\n",
        "\n\n",
        " ",
        "\x00",
        "\ud800",
        "ä🦸",
        "\ufeff",
        "f:\n    1",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60))
@example("<" * 5000)
@example("<edit path='" * 500)
@example("```a/b\n" * 500)
@example("<edit path=a.py symbol=f>\n" * 300)
def test_any_text_can_be_read(text: str) -> None:
    envelope = parse(text)
    assert isinstance(envelope, Envelope)
    assert all(it.path for it in envelope.operations)


LINE = st.text("abcxyz <>&=.'\"#()", min_size=1, max_size=12).filter(lambda it: it.strip() == it and "</" not in it)
LINES = ["x = 1 < 2 & 3", "", "    y = '</edit>' + ''", "def f():", "\t# ä🦸", "<b>"]
CODE = st.lists(st.sampled_from(LINES)).map("\n".join)
NAME = st.sampled_from(["Hero", "HeroService.create", "größe", "f#2"])
PATH = st.sampled_from(["app/a.py", "docs/b.md", "pyproject.toml"])
OPERATIONS = st.lists(
    st.builds(ReplaceSymbol, PATH, NAME, CODE)
    | st.builds(InsertSymbol, PATH, CODE, st.none() | NAME, st.none() | NAME)
    | st.builds(AddImport, PATH, LINE)
    | st.builds(ReplaceText, PATH, CODE, CODE)
    | st.builds(WholeFile, PATH, CODE),
    max_size=4,
).map(tuple)


@settings(max_examples=200, deadline=None)
@given(
    st.builds(
        Envelope,
        OPERATIONS,
        LINE,
        st.lists(LINE, max_size=2).map(tuple),
        st.none() | st.builds(Question, LINE, st.tuples(LINE, LINE), st.integers(1, 2)),
        st.none() | st.builds(Adr, st.just("Ids"), CODE),
        st.none() | LINE,
    )
)
def test_what_is_written_is_read_again(envelope: Envelope) -> None:
    assert parse(render(envelope)) == envelope
    assert parse(render(envelope).replace("\n", "\r\n")) == envelope


@given(st.data())
def test_no_cut_makes_another_operation_of_one(data: st.DataObject) -> None:
    whole = data.draw(OPERATIONS.filter(len))
    text = render(Envelope(whole))
    cut = parse(text[: data.draw(st.integers(0, len(text)))])
    assert cut.operations == whole[: len(cut.operations)]


def test_an_answer_that_was_cut_in_a_string_has_no_end() -> None:
    begun = '<edit path="a.py" symbol="f">\nTAG = \'</edit>'
    assert parse(begun).operations == ()
    assert parse(begun).problems
    assert parse(begun + "'</edit>").operations == (ReplaceSymbol("a.py", "f", "TAG = '</edit>'"),)
