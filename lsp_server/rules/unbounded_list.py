"""A GET route returns all rows of a table, however many there are.

Reports route handlers that fetch rows without `limit` and return all of them.

## Why is this bad?

The answer grows with the table: one day it takes a minute, or more memory than there is. A limit that is brought in
later breaks the clients that relied on getting everything.

## Example

```python
@router.get("/heroes")
async def list_heroes(session: SessionDep) -> list[HeroPublic]:
    return (await session.exec(select(Hero))).all()
```

## Use instead

```python
@router.get("/heroes")
async def list_heroes(
    session: SessionDep,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> list[HeroPublic]:
    return (await session.exec(select(Hero).order_by(Hero.id).offset(offset).limit(limit))).all()
```

## Fix

Adds `offset` and `limit` parameters that leave the answer as it is when they are not given. Whether a limit should
apply by itself is for you to say. None for the legacy `session.query(…)`.

## When to ignore

For tables that stay small by their nature: countries, roles, settings.
"""

from collections.abc import Iterator

from lsp_server.edits.queries import optimize, pages
from lsp_server.edits.queries.rewrite import Site
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.queries.loops import is_maintenance
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule

CODE = "BL105"


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    flow = project.flow(file.path, name)
    if flow is None or not _is_get(flow.function) or not flow.every_query or is_maintenance(file):
        return
    site = Site(project, flow)
    for query in flow.every_query:
        if not pages.is_unbounded(site, query) or query.table is None:
            continue
        paged = pages.rewrite(site, query) if query.method != "query" else None
        rewrite = optimize.possible(project, flow, paged)
        fixes: tuple[Fix, ...] = ()
        if rewrite is not None:
            change = optimize.change(project, file.path, (rewrite,))
            fixes = (Fix("Add offset and limit parameters", change, safe=False),)
        message = f"Every `{query.table.name}` row that matches is returned: the answer grows with the table."
        yield Finding(CODE, query.span, message, fixes)


def _is_get(function: syntax.FunctionDef) -> bool:
    return any(
        isinstance(it, syntax.Call) and isinstance(it.func, syntax.Attribute) and it.func.attr == "get" and it.args
        for it in function.decorators
    )


RULE = Rule(code=CODE, name="unbounded-list", severity="information", since="0.1", in_function=check)
