"""Values that break one promise of a field each, and nothing else: the cases behind a 422."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lsp_server.edits.contract_tests.values import Want, repr_of, value
from lsp_server.edits.templates import quoted
from lsp_server.project.models.values import Constraints
from lsp_server.project.types.values import Type


@dataclass(frozen=True, slots=True)
class Breach:
    """A value that must be refused: `what` is wrong with it, and its JSON spelling as source text."""

    what: str
    json: str


# What pydantic 2.13 refuses in its lax mode, by type; text in a query string is refused just the same.
_WRONG = {
    "int": ("no integer", '"many"'),
    "float": ("no number", '"many"'),
    "decimal.Decimal": ("no number", '"many"'),
    "bool": ("no boolean", '"perhaps"'),
    "uuid.UUID": ("no UUID", '"not-a-uuid"'),
    "datetime.datetime": ("no date-time", '"some day"'),
    "datetime.date": ("no date", '"some day"'),
    "datetime.time": ("no time", '"some time"'),
    "datetime.timedelta": ("no duration", '"a while"'),
    "pydantic.EmailStr": ("no e-mail address", '"not-an-address"'),
    "pydantic.HttpUrl": ("no URL", '"not a URL"'),
    "pydantic.AnyUrl": ("no URL", '"not a URL"'),
    "pydantic.AnyHttpUrl": ("no URL", '"not a URL"'),
    "list": ("no list", '"one"'),
    "dict": ("no object", '"one"'),
}


def breaches(name: str, type_: Type, limits: Constraints, *, text_only: bool = False) -> Iterator[Breach]:
    """What a field of this type and with these limits must refuse.

    `text_only`: the value travels in a path or query string, where every text is a valid `str`.
    """
    if type_.enum is not None or type_.literals:
        yield Breach("no such choice", '"no-such-choice"')
    elif type_.name == "str":
        if not text_only:
            yield Breach("no text", "123")
        yield from _lengths(limits)
        if limits.pattern is not None and (odd := _unmatched(limits)) is not None:
            yield Breach("wrong form", quoted(odd))
    elif type_.name in _WRONG:
        yield Breach(*_WRONG[type_.name])
        if type_.name in ("int", "float", "decimal.Decimal"):
            yield from _sizes(name, type_, limits)
        elif type_.name == "list":
            yield from _counts(name, type_, limits)
    elif type_.symbol is not None and not text_only:
        yield Breach("no object", '"one"')


def _lengths(limits: Constraints) -> Iterator[Breach]:
    if limits.min_length:
        yield Breach("too short", '""' if limits.min_length == 1 else f'"{"x" * (limits.min_length - 1)}"')
    if limits.max_length is not None:
        yield Breach("too long", f'"x" * {limits.max_length + 1}')


def _counts(name: str, type_: Type, limits: Constraints) -> Iterator[Breach]:
    if limits.min_length:
        yield Breach("too few", "[]")
    inner = value(Want(name, type_.args[0])) if type_.args else None
    if limits.max_length is not None and inner is not None:
        yield Breach("too many", f"[{inner.json}] * {limits.max_length + 1}")


def _sizes(name: str, type_: Type, limits: Constraints) -> Iterator[Breach]:
    least = {it for it in (limits.gt, _less(limits.ge)) if it is not None}
    most = {it for it in (limits.lt, _more(limits.le)) if it is not None}
    # Of two limits on one side the stricter one is what counts.
    if least:
        yield Breach("too small", _number(max(least)))
    if most:
        yield Breach("too large", _number(min(most)))
    valid = value(Want(name, type_, limits))
    if limits.multiple_of and limits.multiple_of > 1 and valid is not None and type_.name == "int":
        yield Breach(f"no multiple of {_number(limits.multiple_of)}", str(int(valid.json) + 1))
    if type_.name == "decimal.Decimal" and limits.decimal_places is not None and valid is not None:
        text = valid.json.strip('"')
        yield Breach("too many places", quoted(f"{text}1" if "." in text else f"{text}.1"))


def _less(limit: float | None) -> float | None:
    return None if limit is None else limit - 1


def _more(limit: float | None) -> float | None:
    return None if limit is None else limit + 1


def _number(it: float) -> str:
    exact = Decimal(str(it))
    return str(int(exact)) if exact == exact.to_integral_value() else repr_of(float(it))


def _unmatched(limits: Constraints) -> str | None:
    """A text of a permitted length that the pattern does not find."""
    low = limits.min_length or 1
    for it in ("!", " ", "x", "0", "ÿ"):
        text = it * max(low, 1)
        if limits.max_length is not None and len(text) > limits.max_length:
            continue
        try:
            if not re.search(limits.pattern or "", text):
                return text
        except re.error:
            return None
    return None
