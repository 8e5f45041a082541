"""Run as a program: imports a sample for real and prints what SQLAlchemy compiles of its tables and functions."""

import inspect
import json
import runpy
import sys

import sqlalchemy as sa

from lsp_server.sql.dialect import render
from oracles.real_tables import statements


def main(path: str) -> None:
    module = runpy.run_path(path)
    tables = {name: statements(it.__table__) for name, it in module.items() if hasattr(it, "__table__")}
    selects = {
        name: render(it(**{given: sa.bindparam(given, required=True) for given in inspect.signature(it).parameters}))
        for name, it in module.items()
        if inspect.isfunction(it) and it.__code__.co_filename == path and not name.startswith("_")
    }
    sys.stdout.write(json.dumps({"tables": tables, "selects": selects}))


if __name__ == "__main__":
    main(sys.argv[1])
