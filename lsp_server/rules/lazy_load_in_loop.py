"""A relationship is read row by row that the query did not load.

Reports reads of a relationship attribute for every row of a query in synchronous code, where neither the query's loader
options nor the model load it. A schema made from each row (`TeamPublic.model_validate(team)`, or the response model of
a route that returns rows) reads every relationship that it has a field for. In async code the same is an error of its
own: BL101.

## Why is this bad?

Every row sends a query of its own: 1 statement becomes 1 + N. Nothing in the text of the loop shows it.

## Example

```python
for team in session.exec(select(Team)).all():
    print(team.name, len(team.heroes))
```

## Use instead

```python
for team in session.exec(select(Team).options(selectinload(Team.heroes))).all():
    print(team.name, len(team.heroes))
```

## Fix

Adds the loader option to the query: `selectinload` for a list, `joinedload` for one row. None for the legacy
`session.query(…)`.

## When to ignore

When there are never more than a few rows, or the relationship is read for few of them only.
"""

from collections.abc import Iterator

from lsp_server.edits.queries import eager_load, optimize
from lsp_server.edits.queries.rewrite import Site
from lsp_server.facts.file import FileFacts
from lsp_server.project.queries.loading import is_in_session_already, lazy_reads
from lsp_server.project.queries.loops import is_maintenance
from lsp_server.project.shown import place_of, reader_of, shown_by_schemas
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule

CODE = "BL106"


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    flow = project.flow(file.path, name)
    if flow is None or not flow.every_query or is_maintenance(file, name):
        return
    for query in flow.every_query:
        if query.is_async or query.table is None:
            continue
        lazy = lazy_reads(flow, query, shown_by_schemas(project, flow, query))
        reads = [it for it in lazy if it.use.per_row and not is_in_session_already(flow, query, it)]
        fixes: tuple[Fix, ...] = ()
        rewrite = (
            eager_load.rewrite(Site(project, flow), query, tuple(reads)) if reads and query.method != "query" else None
        )
        possible = optimize.possible(project, flow, rewrite)
        if possible is not None:
            change = optimize.change(project, file.path, (possible,))
            fixes = (Fix("Load the relationship with the query", change, safe=True),)
        for read in {it.path: it for it in reversed(reads)}.values():
            owner = read.use.table.name if read.use.table is not None else ""
            reader = reader_of(read.use)
            why = f": the {reader} has a field for it" if reader is not None else ""
            message = f"`{owner}.{read.use.name}` sends a query of its own for every row{why}."
            yield Finding(CODE, place_of(read.use), message, fixes)


RULE = Rule(code=CODE, name="lazy-load-in-loop", severity="warning", since="0.1", in_function=check)
