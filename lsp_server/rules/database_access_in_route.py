"""A route works on the database itself, though the project has services for that.

Reports handlers that query or commit in their own body, where most handlers of the same application call a service,
crud or repository module. Queries are information; a handler that only commits what a service prepared is a hint.

## Why is this bad?

The project has decided where its database work lives. A query in a handler can't be reused by another route or a
worker, is tested only through HTTP, and is not found where people look for it.

## Example

```python
@router.get("/heroes/{hero_id}")
async def read_hero(hero_id: int, session: SessionDep) -> HeroPublic:
    hero = await session.get(Hero, hero_id)
    ...
```

## Use instead

```python
@router.get("/heroes/{hero_id}")
async def read_hero(hero_id: int, heroes: HeroServiceDep) -> HeroPublic:
    return await heroes.get(hero_id)
```

## Fix

None: what the function in the service should be called is a decision. "Generate service" on the table writes one.

## When to ignore

Where the team wants simple reads in the handlers. Health checks and `SELECT 1` are never reported, and nothing is in a
project whose handlers mostly query themselves: there it is the style.
"""

from collections.abc import Iterator

from lsp_server.facts.file import FileFacts
from lsp_server.project.services.layers import database_work
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Rule, Severity

CODE = "BL301"


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    work = database_work(project.modules, file, name)
    if work is None or not (layers := project.layers_near(file.path)).has_services:
        return
    others = f"{layers.layered} of {layers.handlers} handlers here call services such as {layers.example}"
    does = "queries the database itself" if work.kind == "queries" else "ends the transaction itself"
    severity: Severity = "information" if work.kind == "queries" else "hint"
    handler = work.name.rpartition(".")[2]
    yield Finding(CODE, work.call.span, f"`{handler}` {does}; {others}.", severity=severity)


RULE = Rule(CODE, "database-access-in-route", "information", "0.1", in_function=check)
