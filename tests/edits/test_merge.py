"""Many fixes as one change: the first wins, shared edits are made once, the rest waits."""

from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.edits.merge import merge
from lsp_server.text import Document, Edit, Span

BASE = Document("a.py", "one two three\n")


def change(*edits: tuple[int, int, str], base: Document = BASE, new: NewFile | None = None) -> Change:
    made = EditFile(base, tuple(Edit(Span(start, end), text) for start, end, text in edits))
    return Change((made,) if new is None else (made, new), "Done.", ("Look.",))


def test_edits_of_one_file_come_together() -> None:
    merged, left = merge([change((0, 3, "1")), change((8, 13, "3"))], "Both.")
    assert merged.files[0].after == "1 two 3\n"
    assert (len(merged.files), merged.summary, merged.notes, left) == (1, "Both.", ("Look.",), ())


def test_what_two_changes_share_is_made_once() -> None:
    merged, left = merge([change((0, 0, "import x\n"), (0, 3, "1")), change((0, 0, "import x\n"), (8, 13, "3"))])
    assert left == (change((0, 0, "import x\n"), (8, 13, "3")),), "the insertion touches the other's edit"
    merged, left = merge([change((0, 0, "import x\n"), (4, 7, "2")), change((0, 0, "import x\n"), (8, 13, "3"))])
    assert (merged.files[0].after, left) == ("import x\none 2 3\n", ())


def test_the_first_wins_where_two_touch() -> None:
    first, second, third = change((0, 3, "1")), change((3, 4, "-")), change((8, 13, "3"))
    merged, left = merge([first, second, third])
    assert merged.files[0].after == "1 two 3\n"
    assert left == (second,)


def test_new_files_and_other_texts() -> None:
    note = NewFile("note.py", "x = 1\n")
    other = change((0, 3, "1"), base=Document("a.py", "another text\n"))
    merged, left = merge([change((0, 3, "1"), new=note), change((8, 13, "3"), new=note), other])
    assert [it.path for it in merged.files] == ["a.py", "note.py"]
    assert left == (other,)
    merged, left = merge([change((0, 3, "1"), new=note), change((8, 13, "3"), new=NewFile("note.py", "y = 1\n"))])
    assert len(left) == 1
