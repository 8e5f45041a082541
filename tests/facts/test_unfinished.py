"""Rows that can't be statements, against Python itself: what it refuses, and its library, of which nothing is told."""

import asyncio
import os
from pathlib import Path

import pytest

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_module
from lsp_server.facts.repair import blank_half_typed

FUNCTION = """\
class Heroes:
    async def before(self):
        return 1

    def here(self, hero, session):
        found = 1
{}
        return found

    async def after(self):
        return 2
"""

HALF_TYPED = [
    *("hero.", "return hero.", "hero.team(1).", "x = [1].", "@app.", "@"),
    *("x =", "x ==", "x +=", "x -", "a = b =", "hero.name = ", "x = *", "x = 1 if hero is not"),
    *("retur x", "awai session.exec(1)", "fo x in y:", "impor os", "fro os import path", "x = hero team", "foo(1) bar"),
    *("foo(a=)", "foo(a=, b=1)", "foo(, 1)", "foo(a b)", "foo(a,, b)", "x[]", "x = {1: }", "(x := )"),
    *("foo(hero.)", "foo(hero., 1)", "x[hero.]", "foo(a +)", "x = [hero and]", "foo(a in )", "foo(not , 1)"),
    *("x and", "x or", "not", "lambda", "assert", "raise ValueError from", "del", "import", "from os", "from . import"),
    *("id:", "self.id: ", "async de", "x = 1 $", "x?", "x!"),
    *("if x", "while hero.:", "for x in", "with"),
]

WHOLE = [
    *("x = 1.", "x = ...", "x = 1. if hero else 2.", "return 3_1.", "...", "x = hero[...]"),
    *("from os import *", "from os import path", "from . import x", "import os as operating", "yield from hero"),
    *("match = 1", "x = not hero", "x = hero is not None", "x = a if b else c", "x, = hero", "x = 1,", "pass"),
    *(
        "print(*hero, **session)",
        "x: int",
        "x: int = 1",
        "foo(a=1, b=[1, 2], c={1: 2})",
        "x = hero != 1",
        "x = lambda a: a",
    ),
    *(
        "x = hero and \\\n            session",
        "x = (\n            hero.\n            name\n        )",
        "return (yield)",
    ),
]


def _is_python(text: str) -> bool:
    try:
        compile(text, "", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("row", HALF_TYPED)
def test_what_python_refuses_costs_nothing_but_its_row(row: str) -> None:
    text = FUNCTION.format(f"        {row}")
    assert not _is_python(text)
    body, errors = parse_module(text.encode())
    instead = FUNCTION.format(f"        {'pass'.ljust(len(row))}")
    assert [text.encode()[it.start : it.end].strip().decode() for it in errors] == [row.strip()]
    if len(row) >= len("pass"):  # a shorter row is blank, which may leave the next one nothing to stand below
        assert body == parse_module(instead.encode())[0]


@pytest.mark.parametrize("row", WHOLE)
def test_what_python_takes_is_left_alone(row: str) -> None:
    text = FUNCTION.format(f"        {row}")
    assert _is_python(text.replace("from os import *", "pass"))  # which Python takes in a module only
    assert blank_half_typed(text.encode()) == (text.encode(), ())


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_whatever_ends_a_row(ending: str) -> None:
    text = FUNCTION.format("        x = hero.").replace("\n", ending)
    (spot,) = parse_module(text.encode())[1]
    assert text[spot.start : spot.end] == "        x = hero."


def test_a_last_row_without_an_ending() -> None:
    assert [it.start for it in parse_module(b"x = 1\ny = x.")[1]] == [6]


def test_a_statement_of_several_rows_goes_as_a_whole() -> None:
    text = "def f(a):\n    b = a.first(\n        1,\n    ).\n    return b\n"
    (spot,) = parse_module(text.encode())[1]
    assert text[spot.start : spot.end] == "    b = a.first(\n        1,\n    )."


@pytest.mark.parametrize(
    "row",
    [
        "jméno: str = Field(max_length=)",
        "jméno: list[str] = Field(a, b=)",
        "jméno: str = Field(default.)",
        "jméno: str | None = Field(a b)",
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_field_stays_while_its_value_is_typed(row: str, ending: str) -> None:
    text = f"class Hero(SQLModel):\n    id: int\n    {row}\n    age: int\n".replace("\n", ending)
    (hero,), errors = parse_module(text.encode())
    assert isinstance(hero, syntax.ClassDef)
    fields = [it for it in hero.body if isinstance(it, syntax.Assign)]
    assert [syntax.dotted(it.targets[0]) for it in fields] == ["id", "jméno", "age"]
    assert fields[1].value is None
    assert [text.encode()[it.start : it.end].decode().strip() for it in errors] == [row]


@pytest.mark.parametrize("row", ["else: x = 1 +", "name: Opt. = 1 +"])
def test_what_is_no_whole_declaration_goes_as_a_whole(row: str) -> None:
    (hero,), _ = parse_module(f"class Hero(SQLModel):\n    id: int\n    {row}\n    age: int\n".encode())
    assert isinstance(hero, syntax.ClassDef)
    fields = [it for it in hero.body if isinstance(it, syntax.Assign)]
    assert [syntax.dotted(it.targets[0]) for it in fields] == ["id", "age"]


@pytest.mark.parametrize(
    "header", ["class Hero(SQLModel, table=):", "class Hero(\n    SQLModel,\n) x:", "class Hero(SQLModel, Base.):"]
)
def test_headers_are_left_to_tree_sitter(header: str) -> None:
    body, _ = parse_module(f"{header}\n    id: int\n".encode())
    assert [type(it).__name__ for it in body] == ["ClassDef"]


@pytest.mark.parametrize("row", ["naïve x", "é.", "名 = ", "'x' y"])
def test_other_letters_and_quotes_do_no_harm(row: str) -> None:
    text = FUNCTION.format(f"        {row}")
    assert [it for it in parse_module(text.encode())[0] if type(it).__name__ == "ClassDef"]


def test_nothing_of_the_standard_library_is_half_typed() -> None:
    folders = (Path(os.__file__).parent, Path(asyncio.__file__).parent)
    files = [it for folder in folders for it in sorted(folder.glob("*.py"))]
    assert len(files) > 150
    assert [it.name for it in files if blank_half_typed(it.read_bytes())[1]] == []
