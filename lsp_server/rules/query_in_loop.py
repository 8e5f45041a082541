"""A query runs once for every item of a list.

Reports a select or `session.get` in a `for` loop or comprehension over the rows of another query or over a list from
the caller, whose statement depends on the item; also the call of a project's function that runs such a query with the
session it is given. Of the legacy `session.query(…)` that is seen which is built and run in one expression. Loops over
chunks, pages and constants, retries, searches that end early, loops that commit or handle errors item by item,
migrations, seeds, scripts and workers are left alone.

## Why is this bad?

N items cost N round trips to the database. The page that is quick with ten rows takes seconds with a thousand.

## Example

```python
for hero in heroes:
    team = await session.get(Team, hero.team_id)
    result.append((hero.name, team.name))
```

## Use instead

```python
team_ids = [hero.team_id for hero in heroes]
teams = (await session.exec(select(Team).where(col(Team.id).in_(team_ids)))).all()
teams_by_id = {team.id: team for team in teams}
for hero in heroes:
    result.append((hero.name, teams_by_id[hero.team_id].name))
```

## Fix

One `in_` query before the loop and a look-up by key inside, where the query is by a key of the item and the key's type
is known to be the column's. None for a legacy query.

## When to ignore

When the list is known to be short.
"""

from collections.abc import Iterator

from lsp_server.edits.queries import optimize, query_in_loop
from lsp_server.edits.queries.rewrite import Site
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.queries.loops import depends_on, is_maintenance, per_item
from lsp_server.project.queries.values import Flow, Loop, Query
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Related, Rule

CODE = "BL102"


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    flow = project.flow(file.path, name)
    if flow is None or not (flow.every_query or flow.helpers) or is_maintenance(file, name):
        return
    yield from _direct(project, flow)
    yield from _through_helpers(flow)


def _direct(project: Project, flow: Flow) -> Iterator[Finding]:
    for query in flow.every_query:
        loop = per_item(flow, query.loops)
        if loop is None or not depends_on(loop, *query.call.args, query.statement):
            continue
        if query.select is not None and (query.select.has("with_for_update") or not query.select.complete):
            continue
        fixes: tuple[Fix, ...] = ()
        is_plain = len(query.loops) == 1 and query.method != "query"
        found = query_in_loop.rewrite(Site(project, flow), query) if is_plain else None
        rewrite = optimize.possible(project, flow, found)
        if rewrite is not None:
            change = optimize.change(project, flow.path, (rewrite,))
            fixes = (Fix("Read all rows with one query before the loop", change, safe=True),)
        yield Finding(
            CODE,
            query.node.span,
            f"{_what(query)} for every {_item(loop)}: N items cost N statements.",
            fixes,
            (Related(flow.path, loop.iter.span, "The list that is gone through."),) if loop.iter is not None else (),
        )


def _through_helpers(flow: Flow) -> Iterator[Finding]:
    for it in flow.helpers:
        loop = per_item(flow, it.loops)
        if loop is None or not it.reads or it.writes or not depends_on(loop, *it.call.args, *it.call.keywords):
            continue
        name = it.function.name.rpartition(".")[2]
        where = Related(it.function.path, getattr(it.function.node, "name_span", it.function.node.span), "It queries.")
        message = f"`{name}` runs a query for every {_item(loop)}: N items cost N statements."
        yield Finding(CODE, it.call.span, message, (), (where,))


def _what(query: Query) -> str:
    name = query.table.name if query.table is not None else None
    if query.method in ("get", "get_one"):
        return f"`{name}` is fetched by its key"
    return f"`{name}` is queried" if name is not None else "A query runs"


def _item(loop: Loop) -> str:
    return f"`{loop.target.id}`" if isinstance(loop.target, syntax.Name) else "item"


RULE = Rule(code=CODE, name="query-in-loop", severity="warning", since="0.1", in_function=check)
