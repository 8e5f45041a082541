"""The column types of SQLAlchemy-Utils (0.43), as PostgreSQL stores them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.dialects import postgresql

Engine = types.TypeEngine[Any]


class UUIDType(types.TypeDecorator[Any]):
    """UUID, unless it is told to be bytes or text."""

    impl = types.Uuid
    cache_ok = True

    def __init__(self, binary: bool = True, native: bool = True) -> None:
        super().__init__()
        self.stored: Engine = types.Uuid() if native else types.BINARY(16) if binary else types.CHAR(32)

    def load_dialect_impl(self, dialect: Any) -> Engine:  # noqa: ARG002
        return self.stored


def _lowered(method: Any) -> Any:
    """A comparison whose other side is compared in lower case, unless it is NULL or such a column itself."""

    def compared(self: Any, other: Any, **kwargs: Any) -> Any:
        is_plain = other is None or isinstance(getattr(other, "type", None), EmailType)
        return method(self, other if is_plain else sa.func.lower(other), **kwargs)

    return compared


class _InLowerCase(types.Unicode.Comparator[Any]):
    """`sqlalchemy_utils.operators.CaseInsensitiveComparator`."""

    def in_(self, other: Any) -> Any:
        return super().in_([sa.func.lower(it) for it in other] if isinstance(other, list | tuple) else other)

    def notin_(self, other: Any) -> Any:
        return super().notin_([sa.func.lower(it) for it in other] if isinstance(other, list | tuple) else other)


for _name in (
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "concat", "contains", "ilike", "like", "notlike",
    "notilike", "startswith", "endswith",
):  # fmt: skip
    setattr(_InLowerCase, _name, _lowered(getattr(types.Unicode.Comparator, _name)))


class EmailType(types.TypeDecorator[Any]):
    """Text that is kept and compared in lower case."""

    impl = types.Unicode
    cache_ok = True
    comparator_factory = _InLowerCase

    def __init__(self, length: int = 255) -> None:
        super().__init__(length=length)

    def process_bind_param(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002
        return value.lower() if value is not None else None


class IPAddressType(types.Unicode):
    def __init__(self, max_length: int = 50) -> None:
        super().__init__(max_length)


class CountryType(types.String):
    def __init__(self) -> None:
        super().__init__(2)


class PhoneNumberType(types.Unicode):
    def __init__(self, region: str = "US", max_length: int = 20) -> None:  # noqa: ARG002
        super().__init__(max_length)


class TimezoneType(types.Unicode):
    def __init__(self, backend: str = "dateutil") -> None:  # noqa: ARG002
        super().__init__(50)


class ScalarListType(types.UnicodeText):
    def __init__(self, coerce_func: object = None, separator: str = ",") -> None:  # noqa: ARG002
        super().__init__()


class TSVectorType(postgresql.TSVECTOR):
    """Words to search in, of the columns that it is given, by a configuration of PostgreSQL's text search."""

    class Comparator(postgresql.TSVECTOR.Comparator[Any]):
        def match(self, other: Any, **kwargs: Any) -> Any:
            assert isinstance(self.type, TSVectorType)
            if "regconfig" in self.type.options:
                kwargs.setdefault("postgresql_regconfig", self.type.options["regconfig"])
            return super().match(other, **kwargs)

    comparator_factory = Comparator

    def __init__(self, *columns: str, **options: Any) -> None:  # noqa: ARG002
        super().__init__()
        self.options = options


class ChoiceType(types.TypeDecorator[Any]):
    """Stored as what it is told, else as text."""

    impl = types.Unicode
    cache_ok = True

    def __init__(self, choices: object, impl: Engine | type[Engine] | None = None) -> None:  # noqa: ARG002
        super().__init__()
        self.stored: Engine = types.Unicode(255) if impl is None else impl() if isinstance(impl, type) else impl

    def load_dialect_impl(self, dialect: Any) -> Engine:  # noqa: ARG002
        return self.stored


_TYPES: dict[str, type[Engine]] = {
    it.__name__: it
    for it in (
        UUIDType, EmailType, IPAddressType, CountryType, PhoneNumberType, TimezoneType, ScalarListType, ChoiceType,
        TSVectorType,
    )
} | {
    "URLType": types.UnicodeText,
    "JSONType": types.JSON,
}  # fmt: skip


def type_named(full: str) -> type[Engine] | None:
    """The type of this full name: `sqlalchemy_utils.types.uuid.UUIDType`; None where it is not known here."""
    return _TYPES.get(full.rpartition(".")[2])
