"""What of SQLAlchemy the expressions of a project may reach: names on a list, none of which does more than build."""

from functools import partial
from typing import Any

import sqlalchemy
from sqlalchemy import orm, types
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import functions

from lsp_server.sql.utils_types import type_named
from lsp_server.sql.values import Unknown

_FUNCTIONS = frozenset(
    "select exists and_ or_ not_ func text literal literal_column cast type_coerce case distinct desc asc null "
    "true false between extract tuple_ any_ all_ union union_all intersect intersect_all except_ except_all "
    "collate nulls_first nulls_last nullsfirst nullslast over within_group bindparam Column UniqueConstraint "
    "Index CheckConstraint ForeignKeyConstraint PrimaryKeyConstraint ForeignKey Identity Computed Sequence "
    "FetchedValue insert update delete column".split()
)
_ORM = frozenset(
    "selectinload joinedload subqueryload load_only noload lazyload raiseload contains_eager defer undefer "
    "immediateload defaultload aliased".split()
)
# What SQLModel gives its own name, and SQLAlchemy means the same by.
_SQLMODEL = {"AutoString": types.String, "UTCDateTime": partial(types.DateTime, timezone=True)}


def of_library(full: str) -> Any:
    """The thing of SQLAlchemy with this documented name, if it is on the list."""
    head, _, function = full.partition(".func.")
    if function and head in ("sqlalchemy", "sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlmodel"):
        found: Any = sqlalchemy.func
        for part in function.split("."):
            if part.startswith("_"):
                raise Unknown(f"{full} is no SQL function.")
            found = getattr(found, part)
        return found
    module, _, name = full.rpartition(".")
    if full == "sqlalchemy.dialects.postgresql.insert":
        return postgresql.insert
    if full.startswith("sqlalchemy_utils.") and (known := type_named(full)) is not None:
        return known
    if module == "sqlmodel" and name in _SQLMODEL:
        return _SQLMODEL[name]
    if module in ("sqlmodel", "sqlalchemy", "sqlalchemy.future", "sqlalchemy.schema") and name in _FUNCTIONS:
        return getattr(sqlalchemy, name)
    if module in ("sqlalchemy.orm", "sqlmodel") and name in _ORM:
        return getattr(orm, name)
    for library, prefix in ((sqlalchemy, "sqlalchemy"), (postgresql, "sqlalchemy.dialects.postgresql")):
        thing = getattr(library, name, None) if module == prefix else None
        if isinstance(thing, type) and issubclass(thing, types.TypeEngine):
            return thing
    generic = getattr(functions, name, None) if module == "sqlalchemy" else None
    if isinstance(generic, type) and issubclass(generic, functions.GenericFunction):
        return generic
    raise Unknown(f"{full} is not known here.")
