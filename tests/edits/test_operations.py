"""Operations on real files: a symbol by itself is no change, by something else changes nothing around it."""

import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import lsp_server
from lsp_server.edits.layout import indent_at
from lsp_server.edits.operations import (
    AddImport,
    InsertSymbol,
    Operation,
    Outcome,
    ReplaceSymbol,
    ReplaceText,
    WholeFile,
    carry_out,
)
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Span

ROOT = Path(lsp_server.__file__).parent
FILES = [*sorted(ROOT.rglob("*.py")), *sorted(Path(__file__).parent.glob("*.py"))]


@cache
def facts_of(path: Path) -> FileFacts:
    return read(Document("a.py", path.read_text(encoding="utf-8")))


def done(text: str, *operations: Operation) -> Outcome:
    return carry_out(operations, {"a.py": Document("a.py", text)}.get)


def after(text: str, *operations: Operation) -> str:
    outcome = done(text, *operations)
    assert not outcome.refused, outcome.refused
    return next((it.after for it in outcome.change.files), text)


def definitions(facts: FileFacts) -> Iterator[tuple[str, str]]:
    """The name and the lines of each class and function, as they stand in the file."""
    document = facts.document
    for name, node in facts.definitions.items():
        lines = range(document.line_of(node.span.start), document.line_of(node.span.end) + 1)
        yield name, "".join(document.slice(document.line_span(it)) + "\n" for it in lines)


# --------------------------------------------------------------------------- nothing but what was asked for


