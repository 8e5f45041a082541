"""A relationship is read under AsyncSession that its query did not load.

Reports reads of a relationship attribute from the rows of a query (or of `session.get`) in async code, where neither
the query's loader options nor the model load it. A schema made from a row (`TeamPublic.model_validate(team)`, or the
response model of a route that returns rows) reads every relationship that it has a field for.

## Why is this bad?

The attribute goes to the database by itself when it is read, and an AsyncSession can't do that in a plain attribute
access: SQLAlchemy raises `MissingGreenlet` on the first row that has not been loaded by something else before.

## Example

```python
teams = (await session.exec(select(Team))).all()
return [Roster(team=team.name, heroes=[hero.name for hero in team.heroes]) for team in teams]
```

## Use instead

```python
teams = (await session.exec(select(Team).options(selectinload(Team.heroes)))).all()
return [Roster(team=team.name, heroes=[hero.name for hero in team.heroes]) for team in teams]
```

## Fix

Adds the loader option to the query: `selectinload` for a list, `joinedload` for one row.

## When to ignore

When other code has loaded the same rows with their relationship into the same session before. Backline does not report
a relationship to one row where the function itself reads that table elsewhere.
"""

from collections.abc import Iterator

from lsp_server.edits.queries import eager_load, optimize
from lsp_server.edits.queries.rewrite import Site
from lsp_server.facts.file import FileFacts
from lsp_server.project.queries.loading import is_in_session_already, lazy_reads
from lsp_server.project.queries.values import Use
from lsp_server.project.shown import place_of, reader_of, shown_by_schemas
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Related, Rule

CODE = "BL101"


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    flow = project.flow(file.path, name)
    if flow is None:
        return
    for query in flow.queries:
        if not query.is_async or query.table is None:
            continue
        also = shown_by_schemas(project, flow, query)
        reads = [it for it in lazy_reads(flow, query, also) if not is_in_session_already(flow, query, it)]
        fixes: tuple[Fix, ...] = ()
        if reads:
            rewrite = optimize.possible(project, flow, eager_load.rewrite(Site(project, flow), query, tuple(reads)))
            if rewrite is not None:
                options = f"Load {', '.join(dict.fromkeys('.'.join(it.path) for it in reads))} with the query"
                fixes = (Fix(options, optimize.change(project, file.path, (rewrite,)), safe=True),)
        seen = set()
        for read in reads:
            if read.path in seen:
                continue
            seen.add(read.path)
            where = Related(file.path, query.span, "The query that brings the rows.")
            certain = read.relationship.many
            yield Finding(
                CODE,
                place_of(read.use),
                _message(read.use),
                fixes,
                (where,),
                severity=None if certain else "warning",
            )


def _message(use: Use) -> str:
    name = f"`{use.table.name if use.table is not None else ''}.{use.name}` is not loaded by its query"
    reader = reader_of(use)
    if reader is None:
        return f"{name}: read under AsyncSession it raises MissingGreenlet."
    return f"{name}, but the {reader} has a field for it: under AsyncSession its validation fails with MissingGreenlet."


RULE = Rule(code=CODE, name="lazy-load-in-async", severity="error", since="0.1", in_function=check)
