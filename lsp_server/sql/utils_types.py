"""The column types of SQLAlchemy-Utils (0.43), as PostgreSQL stores them."""

from typing import Any

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


class EmailType(types.Unicode):
    """Text whose comparisons are made in lower case, which is not followed here."""

    class Comparator(types.Unicode.Comparator[Any]):
        def operate(self, *args: Any, **kwargs: Any) -> Any:
            raise NotImplementedError("EmailType compares in lower case.")

    comparator_factory = Comparator

    def __init__(self, length: int = 255) -> None:
        super().__init__(length)


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
    )
} | {
    "URLType": types.UnicodeText,
    "JSONType": types.JSON,
    "TSVectorType": postgresql.TSVECTOR,
}  # fmt: skip


def type_named(full: str) -> type[Engine] | None:
    """The type of this full name: `sqlalchemy_utils.types.uuid.UUIDType`; None where it is not known here."""
    return _TYPES.get(full.rpartition(".")[2])
