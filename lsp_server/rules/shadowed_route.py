"""A route can never be reached, because an earlier one of the same router takes its requests.

Reports a route whose path is matched by an earlier route of the same router and method, such as `/heroes/newest` after
`/heroes/{hero_id}`.

## Why is this bad?

FastAPI asks its routes in the order of their definition and takes the first whose path fits; types are checked only
then. `GET /heroes/newest` is given to the handler of `/heroes/{hero_id}`, which answers 422 (`newest` is no number) or
404.

## Example

```python
@router.get("/heroes/{hero_id}")
async def read_hero(hero_id: int) -> Hero: ...


@router.get("/heroes/newest")
async def newest_hero() -> Hero: ...
```

## Use instead

```python
@router.get("/heroes/newest")
async def newest_hero() -> Hero: ...


@router.get("/heroes/{hero_id}")
async def read_hero(hero_id: int) -> Hero: ...
```

## Fix

None: move the function above the one that is named. Decorators, comments and helpers around it move with it, which is
best done by hand.

## When to ignore

Never, unless the route is kept for its documentation.
"""

import re
from collections.abc import Iterator

from lsp_server.facts.file import FileFacts
from lsp_server.project.services.handlers import Handler, handlers
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Related, Rule

CODE = "BL501"
_PARAMETER = re.compile(r"\{[^{}:]+(?::([a-z]+))?\}")
# Starlette's converters (1.0).
_CONVERTERS = {
    None: "[^/]+",
    "str": "[^/]+",
    "path": ".*",
    "int": "[0-9]+",
    "float": r"[0-9]+(\.[0-9]+)?",
    "uuid": "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
}


def check(file: FileFacts, project: Project) -> Iterator[Finding]:
    earlier: dict[tuple[str, str], list[tuple[Handler, re.Pattern[str]]]] = {}
    for it in handlers(project.modules, file):
        if it.path is None or it.method == "api_route" or "." in it.name:
            continue
        before = earlier.setdefault((it.router, it.method), [])
        first = next((other for other, pattern in before if _takes_all(pattern, it.path, other)), None)
        if first is not None:
            message = (
                f"{it.method.upper()} {it.path} is never reached: {first.path} (`{first.node.name}`) comes first and "
                "takes its requests."
            )
            related = (Related(file.path, first.decorator.span, f"{first.path} is asked first"),)
            yield Finding(CODE, it.decorator.span, message, related=related)
        pattern = _pattern(it.path)
        if pattern is not None:
            before.append((it, pattern))


def _takes_all(pattern: re.Pattern[str], path: str, other: Handler) -> bool:
    """Whether every request to `path` fits the earlier pattern. The same path twice is another matter."""
    if path == other.path or _PARAMETER.sub("{}", path) == _PARAMETER.sub("{}", other.path or ""):
        return False
    if any(it is not None for it in _PARAMETER.findall(path) if it == "path"):
        return False
    # A parameter stands for any text, so only a pattern that takes an odd one takes them all.
    probe = _PARAMETER.sub("~", path)
    return pattern.fullmatch(probe) is not None


def _pattern(path: str) -> re.Pattern[str] | None:
    """What Starlette makes of a path; None for a converter of the project's own."""
    parts, at = [], 0
    for found in _PARAMETER.finditer(path):
        if found[1] not in _CONVERTERS:
            return None
        parts += [re.escape(path[at : found.start()]), f"(?:{_CONVERTERS[found[1]]})"]
        at = found.end()
    return re.compile("".join([*parts, re.escape(path[at:])]))


RULE = Rule(CODE, "shadowed-route", "warning", "0.1", check)
