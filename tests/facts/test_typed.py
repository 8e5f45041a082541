"""Typing inside one function, or a comment: what counts as that, and where everything else is then."""

import pytest

from lsp_server.facts.difference import typed
from lsp_server.facts.file import FileFacts, read
from lsp_server.facts.typed import Typed
from lsp_server.text import Document, Span

TEXT = """\
import os

LIMIT = 3


# Heroes.
class Hero:
    name: str = "é"

    def rename(self, name: str) -> None:
        self.name = name.strip()

    def shout(self) -> str:
        return self.name.upper()


@route
def heroes(session: Session) -> list[Hero]:
    def inner():
        return 1

    return session.all()


def last():
    return LIMIT
"""


def opened(text: str) -> FileFacts:
    facts = read(Document("heroes.py", text, 1))
    assert facts.parsed is None and facts.body
    return facts


def edit(old: str, new: str, text: str = TEXT) -> Typed | None:
    assert text.count(old) == 1
    before = opened(text)
    return typed(before, read(Document("heroes.py", text.replace(old, new), 2), before))


INSIDE = {
    "a letter in a name": ("strip()", "stripx()", "Hero.rename"),
    "a letter at the very end of a function": ("upper()", "upper()x", "Hero.shout"),
    "at the end of the file": ("return LIMIT", "return LIMITS", "last"),
    "taken out": (".upper()", "", "Hero.shout"),
    "a new line": ("    return session.all()", "    x = 1\n    return session.all()", "heroes"),
    "in a function inside it": ("return 1", "return 12", "heroes"),
    "half-typed": ("session.all()", "session.all(", "heroes"),
    "a colon that is not there yet": (
        "        self.name = name.strip()",
        "        if name\n        self.name = 1",
        "Hero.rename",
    ),
    "half-typed before": ("session.all()", "session.", "heroes"),
    "a letter of two bytes": ("strip()", "stripé()", "Hero.rename"),
}


@pytest.mark.parametrize("old, new, name", INSIDE.values(), ids=INSIDE)
def test_typed_inside_a_function(old: str, new: str, name: str) -> None:
    found = edit(old, new)
    assert found is not None
    assert found.place == f"\0body heroes.py {name}"
    assert found.longer == len(new.encode()) - len(old.encode())


OUTSIDE = {
    "a name of the module": ("LIMIT = 3", "LIMITS = 3"),
    "the header of a function": ("def last()", "def last(x)"),
    "a decorator": ("@route", "@routes"),
    "the name of a function inside": ("def inner", "def other"),
    "a new function inside": ("    return session.all()", "    def more(): ...\n    return session.all()"),
    "an import, which binds a name for others to find": ("return session.all()", "from x import y"),
    "a word that others look for": ("session.all()", "session.class Team"),
    "half-typed above a function": ("@route", "@route("),
    "half-typed between functions": ("LIMIT = 3", "LIMIT = (3"),
    "the end of one function and the start of the next": ("strip()\n\n    def shout", "strip()\n\n    def shouts"),
    "a function that ends earlier": ("        return self.name.upper()", "        pass\nx = self.name.upper()"),
    "a docstring that swallows what follows": ("strip()", 'strip()\n        """'),
    "a comment that becomes a statement": ("# Heroes.", "Heroes."),
    "a statement that becomes a comment": ("LIMIT = 3", "# LIMIT = 3"),
    "a statement behind a comment's line": ("# Heroes.\n", "# Heroes.\nx\n"),
    "a comment within brackets": ("LIMIT = 3", "LIMIT = (  # all\n3)"),
    "a comment in the header of a class": ("class Hero:", "class Hero(  # all\n):"),
    "a comment between a decorator and its function": ("@route\n", "@route\n# all\n"),
    "a word in a comment that others look for": ("# Heroes.", "# class Heroes."),
    "the indentation of a statement": ('    name: str = "é"', '      name: str = "é"'),
    "a semicolon": ("LIMIT = 3", "LIMIT = 3 ;"),
    "a line of a text": ('name: str = "é"', 'name: str = """\n# é"""'),
}


@pytest.mark.parametrize("old, new", OUTSIDE.values(), ids=OUTSIDE)
def test_more_than_one_function_changed(old: str, new: str) -> None:
    assert edit(old, new) is None


BETWEEN = {
    "a letter in a comment": ("# Heroes.", "# The heroes."),
    "a comment behind a statement": ("LIMIT = 3", "LIMIT = 3  # at most"),
    "taken out": ("# Heroes.\n", ""),
    "a line above a class": ("# Heroes.\n", "\n# Heroes.\n"),
    "a line below a class": ("self.name.upper()\n", "self.name.upper()\n\n"),
    "a line in a class": ('"é"\n', '"é"\n    # Its name.\n'),
    "a line at the start": ("import os", "# All.\nimport os"),
    "a line at the end": ("return LIMIT\n", "return LIMIT\n# end\n"),
    "blanks": ("LIMIT = 3\n", "LIMIT = 3\n    \n"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("old, new", BETWEEN.values(), ids=BETWEEN)
def test_typed_between_statements(old: str, new: str, newline: str) -> None:
    old, new, text = (it.replace("\n", newline) for it in (old, new, TEXT))
    found = edit(old, new, text)
    assert found is not None
    assert found.place == "\0bodies heroes.py"
    after = opened(text.replace(old, new))
    spans = [found.moved(it.span) for _, it in opened(text).definitions.items()]
    assert spans == [it.span for _, it in after.definitions.items()]


def test_a_word_that_somebody_asked_for_comes_or_goes() -> None:
    before = opened(TEXT)
    assert not before.says("commit")
    text = TEXT.replace("strip()", "commit()")
    assert typed(before, read(Document("heroes.py", text, 2), before)) is None
    after = read(Document("heroes.py", text, 2), before)
    again = read(Document("heroes.py", text.replace("commit()", "commit_()"), 3), after)
    assert after.body and typed(after, again) is not None, "it is there before and after"


def test_line_endings_that_become_the_usual_ones() -> None:
    text = "def one():\r\n    x = 1\r\n    return x\n"
    assert edit("x = 1\r\n", "x = 1\n", text) is None
    assert edit("x = 1", "xx = 1", text) is not None


def test_where_everything_is_afterwards() -> None:
    made = Typed("heroes.py", "", start=10, old_end=12, new_end=15)
    assert made.moved(Span(3, 9)) == Span(3, 9)
    assert made.moved(Span(12, 14)) == Span(15, 17)
    assert made.moved(Span(2, 30)) == Span(2, 33)
    assert made.moved(Span(11, 14)) is None
    assert made.moved(Span(5, 10)) is None, "it may have grown"
