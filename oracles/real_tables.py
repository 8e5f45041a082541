"""Every mapped class of the tree that was imported, with the DDL that SQLAlchemy compiles for its table."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.mapper import _all_registries
from sqlalchemy.schema import CreateIndex, CreateTable

from lsp_server.sql.dialect import readable
from oracles.places import place_of


def tables(folder: Path) -> list[dict[str, Any]]:
    """One for each class that has a table of its own."""
    found = []
    for registry in list(_all_registries()):
        for mapper in list(registry.mappers):
            place = place_of(mapper.class_, folder)
            if place is not None and isinstance(mapper.local_table, sa.Table):
                found.append({"file": place[0], "class": place[1], "line": place[2], **_ddl(mapper)})
    return found


def _ddl(mapper: "Mapper[Any]") -> dict[str, Any]:
    table = mapper.local_table
    assert isinstance(table, sa.Table)
    try:
        return {"ddl": statements(table)}
    except Exception as error:  # a type that PostgreSQL does not have
        return {"ddl": None, "why": f"{type(error).__name__}: {error}"[:120]}


def statements(table: sa.Table) -> list[str]:
    """CREATE TABLE and CREATE INDEX, as PostgreSQL gets them."""
    indexes = sorted(table.indexes, key=lambda it: str(it.name))
    made = [CreateTable(table), *(CreateIndex(it) for it in indexes)]
    return [str(it.compile(dialect=readable())).strip().replace("\t", "    ") for it in made]
