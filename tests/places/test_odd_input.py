"""Whatever stands in the files, places lie inside them and say what is written there."""

import random
from pathlib import Path

import pytest

from lsp_server.action import Cursor
from lsp_server.places.hints import hints
from lsp_server.places.lenses import lenses, resolve
from lsp_server.places.navigate import definition, highlights, references
from lsp_server.places.outline import outline
from lsp_server.places.search import search
from lsp_server.project.view import Project
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document, Span
from tests.fixture_runner import parse, sections

KINDS = frozenset({"paths", "statuses", "loading"})


def documents() -> dict[str, Document]:
    fixture = Path(__file__).with_name("definition.md").read_text("utf-8")
    return parse(next(body for title, body, _ in sections(fixture) if title == "A route by its name")).documents


def everything(snapshot: Snapshot, path: str, at: int) -> int:
    """Ask for all there is about a file, at one place; how much there is."""
    project, cursor = snapshot.project, Cursor(snapshot, path, Span(at, at))
    size = len(cursor.document.data)
    entries = outline(project, path)
    for it in entries:
        assert it.span.contains(it.name_span)
        assert 0 <= it.span.start <= it.span.end <= size
    standing = lenses(project, path, ("tests", "routes", "services"))
    assert all(resolve(project, path, it) is not None for it in standing)
    shown = hints(project, path, KINDS)
    assert all(0 <= it.offset <= size for it in shown)
    found = definition(cursor)
    assert found is None or found[0].contains(cursor.selection)
    spots = references(cursor, definitions=True)
    assert all(it.end <= size for it in highlights(cursor))
    return len(entries) + len(standing) + len(shown) + len(spots) + len(search(project, ""))


def mentions_say_what_is_written(project: Project) -> None:
    for it in project.mentions:
        document = project.files[it.path].document
        assert 0 <= it.span.start <= it.span.end <= len(document.data)
        if it.thing.kind in ("parameter", "relationship"):
            assert document.slice(it.span) == it.thing.name.rpartition(".")[2]


@pytest.mark.parametrize("seed", range(40))
def test_files_cut_and_mangled_anywhere(seed: int) -> None:
    chance = random.Random(seed)
    given = documents()
    path = chance.choice(sorted(given))
    text = given[path].text
    start = chance.randrange(len(text))
    end = min(len(text), start + chance.choice((0, 1, 20, len(text))))
    text = text[:start] + chance.choice(("", '"', "(", "é💥", "\r\n", "{", "  ", "@router.get(")) + text[end:]
    snapshot = of({**given, path: Document(path, text)}.values())
    assert everything(snapshot, path, min(start, len(text.encode()))) > 0
    mentions_say_what_is_written(snapshot.project)


def test_windows_line_endings_and_other_alphabets_move_nothing() -> None:
    given = documents()
    plain = of(given.values()).project.mentions
    odd = {path: Document(path, "# čaj 💥\r\n" + it.text.replace("\n", "\r\n")) for path, it in given.items()}
    project = of(odd.values()).project
    assert [it.thing.name for it in project.mentions] == [it.thing.name for it in plain]
    mentions_say_what_is_written(project)


def test_escapes_and_strings_in_pieces_are_left_alone() -> None:
    text = '''
from sqlmodel import Field, SQLModel
class Team(SQLModel, table=True):
    id: int = Field(primary_key=True)
class Hero(SQLModel, table=True):
    a: int = Field(primary_key=True, foreign_key="team" ".id")
    b: int = Field(foreign_key="te\\x61m.id")
    c: int = Field(foreign_key=r"""team.id""")
'''
    project = of([Document("models.py", text)]).project
    said = [(it.thing.name, project.files[it.path].document.line_of(it.span.start)) for it in project.mentions]
    assert said == [("Team", 7), ("Team.id", 7)]


def test_a_file_that_is_gone_has_nothing() -> None:
    snapshot = of(documents().values()).without("app/models.py")
    assert outline(snapshot.project, "app/models.py") == ()
    assert lenses(snapshot.project, "app/models.py", ("routes",)) == ()
    assert hints(snapshot.project, "app/models.py", KINDS) == ()
