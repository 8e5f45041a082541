"""Annotations, resolved: what each spelling means, and where it is written."""

import pytest

from lsp_server.project.types.link import read_annotation, resolve_type
from lsp_server.snapshot import of
from lsp_server.text import Document
from tests.project.models.ours import describe_type

KINDS = '''
"""Aliases in a file of their own."""
import enum
import uuid
from typing import Annotated, NewType, Optional, TypeAlias
from pydantic import Field

class Colour(str, enum.Enum):
    RED = "red"
    BLUE = "blue"

class Numbers(enum.IntEnum):
    ONE = enum.auto()
    TWO = enum.auto()

class Plain(enum.StrEnum):
    SOME_NAME = enum.auto()

Made = enum.Enum("Made", "A B", type=str)
Short = Annotated[str, Field(max_length=5)]
MaybeShort = Optional[Short]
Ids: TypeAlias = list[uuid.UUID]
UserId = NewType("UserId", int)
type Names = dict[str, Short]
Loop = "Loop | None"
'''

FILE = """
from __future__ import annotations
import datetime as dt, decimal, typing as t, uuid
from datetime import datetime
from typing import *
from typing_extensions import Annotated as A, Literal as L
from pydantic import EmailStr, PositiveInt, constr
from pydantic.networks import HttpUrl
from sqlmodel import SQLModel, String
from app import kinds
from app.kinds import Colour, Names as Called
from .kinds import MaybeShort

class Hero(SQLModel):
    class Kind(kinds.Colour.__class__): ...
    class Rank(t.Generic[t.Any]): ...
    field: {annotation}
"""

MEANINGS = {
    "int": "int",
    "'int'": "int",
    "Optional[int]": "int?",
    "t.Union[int, None]": "int?",
    "None | int": "int?",
    "int | str | None": "typing.Union[int, str]?",
    "t.Optional['Hero']": "Hero?",
    '"list[Hero | None]"': "list[Hero?]",
    "List[Dict[str, Set[int]]]": "list[dict[str, set[int]]]",
    "tuple[int, ...]": "tuple[int, -]",
    "dt.datetime | None": "datetime.datetime?",
    "datetime": "datetime.datetime",
    "uuid.UUID": "uuid.UUID",
    "decimal.Decimal": "decimal.Decimal",
    "EmailStr": "pydantic.EmailStr",
    "HttpUrl": "pydantic.HttpUrl",
    "PositiveInt | None": "int?",
    "constr(max_length=3)": "str",
    "A[int, 'note']": "int",
    "A[Optional[int], 1] ": "int?",
    "Optional[A[int, 1]]": "int?",
    'L["a", 1, True]': "typing.Literal['a', 1, True]",
    'L["a", None]': "typing.Literal['a', None]",
    "L[Colour.RED, kinds.Colour.BLUE]": "typing.Literal['red', 'blue']",
    "t.Any": "typing.Any",
    "Colour": "Colour",
    "kinds.Made": "Made",
    "kinds.Short": "str",
    "MaybeShort": "str?",
    "kinds.Ids": "list[uuid.UUID]",
    "kinds.UserId": "int",
    "Called": "dict[str, str]",
    "kinds.Loop": "-?",
    "Rank": "Rank",
    "t.ClassVar[int]": "typing.ClassVar[int]",
    "String": "sqlalchemy.String",
    "Unknown.Thing": "-",
    "lambda: 1": "-",
    "'not a type ['": "-",
    "''": "-",
    "Callable[[int], str]": "collections.abc.Callable[-, str]",
}


@pytest.mark.parametrize("annotation", MEANINGS)
def test_meaning(annotation: str) -> None:
    source = FILE.format(annotation=annotation)
    snapshot = of([Document("app/kinds.py", KINDS), Document("app/hero.py", source), Document("app/__init__.py", "")])
    node = snapshot.files["app/hero.py"].definitions["Hero"].body[-1]

    found = resolve_type(snapshot.project.modules, "app/hero.py", node.annotation, "Hero")

    assert describe_type(found) == MEANINGS[annotation]


def test_spans_and_texts_are_those_of_the_document() -> None:
    document = Document(
        "m.py",
        "from typing import Optional\nclass Ünï: ...\nclass A:\n"
        '    é: Optional["Ünï"] = None\n    b: "dict[str,\\\n  Ünï]"\n',
    )
    snapshot = of([document])
    first, second = snapshot.files["m.py"].definitions["A"].body

    one = resolve_type(snapshot.project.modules, "m.py", first.annotation)
    assert (one.text, one.name, document.slice(one.span)) == ('Optional["Ünï"]', "Ünï", 'Optional["Ünï"]')
    assert one.symbol is not None

    two = resolve_type(snapshot.project.modules, "m.py", snapshot.files["m.py"].definitions["A"].body[1].annotation)
    assert second.annotation is not None
    assert two.name == ""  # A string with an escape in it is not read.


def test_enumerations_know_their_members() -> None:
    snapshot = of([Document("kinds.py", KINDS)])

    assert {it.symbol.name: (it.members, it.mixin) for it in snapshot.project.enums} == {
        "Colour": ((("RED", "red"), ("BLUE", "blue")), "str"),
        "Numbers": ((("ONE", 1), ("TWO", 2)), "int"),
        "Plain": ((("SOME_NAME", "some_name"),), "str"),
        "Made": ((("A", "a"), ("B", "b")), "str"),
    }


def test_metadata_comes_with_the_file_that_its_names_belong_to() -> None:
    snapshot = of(
        [Document("kinds.py", KINDS), Document("m.py", "import kinds\nx: kinds.Short | None\ny: kinds.Short")]
    )
    x, y = (snapshot.files["m.py"].assignments[it] for it in "xy")

    outer = read_annotation(snapshot.project.modules, "m.py", y.annotation)
    inner = read_annotation(snapshot.project.modules, "m.py", x.annotation)

    assert [(it.path, it.outer) for it in outer.metadata] == [("kinds.py", True)]
    assert [(it.path, it.outer) for it in inner.metadata] == [("kinds.py", False)]


def test_type_variables_of_bases_are_filled_in() -> None:
    source = """
from typing import Generic, TypeVar
from pydantic import BaseModel
T = TypeVar("T")
U = TypeVar("U", bound=int)
class Item(BaseModel): ...
class Page(BaseModel, Generic[T]):
    items: list[T]
class Counted(Page[T], Generic[U, T]):
    count: U
class Items(Counted[int, Item]): ...
class New[K](BaseModel):
    key: K
class Keyed(New[str]): ...
class Either(Page[T], New[U]): ...
class Both(Either[Item, str]): ...
"""
    schemas = {it.name: it for it in of([Document("m.py", source)]).project.schemas}

    assert [describe_type(it.type) for it in schemas["Both"].fields] == ["str", "list[Item]"]

    assert [describe_type(it.type) for it in schemas["Items"].fields] == ["list[Item]", "int"]
    assert [describe_type(it.type) for it in schemas["Keyed"].fields] == ["str"]
    assert [describe_type(it.type) for it in schemas["Page"].fields] == ["list[-]"]
    assert (schemas["Items"].role, schemas["Items"].table) == ("list", None)
