"""The same change, in the terms of each client."""

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.server import convert
from lsp_server.server.client import Client
from lsp_server.text import Document, Edit, Position, Span, apply

ROOT = Path("/project")


def sent(it: EditFile | NewFile, client: Client) -> list[lsp.TextEdit]:
    edit = convert.workspace_edit(Change((it,), ""), ROOT, client)
    assert edit.changes is not None
    (edits,) = edit.changes.values()
    return list(edits)


def received(text: str, edits: list[lsp.TextEdit]) -> str:
    """What an editor makes of them that follows the specification."""
    document = Document("a.py", text)
    ends = ((it.range.start, it.range.end, it.new_text) for it in edits)
    return apply(
        text,
        [
            Edit(Span(*(document.offset(Position(at.line, at.character)) for at in (start, end))), new)
            for start, end, new in ends
        ],
    )


@pytest.mark.parametrize("text", ["x = 1\n", "x = 1\r\n", "x = 1\n\n", "x = '🦸'\n", "\n"])
@pytest.mark.parametrize("ends_lines", [True, False])
def test_text_below_the_last_line_takes_its_ending_along(text: str, ends_lines: bool) -> None:
    base = Document("a.py", text)
    end = len(base.data)
    file = EditFile(base, (Edit(Span(end, end), "y\n"), Edit(Span(0, 0), "z")))

    edits = sent(file, Client(always_ends_lines=ends_lines))

    assert received(text, edits) == file.after
    assert all(it.range.start.line < base.line_count - 1 for it in edits), "Neovim adds an empty line to the others"


def test_other_edits_at_the_end_are_made_with_it() -> None:
    base = Document("a.py", "one\ntwo\n")
    file = EditFile(base, (Edit(Span(4, 8), "2\n"), Edit(Span(8, 8), "three\n"), Edit(Span(0, 3), "1")))

    edits = sent(file, Client())

    assert len(edits) == 2
    assert received(base.text, edits) == file.after == "1\n2\nthree\n"


def test_a_new_file_replaces_the_line_that_neovim_gives_it() -> None:
    file = NewFile("a.py", "x = 1\n")

    (neovim,) = sent(file, Client(always_ends_lines=True))
    (other,) = sent(file, Client())

    assert neovim.range == lsp.Range(lsp.Position(0, 0), lsp.Position(1, 0))
    assert other.range == lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))


def test_a_new_file_is_created_without_options_and_its_version_is_an_explicit_null() -> None:
    change = Change((NewFile("b.py", "x\n"), EditFile(Document("a.py", "y\n", 7), (Edit(Span(0, 1), "z"),))), "")

    edit = convert.workspace_edit(change, ROOT, Client(document_changes=True, create=True))

    first, create, new = edit.document_changes or ()
    assert isinstance(first, lsp.TextDocumentEdit) and first.text_document.version == 7
    assert isinstance(create, lsp.CreateFile) and create.options is None
    assert isinstance(new, lsp.TextDocumentEdit) and new.text_document.version is None


def test_who_can_ask_is_asked_and_nobody_else() -> None:
    change = Change((NewFile("b.py", "x\n"),), "")

    asked = convert.workspace_edit(change, ROOT, Client(document_changes=True, confirms=True), confirm="Make b")
    plain = convert.workspace_edit(change, ROOT, Client(document_changes=True), confirm="Make b")

    assert [it.needs_confirmation for it in (asked.change_annotations or {}).values()] == [True]
    assert plain.change_annotations is None


def test_edits_are_for_the_version_that_the_editor_has_now() -> None:
    read = Document("a.py", "x = 1\n")
    change = Change((EditFile(read, (Edit(Span(0, 1), "y"),)), NewFile("b.py", "")), "")
    documents = {"a.py": Document("a.py", "x = 1\n", 3)}
    edit, new = convert.in_versions_of(change, documents.get).files
    assert isinstance(edit, EditFile)
    assert (edit.base.version, edit.after, new) == (3, "y = 1\n", change.files[1])

    documents = {"a.py": Document("a.py", "x = 2\n", 4)}
    assert convert.in_versions_of(change, documents.get) == change
