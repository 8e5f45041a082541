"""One name for each thing of a library, however it was imported."""

import typing
from collections.abc import Mapping

# Submodules whose public names are documented one or more levels up.
_MODULES = {
    "typing_extensions": "typing",
    "annotationlib": "typing",
    "pydantic.main": "pydantic",
    "pydantic.fields": "pydantic",
    "pydantic.types": "pydantic",
    "pydantic.networks": "pydantic",
    "pydantic.config": "pydantic",
    "sqlmodel.main": "sqlmodel",
    "sqlalchemy.ext.asyncio.session": "sqlalchemy.ext.asyncio",
    "sqlalchemy.ext.asyncio.engine": "sqlalchemy.ext.asyncio",
    "sqlalchemy.orm.session": "sqlalchemy.orm",
    "sqlalchemy.orm.decl_api": "sqlalchemy.orm",
    "sqlalchemy.orm.base": "sqlalchemy.orm",
    "sqlalchemy.types": "sqlalchemy",
    "sqlalchemy.schema": "sqlalchemy",
    "sqlalchemy.sql": "sqlalchemy",
    "sqlalchemy.sql.expression": "sqlalchemy",
    "sqlalchemy.sql.functions": "sqlalchemy",
    "sqlalchemy.sql.schema": "sqlalchemy",
    "sqlalchemy.sql.sqltypes": "sqlalchemy",
    "sqlmodel.ext.asyncio": "sqlmodel.ext.asyncio.session",
    "sqlmodel.orm.session": "sqlmodel",
    "sqlmodel.sql.expression": "sqlmodel",
    "sqlmodel.sql.sqltypes": "sqlmodel",
    "fastapi.params": "fastapi",
    "fastapi.param_functions": "fastapi",
    "fastapi.routing": "fastapi",
    "fastapi.applications": "fastapi",
    "fastapi.exceptions": "fastapi",
    "fastapi.datastructures": "fastapi",
}

_BUILTIN = {
    "typing.List": "list",
    "typing.Dict": "dict",
    "typing.Set": "set",
    "typing.FrozenSet": "frozenset",
    "typing.Tuple": "tuple",
    "typing.Type": "type",
    "typing.Text": "str",
    "typing.Sequence": "collections.abc.Sequence",
    "typing.MutableSequence": "collections.abc.MutableSequence",
    "typing.Iterable": "collections.abc.Iterable",
    "typing.Iterator": "collections.abc.Iterator",
    "typing.Collection": "collections.abc.Collection",
    "typing.Mapping": "collections.abc.Mapping",
    "typing.MutableMapping": "collections.abc.MutableMapping",
    "typing.Callable": "collections.abc.Callable",
    "typing.Generator": "collections.abc.Generator",
    "typing.AsyncGenerator": "collections.abc.AsyncGenerator",
    "typing.AsyncIterator": "collections.abc.AsyncIterator",
    "typing.AsyncIterable": "collections.abc.AsyncIterable",
    "typing.Awaitable": "collections.abc.Awaitable",
    "typing.Coroutine": "collections.abc.Coroutine",
    "types.UnionType": "typing.Union",
    "types.NoneType": "None",
    "sqlalchemy.ext.declarative.declarative_base": "sqlalchemy.orm.declarative_base",
    "sqlalchemy.ext.declarative.declared_attr": "sqlalchemy.orm.declared_attr",
}

# What SQLModel passes on from SQLAlchemy under its own name, and changes nothing of.
_FROM_SQLALCHEMY = frozenset(
    "ARRAY BIGINT BINARY BLANK_SCHEMA BLOB BOOLEAN BigInteger Boolean CHAR CLOB CheckConstraint Column "
    "ColumnDefault Computed Constraint DATE DATETIME DDL DECIMAL DOUBLE DOUBLE_PRECISION Date DateTime "
    "DefaultClause Double Enum FLOAT FetchedValue Float ForeignKey ForeignKeyConstraint INT INTEGER Identity "
    "Index Integer Interval JSON LABEL_STYLE_DEFAULT LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE "
    "LABEL_STYLE_TABLENAME_PLUS_COL LargeBinary MetaData NCHAR NUMERIC NVARCHAR Numeric PickleType "
    "PrimaryKeyConstraint QueuePool REAL SMALLINT Sequence SmallInteger StaticPool String TEXT TIME TIMESTAMP "
    "Table Text Time TupleType TypeDecorator UUID Unicode UnicodeText UniqueConstraint Uuid VARBINARY VARCHAR "
    "alias bindparam column create_engine create_mock_engine delete engine_from_config except_ except_all exists "
    "false func insert inspect intersect intersect_all join lambda_stmt lateral literal literal_column modifier "
    "null nullsfirst nullslast outerjoin outparam table tablesample text true union union_all update values".split()
)


# What `from … import *` brings, as far as Backline asks for it.
STARRED: Mapping[str, frozenset[str]] = {
    "typing": frozenset(typing.__all__),
    "datetime": frozenset({"date", "datetime", "time", "timedelta", "timezone", "UTC"}),
    "enum": frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "auto"}),
    "pydantic": frozenset(
        "BaseModel ConfigDict EmailStr Field HttpUrl AnyUrl PositiveInt PositiveFloat NonNegativeInt RootModel "
        "SecretStr StringConstraints UUID4 condecimal confloat conint conlist constr field_validator".split()
    ),
    "sqlmodel": _FROM_SQLALCHEMY | {"SQLModel", "Field", "Relationship", "Session", "AutoString", "select", "col"},
    "sqlalchemy": _FROM_SQLALCHEMY | {"select", "and_", "or_", "not_", "case", "cast", "desc", "asc", "distinct"},
    "sqlalchemy.orm": frozenset(
        "DeclarativeBase Mapped MappedAsDataclass Session backref column_property declarative_base declared_attr "
        "deferred joinedload mapped_column registry relationship scoped_session selectinload sessionmaker".split()
    ),
    "sqlalchemy.ext.asyncio": frozenset(
        {
            "AsyncSession",
            "AsyncEngine",
            "AsyncAttrs",
            "async_sessionmaker",
            "async_scoped_session",
            "create_async_engine",
        }
    ),
    "fastapi": frozenset("APIRouter BackgroundTasks Body Depends FastAPI Form HTTPException Query Request".split()),
}


def canonical(name: str) -> str:
    """The documented full name: "pydantic.networks.EmailStr" is "pydantic.EmailStr", "typing.List" is "list"."""
    name = name.removeprefix("builtins.")
    module, _, last = name.rpartition(".")
    if module in _MODULES:
        name = f"{_MODULES[module]}.{last}"
    if name.startswith("sqlmodel.") and name.removeprefix("sqlmodel.") in _FROM_SQLALCHEMY:
        return f"sqlalchemy.{last}"
    return _BUILTIN.get(name, name)
