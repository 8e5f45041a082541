"""Values that are valid by construction, in the two spellings a test needs.

`json` is what a client sends, `python` is what a row is made with; both are source text. Pydantic's
rules (2.13) decide what is valid, PostgreSQL's types what comes back unchanged: a Decimal is given
with all its places, a date-time is aware unless its column has no time zone.
"""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from lsp_server.edits.contract_tests.patterns import finds, sample
from lsp_server.edits.imports import Wanted
from lsp_server.edits.templates import quoted
from lsp_server.project.models.values import Constraints
from lsp_server.project.types.values import Type

NOTHING = Constraints()


@dataclass(frozen=True, slots=True)
class Value:
    """A made-up value. `same` tells whether an answer repeats the JSON spelling exactly."""

    json: str
    python: str
    imports: frozenset[Wanted] = frozenset()  # of `python`
    unique: bool = False  # made with the helper unique()
    same: bool = True


@dataclass(frozen=True, slots=True)
class Want:
    """What is asked of a value. `variant` 1 gives another value than 0, for updates."""

    name: str
    type: Type
    constraints: Constraints = NOTHING
    unique: bool = False
    aware: bool = True
    variant: int = 0


def value(want: Want) -> Value | None:
    """A valid value, or None where none can be made for certain (an unknown class, a pattern too odd)."""
    if want.type.enum is not None:
        return _enum(want)
    if want.type.literals:
        options = [it for it in want.type.literals if it is not None]
        return _plain(repr_of(options[want.variant % len(options)])) if options else None
    make = _MAKERS.get(want.type.name)
    return make(want) if make else None


def repr_of(it: object) -> str:
    return quoted(it) if isinstance(it, str) else repr(it)


def _plain(text: str, *, unique: bool = False) -> Value:
    return Value(text, text, unique=unique)


# --------------------------------------------------------------------------- text


def _text(want: Want) -> Value | None:
    limits = want.constraints
    low, high = limits.min_length or 0, limits.max_length
    special = _special(want)
    if limits.pattern is not None:
        return _by_pattern(want, low, high)
    if special is not None and low <= len(special) <= (high if high is not None else len(special)):
        return _plain(quoted(special))
    prefix = ("new-" if want.variant else "") + re.sub(r"[^a-z0-9]+", "-", want.name.lower()).strip("-")
    if want.unique:
        return _unique(prefix or "value", low, high)
    text = (prefix or "value").replace("-", " ").ljust(low, "x")
    return _plain(quoted(text[:high].strip().ljust(min(low, high or low), "x")))


def _special(want: Want) -> str | None:
    """What a field's name asks for beyond its type: hand-written validators usually check just that."""
    name = want.name.lower()
    nth = "2" if want.variant else "1"
    if want.unique:
        return None
    if "password" in name:
        return f"Str0ng-passw0rd-{nth}!"
    if re.search(r"(^|_)(url|uri|link|website|homepage)$", name):
        return f"https://example.com/{nth}"
    if re.search(r"colou?r", name):
        return f"#00ff0{nth}"
    if re.search(r"(^|_)(phone|phone_number|mobile)$", name):
        return f"+4420794600{nth}0"
    return None


def _unique(prefix: str, low: int, high: int | None) -> Value:
    """`unique("name")` makes `name-` and eight hexadecimal digits."""
    if high is not None and high < 5:
        return _plain(f"uuid4().hex[:{max(high, 1)}]", unique=True)
    if high is not None:
        prefix = prefix[: max(high - 9, 1)].strip("-") or "x"
    digits = 8 if high is None else min(8, high - len(prefix) - 1)
    prefix = prefix.ljust(low - digits - 1, "x")
    return _plain(f"unique({quoted(prefix)})" if digits == 8 else f"unique({quoted(prefix)}, {digits})", unique=True)


def _by_pattern(want: Want, low: int, high: int | None) -> Value | None:
    pattern = want.constraints.pattern or ""
    prefix = re.sub(r"[^a-z0-9]+", "-", want.name.lower()).strip("-") or "x"
    fits = all(finds(pattern, f"{prefix}-{tail}") for tail in ("0123abcd", "ffffffff", "00000000"))
    if want.unique and fits and low <= len(prefix) + 9 <= (high or 99):
        return _unique(prefix, low, high)
    text = sample(pattern, want.variant, low, high)
    return None if text is None else _plain(quoted(text))


def _email(want: Want) -> Value:
    if want.unique:
        text = f'f"{{unique({quoted("user")})}}@example.com"'.replace('("user")', "('user')")
        return Value(text, text, unique=True)
    return _plain('"new.user@example.com"' if want.variant else '"user@example.com"')


def _string(want: Want) -> Value | None:
    looks_like_email = re.search(r"(^|_)e?mail(_address)?$", want.name.lower())
    room = want.constraints.max_length is None or want.constraints.max_length >= 25
    if looks_like_email and want.constraints.pattern is None and room:
        return _email(want)
    return _text(want)


# --------------------------------------------------------------------------- numbers


def _whole(want: Want) -> Value | None:
    if want.unique:
        low, high = bounds(want.constraints, 1)
        span = int((high if high is not None else low + 1_000_000) - low) + 1
        at = f" + {int(low)}" if low else ""
        return _plain(f"uuid4().int % {span:_}{at}", unique=True)
    found = number(want.constraints, Decimal(1), want.variant)
    return None if found is None else _plain(str(int(found)))


def _float(want: Want) -> Value | None:
    found = number(want.constraints, Decimal("0.5"), want.variant)
    return None if found is None else _plain(repr(float(found)))


