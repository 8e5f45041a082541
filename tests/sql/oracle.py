"""Run as a program: imports a sample for real and prints what SQLAlchemy compiles of its tables and functions."""

import inspect
import json
import runpy
import sys

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.named_types import CreateEnumType

from lsp_server.sql.dialect import readable, render
from oracles.real_tables import statements


def main(path: str) -> None:
    module = runpy.run_path(path)
    enums = {name: made for name, it in module.items() if hasattr(it, "__table__") and (made := _enums(it.__table__))}
    tables = {name: statements(it.__table__) for name, it in module.items() if hasattr(it, "__table__")}
    selects = {
        name: render(it(**{given: sa.bindparam(given, required=True) for given in inspect.signature(it).parameters}))
        for name, it in module.items()
        if inspect.isfunction(it) and it.__code__.co_filename == path and not name.startswith("_")
    }
    sys.stdout.write(json.dumps({"tables": tables, "enums": enums, "selects": selects}))


def _enums(table: sa.Table) -> list[str]:
    """The types that a table needs before it can be created."""
    types = {it.type.name: it.type for it in table.columns if isinstance(it.type, sa.Enum) and it.type.native_enum}
    made = (CreateEnumType(it.dialect_impl(readable())) for it in types.values())
    return [str(it.compile(dialect=readable())) for it in made]


if __name__ == "__main__":
    main(sys.argv[1])
