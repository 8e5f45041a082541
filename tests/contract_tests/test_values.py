"""Made-up values against pydantic itself: valid ones pass, each breach is refused."""

import datetime
import decimal
import re
import uuid
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import EmailStr, Field, HttpUrl, TypeAdapter, ValidationError

from lsp_server.edits.contract_tests.breaches import breaches
from lsp_server.edits.contract_tests.patterns import sample
from lsp_server.edits.contract_tests.values import NOTHING, Want, value
from lsp_server.project.models.values import Constraints
from lsp_server.project.types.values import Type
from lsp_server.text import Span

CLASSES: dict[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "decimal.Decimal": Decimal,
    "uuid.UUID": uuid.UUID,
    "datetime.datetime": datetime.datetime,
    "datetime.date": datetime.date,
    "datetime.time": datetime.time,
    "datetime.timedelta": datetime.timedelta,
    "pydantic.EmailStr": EmailStr,
    "pydantic.HttpUrl": HttpUrl,
    "list": list[int],
    "dict": dict[str, Any],
}
NAMES = {**vars(datetime), "Decimal": decimal.Decimal, "uuid4": uuid.uuid4, "UTC": datetime.UTC}
INT = Type("int", Span(0, 0), "int")


def unique(prefix: str, digits: int = 8) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:digits]}"


def run(text: str) -> Any:
    return eval(text, {**NAMES, "unique": unique})


def adapter(name: str, limits: Constraints) -> TypeAdapter[Any]:
    given_ = {key: it for key, it in asdict(limits).items() if it is not None}
    return TypeAdapter(Annotated[CLASSES[name], Field(**given_)])


def type_of(name: str) -> Type:
    return Type(name, Span(0, 0), name, args=(INT,) if name == "list" else ())


def check(name: str, limits: Constraints, field: str = "name", *, is_unique: bool = False) -> None:
    both = []
    for variant in (0, 1):
        made = value(Want(field, type_of(name), limits, is_unique, variant=variant))
        assert made is not None
        adapter(name, limits).validate_python(run(made.json))
        adapter(name, limits).validate_python(run(made.python))
        both.append(made.json)
    for it in breaches(field, type_of(name), limits):
        with pytest.raises(ValidationError):
            adapter(name, limits).validate_python(run(it.json))


@pytest.mark.parametrize("name", CLASSES)
def test_every_type_has_a_value_and_what_is_none(name: str) -> None:
    check(name, NOTHING)
    assert list(breaches("name", type_of(name), NOTHING)) or name == "dict"


@given(low=st.integers(0, 60), room=st.integers(0, 60), is_unique=st.booleans(), field=st.text(min_size=1, max_size=40))
def test_text_of_every_length(low: int, room: int, is_unique: bool, field: str) -> None:
    check("str", Constraints(min_length=low, max_length=low + room), field, is_unique=is_unique and low + room > 0)


@pytest.mark.parametrize("field", ["email", "password", "url", "phone", "color", "naïve_名前", "_", "e_mail_address"])
def test_text_by_name(field: str) -> None:
    check("str", Constraints(min_length=2, max_length=30), field)
    check("str", NOTHING, field, is_unique=True)


@given(
    low=st.integers(-1000, 1000),
    room=st.integers(2, 1000),
    kind=st.sampled_from(["ge le", "gt lt", "ge", "lt", "gt", "le"]),
)
def test_whole_numbers_within_any_bounds(low: int, room: int, kind: str) -> None:
    both = {"ge": low, "gt": low, "le": low + room, "lt": low + room}
    limits = Constraints(**{it: both[it] for it in kind.split()})
    check("int", limits)
    check("int", limits, is_unique=True)
    check("float", limits)
    check("decimal.Decimal", limits)


@pytest.mark.parametrize(
    "limits",
    [
        Constraints(gt=0, max_digits=8, decimal_places=2),
        Constraints(ge=0, max_digits=3, decimal_places=2),
        Constraints(ge=0.1, le=0.5, decimal_places=1),
        Constraints(max_digits=5, decimal_places=0),
    ],
)
def test_decimals_with_their_places(limits: Constraints) -> None:
    check("decimal.Decimal", limits)


@pytest.mark.parametrize("limits", [Constraints(multiple_of=5, ge=3), Constraints(multiple_of=7, le=20)])
def test_multiples(limits: Constraints) -> None:
    check("int", limits)


@pytest.mark.parametrize("limits", [Constraints(min_length=1, max_length=3), Constraints(max_length=2)])
def test_lists_of_every_length(limits: Constraints) -> None:
    check("list", limits)


PATTERNS = [
    r"^[a-z0-9-]+$", r"^[A-Z]{3}-\d{4}$", r"^#[0-9a-fA-F]{6}$", r"^\+?[1-9]\d{1,14}$", r"^(low|medium|high)$",
    r"^\S+@\S+\.\S+$", r"^[^\s]{2,}$", r"\w+", r"^v\d+(\.\d+){2}$", r"^a|b$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns(pattern: str) -> None:
    assert re.search(pattern, sample(pattern) or "\0")
    check("str", Constraints(pattern=pattern))


@pytest.mark.parametrize("pattern", ["(", r"(?P<a>x)(?P=a)", r"^(?=.*\d).{8,}$", "[", "\\"])
def test_patterns_too_odd_are_left_alone(pattern: str) -> None:
    assert sample(pattern) is None
    assert value(Want("name", type_of("str"), Constraints(pattern=pattern))) is None


def test_naive_moments_for_columns_without_time_zone() -> None:
    made = value(Want("due", type_of("datetime.datetime"), aware=False))
    assert made is not None and run(made.python).tzinfo is None and run(made.json) == "2030-01-02T03:04:05"


def test_unknown_types_have_no_value() -> None:
    assert value(Want("x", Type("Foo", Span(0, 0), ""))) is None
