"""Texts that nobody writes by hand: every reader answers, and what it finds lies inside of the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.reading.page import page
from lsp_server.specs.constitution import constitution
from lsp_server.specs.contracts import contract
from lsp_server.specs.entities import described_entities
from lsp_server.specs.mentions import files, routes
from lsp_server.specs.plan import plan
from lsp_server.specs.spec import spec
from lsp_server.specs.tasks import tasks
from lsp_server.specs.values import Place
from lsp_server.text import Document

_WORDS = "# |### User Story 1 - |- [ ] |- [x] |T012 |[P] |[US2] |**FR-001**: |(P1)|app/größe.py|`POST /heroes`"
_MARKS = "~~~\n|├── a.py\n|\n|\r\n|\n\n|  |👍|paths:\n|  /a:\n|    get: |{|[|<!--|---\n|ü|\0|\ud800|\ufeff|after T001, "
PIECES = st.sampled_from([*_WORDS.split("|"), *_MARKS.split("|"), "| ", "|---|\n"])


def places(text: str) -> list[Place]:
    parsed = page("a.md", text)
    found, laid_out = spec(parsed), plan(parsed)
    values = [*found.sections, *found.stories, *found.requirements, *found.entities, *laid_out.files, *tasks(parsed)]
    values += [*constitution(parsed).principles, *described_entities(parsed)]
    for path in ("a.md", "a.yaml", "a.json"):
        values += contract(path, text).pieces
    return [it.place for it in values]


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_place_lies_inside_of_the_text(text: str) -> None:
    data = Document("a.md", text).data
    for it in places(text):
        assert 0 <= it.span.start <= it.span.end <= len(data)
        data[it.span.start : it.span.end].decode("utf-8", "surrogatepass")  # cuts no character in two


@pytest.mark.parametrize(
    "piece",
    [
        "+",
        "a+",
        "A",
        "a.",
        "a/",
        "[",
        ">",
        "- FR-001: [NEEDS CLARIFICATION: ",
        "GET ",
        "`/a",
        "after T1 ",
        "**a\n",
        "A-1",
    ],
)
def test_a_long_line_takes_no_longer_than_its_length(piece: str) -> None:
    """A reader that tries every start with every end would not come back from these."""
    text = f"- [ ] T001 {piece * (100_000 // len(piece))}x"
    assert all(it.span.end <= len(text) for it in places(text))


def test_paths_and_routes_are_told_from_urls() -> None:
    text = "See https://example.com/a/b.py, `app/b.py`, ./c.py and (/api/heroes or GET /teams/{id})."
    assert [it for it, _, _ in files(text)] == ["app/b.py", "c.py"]
    assert [(it.method, it.path) for it in routes(text)] == [("", "/api/heroes"), ("GET", "/teams/{id}")]