def _decimal(want: Want) -> Value | None:
    places = want.constraints.decimal_places
    step = Decimal(1).scaleb(-(2 if places is None else places))
    found = number(want.constraints, step, want.variant, start=Decimal("9.5"))
    digits = want.constraints.max_digits
    if found is not None and digits is not None and found.adjusted() + 1 > digits - (places or 0):
        found = number(want.constraints, step, want.variant, start=step)
    if found is None:
        return None
    text = str(found.quantize(step))
    return Value(f'"{text}"', f'Decimal("{text}")', frozenset({("decimal", "Decimal")}))


def number(limits: Constraints, step: Decimal, variant: int, start: Decimal = Decimal(1)) -> Decimal | None:
    """A number within `limits`, another one for each variant; None where the limits leave no room."""
    unit = Decimal(str(limits.multiple_of)) if limits.multiple_of else step
    low, high = bounds(limits, step)
    first = max(start, low)
    if limits.multiple_of:
        first = (first / unit).to_integral_value(ROUND_CEILING) * unit
    if high is not None and first > high:
        first = high if not limits.multiple_of else (high / unit).to_integral_value(ROUND_FLOOR) * unit
    other = first + unit if high is None or first + unit <= high else first - unit
    found = other if variant and other >= low else first
    return found if found >= low and (high is None or found <= high) else None


def bounds(limits: Constraints, step: Decimal | int) -> tuple[Decimal, Decimal | None]:
    """The lowest value worth trying and the highest allowed one; 0 is the floor unless the limits lie below it."""
    lows = [Decimal(str(limits.ge))] if limits.ge is not None else []
    lows += [Decimal(str(limits.gt)) + step] if limits.gt is not None else []
    highs = [Decimal(str(limits.le))] if limits.le is not None else []
    highs += [Decimal(str(limits.lt)) - step] if limits.lt is not None else []
    high = min(highs, default=None)
    low = max(lows, default=Decimal(0) if high is None or high >= 0 else high - 1000)
    return low, high


# --------------------------------------------------------------------------- time, ids and the rest


def _datetime(want: Want) -> Value:
    year = 2031 if want.variant else 2030
    if want.aware:
        python = f"datetime({year}, 1, 2, 3, 4, 5, tzinfo=UTC)"
        return Value(f'"{year}-01-02T03:04:05Z"', python, frozenset({("datetime", "datetime"), ("datetime", "UTC")}))
    return Value(f'"{year}-01-02T03:04:05"', f"datetime({year}, 1, 2, 3, 4, 5)", frozenset({("datetime", "datetime")}))


def _past(want: Want) -> Value:
    made = _datetime(want)
    year, past = ("2031", "2011") if want.variant else ("2030", "2010")
    return replace(made, json=made.json.replace(year, past), python=made.python.replace(year, past))


def _date(want: Want) -> Value:
    year = 2031 if want.variant else 2030
    return Value(f'"{year}-01-02"', f"date({year}, 1, 2)", frozenset({("datetime", "date")}))


def _time(want: Want) -> Value:
    hour = 4 if want.variant else 3
    return Value(f'"0{hour}:04:05"', f"time({hour}, 4, 5)", frozenset({("datetime", "time")}))


def _duration(want: Want) -> Value:
    hours = 2 if want.variant else 1
    return Value(f'"PT{hours}H"', f"timedelta(hours={hours})", frozenset({("datetime", "timedelta")}))


def _uuid(_: Want) -> Value:
    return Value("str(uuid4())", "uuid4()", frozenset({("uuid", "uuid4")}), unique=False)


def _bool(want: Want) -> Value:
    return _plain("False" if want.variant else "True")


def _url(want: Want) -> Value:
    return _plain('"https://example.com/2"' if want.variant else '"https://example.com/1"')


def _list(want: Want) -> Value | None:
    count = max(want.constraints.min_length or 1, 1)
    if not want.type.args:
        return _plain("[]") if not want.constraints.min_length else None
    # The limits count the elements, they do not hold for each of them.
    inner = [value(Want(want.name, want.type.args[0], variant=want.variant)) for _ in range(count)]
    made = [it for it in inner if it is not None]
    if len(made) < count:
        return None
    imports = frozenset().union(*(it.imports for it in made))
    listed = ", ".join(it.json for it in made)
    return Value(f"[{listed}]", f"[{', '.join(it.python for it in made)}]", imports)


def _dict(want: Want) -> Value:
    return _plain('{"key": "new value"}' if want.variant else '{"key": "value"}')


def _enum(want: Want) -> Value | None:
    enum = want.type.enum
    members = [(name, it) for name, it in enum.members if it is not None] if enum else []
    if enum is None or not members:
        return None
    name, literal = members[want.variant % len(members)]
    return Value(repr_of(literal), f"{enum.symbol.name}.{name}")


_MAKERS = {
    "str": _string,
    "int": _whole,
    "float": _float,
    "bool": _bool,
    "decimal.Decimal": _decimal,
    "datetime.datetime": _datetime,
    "datetime.date": _date,
    "datetime.time": _time,
    "datetime.timedelta": _duration,
    "uuid.UUID": _uuid,
    "list": _list,
    "set": _list,
    "collections.abc.Sequence": _list,
    "dict": _dict,
    "typing.Any": _dict,
    "pydantic.EmailStr": _email,
    "pydantic.HttpUrl": _url,
    "pydantic.AnyUrl": _url,
    "pydantic.AnyHttpUrl": _url,
    "pydantic.SecretStr": _string,
    "pydantic.AwareDatetime": _datetime,
    "pydantic.FutureDatetime": _datetime,
    "pydantic.PastDatetime": _past,
    "pydantic.FutureDate": _date,
    "pydantic.PositiveInt": _whole,
    "pydantic.NonNegativeInt": _whole,
    "pydantic.PositiveFloat": _float,
    "pydantic.NonNegativeFloat": _float,
    "pydantic.UUID4": _uuid,
}
