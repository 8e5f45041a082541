"""How a relationship joins its two tables, as SQLAlchemy writes it."""

import warnings
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.view import Project
from lsp_server.sql.dialect import render
from lsp_server.sql.tables import Rebuilt
from lsp_server.sql.values import Unknown


def join_sql(project: Project, table: Table, relationship: Relationship) -> str | None:
    """`FROM hero JOIN team ON team.id = hero.team_id`; None where a part of it is not known."""
    rebuilt = Rebuilt(project)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # advice to the author, who runs the program
            rows = rebuilt.mapped(table)
            joined: sa.Select[Any] = (
                sa.select(sa.literal_column("*")).select_from(rows).join(rebuilt.attribute(rows, relationship.name))
            )
            text = render(joined)
    except (Unknown, SQLAlchemyError, RecursionError):
        return None
    return text[text.index("FROM") :].replace(" JOIN ", "\nJOIN ")
