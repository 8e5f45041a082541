"""The SQL that cards show, kept while nothing that it is made of changes.

SQLAlchemy is imported when there is something to compile.
"""

from collections.abc import Sequence

from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.link import table_of
from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.names.bodies import body_of
from lsp_server.project.queries.building import steps_after
from lsp_server.project.queries.link import link_flow
from lsp_server.project.queries.values import Step
from lsp_server.project.view import Project
from lsp_server.sql.values import Ddl, Sql
from lsp_server.text import Span


def ddl_of(project: Project, table: Table) -> Ddl:
    """What creates a table of the project, as `ddl` says it."""
    return _ddl(project, table.path, table.symbol.name)


def join_of(project: Project, table: Table, relationship: Relationship) -> str | None:
    """How a relationship joins, as `join_sql` says it."""
    return _join(project, table.path, table.symbol.name, relationship.name)


@tracked
def sql_of_query(project: Project, path: str, scope: str, index: int) -> Sql | str:
    """What one of the queries of a function compiles to: the one at `index` of its flow. As `select_sql` says it."""
    flow = link_flow(project.modules, path, scope, True)
    select = flow.queries[index].select if flow is not None else None
    return _select(project, path, scope, select.node, select.steps) if select is not None else "There is no select."


@tracked
def sql_at(project: Project, path: str, scope: str, start: int, end: int) -> Sql | str | None:
    """What the statement that is written there compiles to; None where its variable becomes something else."""
    span = Span(start, end)
    around = nodes_at(project.files[path], span)
    node = next((it for it in around if isinstance(it, syntax.Call) and it.span == span), None)
    body = body_of(project.modules, path, scope) if scope else None
    steps = steps_after(body, node) if body is not None and node is not None else ()
    return _select(project, path, scope, node, steps) if node is not None and steps is not None else None


@tracked
def _ddl(project: Project, path: str, name: str) -> Ddl:
    from lsp_server.sql.ddl import ddl

    table = table_of(project.modules, path, name)
    return ddl(project, table) if table is not None else Ddl((), ("There is no such table.",), {})


@tracked
def _join(project: Project, path: str, name: str, relationship: str) -> str | None:
    from lsp_server.sql.joins import join_sql

    table = table_of(project.modules, path, name)
    found = table.relationship(relationship) if table is not None else None
    return join_sql(project, table, found) if table is not None and found is not None else None


def _select(project: Project, path: str, scope: str, node: syntax.Expr, steps: Sequence[Step]) -> Sql | str:
    from lsp_server.sql.selects import select_sql

    return select_sql(project, path, scope, node, steps)