@pytest.mark.parametrize("form", ["as it stands", "at column 0", "first line at column 0"])
@pytest.mark.parametrize("style", ["as it is", "Windows", "byte order mark, no final newline"])
def test_a_symbol_in_its_own_place_is_no_change(form: str, style: str) -> None:
    count = 0
    for path in FILES[::5]:
        facts = facts_of(path)
        text = facts.document.text
        if style == "Windows":
            text = text.replace("\n", "\r\n")
        elif style != "as it is":
            text = "\ufeff" + text.rstrip("\n")
        operations = []
        for name, code in definitions(facts):
            shaped = {"at column 0": textwrap.dedent(code), "first line at column 0": code.lstrip(" ")}.get(form, code)
            operations.append(ReplaceSymbol("a.py", name, shaped))
        outcome = done(text, *operations)
        assert outcome.change.files == (), f"{path.name}: {outcome.change.files}"
        wrong = [it for it in outcome.refused if not it.already]
        assert all("is defined" in it.reason for it in wrong), wrong
        count += len(operations)
    assert count > 200


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_byte_outside_a_symbol_stays(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([it for it in FILES if facts_of(it).definitions]))
    facts = facts_of(path)
    name = data.draw(st.sampled_from(sorted(facts.definitions)))
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))
    unit = data.draw(st.sampled_from(["    ", "\t"]))
    text = facts.document.text.rstrip("\n") + data.draw(st.sampled_from(["", "\n", "\n\n"]))
    if unit == "\t":
        text = "\n".join(_with_tabs(it) for it in text.split("\n"))
    document = Document("a.py", data.draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", newline))
    node = read(document).definitions[name]
    head, tail = (document.slice(it) for it in (Span(0, node.span.start), Span(node.span.end, len(document.data))))
    assume(not tail.lstrip().startswith("#"))  # a comment that may be inside the symbol
    name_only = name.rpartition(".")[2]
    above = "@decorated\n" if node.decorators else ""
    code = f"{above}async def {name_only}(ä):\n  if ä:\n    return '🦸'\n"
    outcome = done(document.text, ReplaceSymbol("a.py", name, code))
    assume(not outcome.refused or "is defined" not in outcome.refused[0].reason)
    if isinstance(node, syntax.ClassDef) and outcome.refused:
        assert "would lose" in outcome.refused[0].reason
        return
    indent = indent_at(document, node.span.start)
    lines = (
        *above.split(),
        f"{indent if above else ''}async def {name_only}(ä):",
        f"{indent}{unit}if ä:",
        f"{indent}{unit}{unit}return '🦸'",
    )
    assert [it.after for it in outcome.change.files] == [head + newline.join(lines) + tail]


def _with_tabs(line: str) -> str:
    text = line.lstrip(" ")
    depth, rest = divmod(len(line) - len(text), 4)
    return "\t" * depth + " " * rest + text


def test_a_form_feed_stays() -> None:
    text = "import os\n\x0c\ndef f():\n    return 1\n\x0c\n\ndef g(): ...\n"
    new = after(text, ReplaceSymbol("a.py", "f", "def f():\n    return 2\n"))
    assert new == text.replace("return 1", "return 2")


# --------------------------------------------------------------------------- several at once

TEXT = '''"""Heroes."""

import os

from app.models import Hero

LIMIT = 1


class Service:
    """Of heroes."""

    def __init__(self, session):
        self.session = session

    def get(self, id):
        return self.session.get(Hero, id)


def make():
    return Service(None)
'''
OPERATIONS = (
    ReplaceSymbol("a.py", "Service.get", "def get(self, id: UUID) -> Hero:\n    return self.session.get(Hero, id)\n"),
    InsertSymbol("a.py", "def delete(self, id: UUID) -> None: ...\n", inside="Service"),
    AddImport("a.py", "from uuid import UUID"),
    ReplaceText("a.py", "LIMIT = 1", "LIMIT = 100"),
    InsertSymbol("a.py", "def other(): ...\n"),
    WholeFile("b.py", "x = 1\n"),
)


@settings(max_examples=30, deadline=None)
@given(st.permutations(OPERATIONS))
def test_the_order_in_an_answer_does_not_matter(order: list[Operation]) -> None:
    def made(operations: Iterable[Operation]) -> dict[str, str]:
        outcome = carry_out(operations, {"a.py": Document("a.py", TEXT)}.get)
        assert not outcome.refused
        return {it.path: it.after for it in outcome.change.files}

    assert made(order) == made(OPERATIONS)


def test_rounds_say_the_same_as_one_answer() -> None:
    texts = {"a.py": Document("a.py", TEXT, version=7)}.get
    at_once = carry_out(OPERATIONS, texts).change
    change = None
    for it in OPERATIONS:
        change = carry_out([it], texts, change).change
    assert change is not None
    assert {it.path: it.after for it in change.files} == {it.path: it.after for it in at_once.files}
    assert all(getattr(it, "base", None) in (None, texts(it.path)) for it in change.files), "against the first text"


def test_the_same_operation_twice_is_done_once() -> None:
    twice = InsertSymbol("a.py", "def f(): ...\n")
    assert after("x = 1\n", twice, twice) == "x = 1\n\n\ndef f(): ...\n"


def test_a_large_file_is_not_written_anew_unless_asked_for() -> None:
    text = "x = 1\n" * 200
    (refused,) = done(text, WholeFile("a.py", "x = 1\n")).refused
    assert refused.reason == (
        "a.py has 200 lines, too many to be written anew; "
        "replace or insert the symbols that change, or replace exact text."
    )
    outcome = carry_out([WholeFile("a.py", "x = 1\n")], {"a.py": Document("a.py", text)}.get, largest=400)
    assert [it.after for it in outcome.change.files] == ["x = 1\n"]
    # What the run itself created may be of any size.
    made = carry_out([WholeFile("a.py", text)], lambda _: None).change
    again = carry_out([WholeFile("a.py", "x = 2\n")], lambda _: None, made)
    assert [it.after for it in again.change.files] == ["x = 2\n"]


def test_no_file_that_is_there_is_said_to_be_new() -> None:
    outcome = done("x = 1\n", WholeFile("a.py", "x = 2\n"))
    (it,) = outcome.change.files
    assert it.before == "x = 1\n"


@settings(max_examples=150, deadline=None)
@given(
    st.text("xyz=1\n\r\t #'\"()\ufeff\x0cäd\\", max_size=40),
    st.sampled_from(["f", "x", "A.b", "", ".", "f#0", "f#x", "class  ", "ä", "a..b"]),
    st.text("def x():\n \t=1#.", max_size=30),
)
def test_any_text_is_an_answer_or_a_reason(text: str, name: str, code: str) -> None:
    operations = (
        ReplaceSymbol("a.py", name, code),
        InsertSymbol("a.py", code, name),
        InsertSymbol("a.py", code, inside=name),
        AddImport("a.py", code),
        ReplaceText("a.py", code, name),
        WholeFile("a.py", code),
        WholeFile("b.py", text),
    )
    for operation in operations:
        outcome = done(text, operation)
        assert isinstance(outcome.change.files, tuple)
        assert len(outcome.refused) + len(outcome.change.files) in (0, 1)


def test_a_definition_deep_inside_is_found() -> None:
    text = "".join(f"{'    ' * it}def f{it}():\n" for it in range(60)) + "    " * 60 + "return 1\n"
    name = ".".join(f"f{it}" for it in range(60))
    new = after(text, ReplaceSymbol("a.py", name, "def f59():\n    return 2\n"))
    assert new == text.replace("return 1", "return 2")
    assert isinstance(read(Document("a.py", new)).definitions[name], syntax.FunctionDef)
