"""A service raises HTTPException.

Reports `raise HTTPException(…)` in service, crud and repository modules. Where the project's services mostly raise
exceptions of their own, it is information; where HTTPException is their usual way, one hint for each file.

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
from lsp_server.project.services.layers import http_errors, is_service_file, raise_http
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Rule

CODE = "BL302"


def in_function(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    """Each place, where services here mostly raise exceptions of their own."""
    if not _is_meant(file):
        return
    layers = project.layers_near(file.path)
    if layers.http_raises > layers.own_raises:
        return
    others = f"{layers.own_raises} times services here raise an exception of their own"
    for node in http_errors(project.modules, file, name):
        message = f"`{_short(name)}` raises HTTPException, so only a route can use it; {others}."
        yield Finding(CODE, node.span, message)


def in_file(file: FileFacts, project: Project) -> Iterator[Finding]:
    """One hint for a whole file, at its first place, where it is the usual way: each place would say the same."""
    if not _is_meant(file):
        return
    layers = project.layers_near(file.path)
    names = list(raise_http(project.modules, file)) if layers.http_raises > layers.own_raises else []
    first = next(http_errors(project.modules, file, names[0]), None) if names else None
    if first is None:
        return
    them, more = f"`{_short(names[0])}`", len(names) - 1
    message = f"{them} raises HTTPException, so only a route can use it."
    if more:
        others = f"{more} other function{'s' if more > 1 else ''} here"
        message = f"{them} and {others} raise HTTPException, so only routes can use them."
    yield Finding(CODE, first.span, message, severity="hint")


def _is_meant(file: FileFacts) -> bool:
    return file.says("HTTPException") and is_service_file(file.path)


def _short(name: str) -> str:
    return name.rpartition(".")[2]


RULE = Rule(CODE, "http-exception-in-service", "information", "0.1", in_file, in_function=in_function)
