"""What is compiled, as values that know nothing of SQLAlchemy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lsp_server.markup import Words


class Unknown(Exception):
    """Something that can't be known without running the code; the text says what."""


@dataclass(frozen=True, slots=True)
class Ddl:
    """`statements` without semicolons: types, the table, its indexes. `unsure` says why there are none.

    `types` holds the PostgreSQL type of each field, such as "VARCHAR(50)", where it is known.
    """

    statements: tuple[str, ...]
    unsure: tuple[str, ...]
    types: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sql:
    """A compiled statement. `tables` are their names in the database; `served` says which index serves it."""

    text: str
    tables: tuple[str, ...]
    served: Words = ()
    kind: Literal["Query", "Update", "Delete", "Insert"] = "Query"
