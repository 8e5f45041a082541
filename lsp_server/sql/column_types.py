"""The database type of a field: written out, or what SQLModel (0.0.50) and SQLAlchemy (2.1) infer."""

import enum
from collections.abc import Callable
from typing import Any

from sqlalchemy import types

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.models.sql_types import type_map
from lsp_server.project.models.values import Field, Table
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.constants import source
from lsp_server.project.names.modules import Modules
from lsp_server.project.names.versions import pinned
from lsp_server.project.types.values import Enum
from lsp_server.sql.enum_values import Untold
from lsp_server.sql.interpret import Interpreter
from lsp_server.sql.values import Unknown

_TEXT = frozenset(
    "str pydantic.EmailStr pydantic.AnyUrl ipaddress.IPv4Address ipaddress.IPv4Network ipaddress.IPv6Address "
    "ipaddress.IPv6Network pathlib.Path".split()
)
_PLAIN: dict[str, type[types.TypeEngine[Any]]] = {
    "int": types.Integer,
    "float": types.Float,
    "bool": types.Boolean,
    "datetime.date": types.Date,
    "datetime.time": types.Time,
    "datetime.timedelta": types.Interval,
    "bytes": types.LargeBinary,
    "uuid.UUID": types.Uuid,
}


class Enums:
    """The project's enumerations as Python ones, each made once, so that members and columns agree."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], type[enum.Enum]] = {}

    def of(self, found: Enum) -> type[enum.Enum]:
        """Raises Unknown for an enumeration without members."""
        key = (found.symbol.path, found.symbol.name)
        if key not in self._made:
            members = [
                (name, Untold(place) if value is None else value) for place, (name, value) in enumerate(found.members)
            ]
            if not members:
                raise Unknown(f"{found.symbol.name} has no members.")
            make: Any = enum.Enum
            self._made[key] = make(found.symbol.name.rpartition(".")[2], members)
        return self._made[key]


def column_type(
    modules: Modules, table: Table, field: Field, enums: Enums, name: Callable[[syntax.Expr], Any] | None = None
) -> types.TypeEngine[Any]:
    """The type of a field's column; `name` knows the enumerations of the field's file. Raises Unknown."""
    assert field.column is not None
    if field.column.sql_type is not None:
        return written_type(modules, field.path, field.column.sql_type, name)
    of_all = _of_all_enums(modules, table, field, enums)
    if of_all is not None:
        return of_all
    if field.type.enum is not None:
        # As SQLAlchemy stores enumerations: a PostgreSQL type of its own, with the names of the members.
        return types.Enum(enums.of(field.type.enum))
    if table.library == "sqlmodel":
        return _of_sqlmodel(field)
    path, node = type_map(modules, table.symbol, field.type.name)
    return (
        written_type(modules, path, source(modules, path, node)) if node is not None else _of_sqlalchemy(modules, field)
    )


def _of_all_enums(modules: Modules, table: Table, field: Field, enums: Enums) -> types.TypeEngine[Any] | None:
    """What `{enum.Enum: Enum(enum.Enum, …)}` of a base's type map makes of one enumeration, or the same of Literal.

    None where the map says nothing of them. Raises Unknown.
    """
    is_enum = field.type.enum is not None
    if table.library != "sqlalchemy" or not (is_enum or field.type.name == "typing.Literal"):
        return None
    general = "enum.Enum" if is_enum else "typing.Literal"
    path, node = type_map(modules, table.symbol, general)
    if node is None:
        return None
    if field.type.enum is None or not isinstance(node, syntax.Call):
        raise Unknown(f"The type map says what becomes of {general}.")
    member = enums.of(field.type.enum)

    def named(it: syntax.Expr) -> Any:
        return member if library_name(modules, path, it) == general else None

    made = written_type(modules, path, source(modules, path, node), named)
    if not isinstance(made, types.Enum):
        raise Unknown(f"The type map has no enumeration for {general}.")
    return made


def written_type(
    modules: Modules, path: str, text: str, name: Callable[[syntax.Expr], Any] | None = None
) -> types.TypeEngine[Any]:
    """The type that an expression such as `String(50)` makes in the file `path`."""
    node = parse_expression(text)
    if node is None:
        raise Unknown(f"{text} can't be read.")
    value = Interpreter(modules, path, name=name).read(node)
    if callable(value) and not isinstance(value, types.TypeEngine):
        value = value()  # the type's class: SQLAlchemy calls it too
    if not isinstance(value, types.TypeEngine):
        raise Unknown(f"{text} is no column type.")
    return value


def _of_sqlmodel(field: Field) -> types.TypeEngine[Any]:
    type_, limits = field.type, field.constraints
    if type_.name in _TEXT:
        return types.String(limits.max_length)
    if type_.name == "datetime.datetime":
        return types.DateTime(timezone=field.column is None or field.column.timezone is not False)
    if type_.name == "decimal.Decimal":
        return types.Numeric(limits.max_digits, limits.decimal_places)
    return _plain(field)


def _of_sqlalchemy(modules: Modules, field: Field) -> types.TypeEngine[Any]:
    type_ = field.type
    if type_.name == "float":
        # SQLAlchemy 2.1 makes it DOUBLE PRECISION, versions before FLOAT.
        version = pinned(modules, "sqlalchemy", field.path)
        return types.Float() if version is not None and version < (2, 1) else types.Double()
    if type_.name == "typing.Literal" and all(isinstance(it, str) for it in type_.literals):
        return types.Enum(*[str(it) for it in type_.literals], native_enum=False)
    if type_.name == "str":
        return types.String()
    if type_.name == "datetime.datetime":
        return types.DateTime(timezone=field.column is not None and field.column.timezone is True)
    if type_.name == "decimal.Decimal":
        return types.Numeric()
    return _plain(field)


def _plain(field: Field) -> types.TypeEngine[Any]:
    if field.type.name not in _PLAIN:
        raise Unknown(f"{field.type.text or field.name} has no column type that is known here.")
    return _PLAIN[field.type.name]()
