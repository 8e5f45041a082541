"""A service raises HTTPException.

Reports `raise HTTPException(…)` in service, crud and repository modules. Where the project's services mostly raise
exceptions of their own, it is information; where HTTPException is their usual way, a hint.

## Why is this bad?

A service that speaks HTTP can't be used by a worker, a command or another service without catching web errors, and the
status code of a route is decided in two places.

## Example

```python
class HeroService:
    async def get(self, hero_id: int) -> Hero:
        hero = await self.session.get(Hero, hero_id)
        if hero is None:
            raise HTTPException(status_code=404, detail="Hero not found")
        return hero
```

## Use instead

```python
        if hero is None:
            raise HeroNotFoundError(hero_id)
```

with one exception handler that maps the domain's errors to status codes.

## Fix

None: the exception and its handler are a design of their own. "Generate service" brings both.

## When to ignore

In a small application whose services are only ever called by routes. Dependencies of routes that live beside services
are never reported: there HTTPException is right.
"""

from collections.abc import Iterator

from lsp_server.facts.file import FileFacts
from lsp_server.project.services.layers import http_errors, is_service_file
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Rule, Severity

CODE = "BL302"


def check(file: FileFacts, project: Project) -> Iterator[Finding]:
    if "HTTPException" not in file.document.text or not is_service_file(file.path):
        return
    layers = project.layers_near(file.path)
    usual = layers.http_raises > layers.own_raises
    severity: Severity = "hint" if usual else "information"
    others = "" if usual else f"; {layers.own_raises} times services here raise an exception of their own"
    for name, node in http_errors(project.modules, file):
        message = f"`{name.rpartition('.')[2]}` raises HTTPException, so only a route can use it{others}."
        yield Finding(CODE, node.span, message, severity=severity)


RULE = Rule(CODE, "http-exception-in-service", "information", "0.1", check)
