"""A table class is the body of a request.

Reports parameters of handlers whose type is an SQLModel class with `table=True`.

## Why is this bad?

SQLModel doesn't validate table classes: `Hero(name=123, id="x")` is accepted, and so are limits that the fields
declare. The client also sets every column, the primary key, owner and role columns included.

## Example

```python
@router.post("/heroes")
async def create_hero(hero: Hero, session: SessionDep) -> Hero: ...
```

## Use instead

```python
@router.post("/heroes")
async def create_hero(hero: HeroCreate, session: SessionDep) -> HeroPublic: ...
```

## Fix

None: which fields a client may set is a decision. "Generate service" on the table writes `HeroCreate` and
`HeroUpdate` where they are missing.

## When to ignore

In a trusted tool where clients may write whole rows.
"""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.functions.depends import dependency_of
from lsp_server.project.models.values import Table
from lsp_server.project.services.handlers import handlers
from lsp_server.project.types.link import resolve_type
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Related, Rule

CODE = "BL303"
_WITH_BODY = frozenset({"post", "put", "patch", "delete", "api_route"})


def check(file: FileFacts, project: Project) -> Iterator[Finding]:
    seen: set[str] = set()
    for it in handlers(project.modules, file):
        if it.method not in _WITH_BODY or it.name in seen:
            continue
        seen.add(it.name)
        for parameter in it.node.parameters:
            table = _table(file, project, it.name, parameter)
            if table is None or parameter.annotation is None:
                continue
            better = _create_schema(project, table)
            advice = f"; `{better}` is made for that" if better is not None else ""
            message = f"The body is the table `{table.name}`, which SQLModel does not validate{advice}."
            related = (Related(table.path, table.node.name_span, f"`{table.name}` is a table"),)
            yield Finding(CODE, parameter.annotation.span, message, related=related)


def _table(file: FileFacts, project: Project, name: str, parameter: syntax.Parameter) -> Table | None:
    """The table that the request's body is parsed into."""
    if dependency_of(project.modules, file.path, parameter.annotation, parameter.default, name) is not None:
        return None
    if isinstance(parameter.default, syntax.Call) and syntax.last_name(parameter.default) in ("Depends", "Security"):
        return None
    type_ = resolve_type(project.modules, file.path, parameter.annotation, name)
    if type_.name == "list" and len(type_.args) == 1:
        type_ = type_.args[0]
    found = project.table_of(type_.symbol) if type_.symbol is not None else None
    return found if found is not None and found.library == "sqlmodel" else None


def _create_schema(project: Project, table: Table) -> str | None:
    for it in project.schemas:
        if it.table == table.name and it.role == "create":
            meant = project.table(table.name, it.path)  # another application's Hero may have a HeroCreate too
            if meant is not None and meant.path == table.path:
                return it.name
    return None


RULE = Rule(CODE, "table-as-request-body", "warning", "0.1", check)
