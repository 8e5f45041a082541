"""What was made from an older text, in the text of now."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.rebase import rebase
from lsp_server.text import Document, Edit, Span

BASE = "import a\n\n\ndef one():\n    return 1\n\n\ndef two():\n    return 2\n"


def edit(base: str, old: str, new: str, newline: str = "\n") -> EditFile:
    document = Document("app.py", base.replace("\n", newline))
    at = document.data.index(old.encode())
    return EditFile(document, (Edit(Span(at, at + len(old.encode())), new),))


def rebased(it: EditFile, now: str | None) -> str | Refusal:
    found = rebase(Change((it,), "Done."), lambda _: Document("app.py", now, 7) if now is not None else None)
    return found if isinstance(found, Refusal) else found.files[0].after


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_was_typed_elsewhere_stays(newline: str) -> None:
    it = edit(BASE, "return 2", "return 22", newline)
    now = BASE.replace("import a\n", "import a\nimport žluť  # 🦸\n").replace("\n", newline)

    assert rebased(it, now) == now.replace("return 2", "return 22")


def test_lines_of_the_edit_itself_that_changed_refuse() -> None:
    it = edit(BASE, "return 2", "return 22")

    said = rebased(it, BASE.replace("return 2", "return 3"))

    assert said == Refusal("app.py was changed at the same place meanwhile.")


def test_the_line_right_above_counts_too() -> None:
    it = edit(BASE, "return 2", "return 22")

    assert isinstance(rebased(it, BASE.replace("def two():", "def drei():")), Refusal)


def test_a_file_that_went_refuses() -> None:
    assert rebased(edit(BASE, "return 2", "return 22"), None) == Refusal("app.py is no longer there.")


def test_a_new_file_that_somebody_else_made_refuses() -> None:
    change = Change((NewFile("new.py", "x = 1\n"),), "Made it.")

    assert rebase(change, lambda _: None) == change
    assert isinstance(rebase(change, lambda path: Document(path, "")), Refusal)


def test_the_same_text_in_a_newer_version_is_fine() -> None:
    it = edit(BASE, "return 2", "return 22")

    found = rebase(Change((it,), "Done."), lambda _: Document("app.py", BASE, 9))

    assert isinstance(found, Change)
    assert isinstance(found.files[0], EditFile)
    assert found.files[0].base.version == 9


LINES = st.lists(st.sampled_from(["a = 1", "b = 2", "", "# ö", "def f(): ..."]), max_size=4)


@given(above=LINES, below=LINES)
def test_lines_put_in_above_and_below_are_never_lost(above: list[str], below: list[str]) -> None:
    it = edit(BASE, "return 1", "return 11")
    now = "".join(f"{line}\n" for line in above) + BASE + "".join(f"{line}\n" for line in below)

    assert rebased(it, now) in (
        now.replace("return 1", "return 11"),
        Refusal("app.py was changed at the same place meanwhile."),
    )
