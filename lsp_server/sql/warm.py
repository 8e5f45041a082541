"""The first use of SQLAlchemy, made in advance: importing it takes a quarter of a second, its first statement more."""

import sqlalchemy as sa

from lsp_server.sql import ddl, selects  # noqa: F401  (what cards import on first use)
from lsp_server.sql.dialect import render


def warm() -> None:
    """Compile one statement, as a card will."""
    table = sa.Table("warm", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    render(sa.select(table).where(table.c.id == 1).limit(1))
