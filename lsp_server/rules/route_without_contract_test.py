"""No test sends a request to a route.

Off by default. Reports routes to which no test of the project sends a request, as a hint at the decorator.

## Why is this bad?

What a client relies on - the status, the shape of the answer, the errors - can change without anything turning red.

## Example

```python
@router.post("/heroes", status_code=201)
async def create_hero(hero: HeroCreate, heroes: HeroServiceDep) -> HeroPublic: ...
```

## Use instead

```python
async def test_create_hero_answers_201(client: AsyncClient) -> None:
    response = await client.post("/api/v1/heroes", json={"name": "Deadpond"})
    assert response.status_code == 201
```

## Fix

None here: the action "Add contract test" on the route writes one test for each of its promises.

## When to ignore

Where the tests live in another repository, or call routes through a client that is generated.
"""

from collections.abc import Iterator

from lsp_server.facts.file import FileFacts
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Rule

CODE = "BL401"


def check(file: FileFacts, project: Project) -> Iterator[Finding]:
    own = [it for it in project.routes_of(file.path) if it.include_in_schema and it.method != "WEBSOCKET"]
    seen: set[int] = set()
    for route in own:
        # A handler that is mounted twice is tested when one of its paths is.
        same = [it for it in own if it.node is route.node and it.method == route.method]
        if route.span.start in seen or any(project.tests_of(it) for it in same):
            continue
        seen.add(route.span.start)
        yield Finding(CODE, route.span, f"No test sends a request to {route.method} {route.path}.")


RULE = Rule(CODE, "route-without-contract-test", "hint", "0.1", check, default=False)
