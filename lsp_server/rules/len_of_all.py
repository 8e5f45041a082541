"""All rows are loaded only to be counted.

Reports `len(….all())`, also where the list has a name, when nothing but the length of the list is used. A query
with a `limit` is left alone: it loads no more rows than that.

## Why is this bad?

Every row travels from the database and becomes an object, and all of them are thrown away again. The database counts
without sending any.

## Example

```python
total = len((await session.exec(select(Hero).where(Hero.team_id == team_id))).all())
```

## Use instead

```python
total = (await session.exec(select(func.count()).select_from(Hero).where(Hero.team_id == team_id))).one()
```

## Fix

Counts in the database, as above; a query that is built in several places is counted as a subquery. None for the legacy
`session.query(…)`.

## When to ignore

Never.
"""

from collections.abc import Iterator

from lsp_server.edits.queries import count, optimize
from lsp_server.edits.queries.rewrite import Site
from lsp_server.facts.file import FileFacts
from lsp_server.project.queries.loops import is_maintenance
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule

CODE = "BL104"


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    flow = project.flow(file.path, name)
    if flow is None or not flow.every_query or is_maintenance(file):
        return
    for query in flow.every_query:
        if not count.is_only_counted(query):
            continue
        if query.select is not None and query.select.has("limit", "fetch", "slice"):
            continue  # no more rows than that are loaded
        counted = count.rewrite(Site(project, flow), query) if query.method != "query" else None
        rewrite = optimize.possible(project, flow, counted)
        fixes: tuple[Fix, ...] = ()
        if rewrite is not None:
            fixes = (Fix("Count in the database", optimize.change(project, file.path, (rewrite,)), safe=True),)
        rows = f"All `{query.table.name}` rows" if query.table is not None else "All rows"
        yield Finding(CODE, query.span, f"{rows} that match are loaded only to be counted.", fixes)


RULE = Rule(code=CODE, name="len-of-all", severity="warning", since="0.1", in_function=check)
