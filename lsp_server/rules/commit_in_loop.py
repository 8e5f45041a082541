"""A transaction is committed for every item of a list.

Reports `session.commit()` in a `for` loop over rows or over a list from the caller. Loops that handle errors item by
item, open a session of their own in every round, wait for something else in between, work in batches, and those of
migrations, seeds, scripts and workers commit on purpose and are left alone.

## Why is this bad?

Each commit waits for the disk, and a failure half-way leaves half of the items saved. With `expire_on_commit` every
object is read again after it.

## Example

```python
for data in items:
    session.add(Hero.model_validate(data))
    await session.commit()
```

## Use instead

```python
for data in items:
    session.add(Hero.model_validate(data))
await session.commit()
```

## Fix

Moves a commit at the end of the loop's body behind the loop. All items are then saved together or not at all, which is
why the fix is not called safe.

## When to ignore

When every item has to be saved whatever becomes of the next.
"""

from collections.abc import Iterator

from lsp_server.edits.queries import commit_in_loop, optimize
from lsp_server.edits.queries.rewrite import Site
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.queries.loops import grows, is_maintenance, is_on_purpose, parts_of
from lsp_server.project.queries.values import Flow, Loop, SessionCall
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule

CODE = "BL103"


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    flow = project.flow(file.path, name)
    if flow is None or not flow.calls or is_maintenance(file, name):
        return
    for call in flow.calls:
        if call.name != "commit" or not call.loops or not _is_per_item(flow, call, call.loops[0]):
            continue
        rewrite = optimize.possible(project, flow, commit_in_loop.rewrite(Site(project, flow), call))
        fixes: tuple[Fix, ...] = ()
        if rewrite is not None:
            change = optimize.change(project, file.path, (rewrite,))
            fixes = (Fix("Commit once, after the loop", change, safe=False),)
        yield Finding(
            CODE, call.call.span, "Commits once per item: a failure half-way leaves half of them saved.", fixes
        )


def _is_per_item(flow: Flow, call: SessionCall, loop: Loop) -> bool:
    if any(isinstance(it.node, syntax.While) for it in call.loops) or loop.iter is None:
        return False
    if not grows(flow, loop) or is_on_purpose(flow, loop, commits=True):
        return False
    # What waits for anything else in a round may well want its result saved before the next one.
    own = [*(it.call for it in flow.calls), *(it.call for it in flow.queries)]
    awaited = [it.value for it in syntax.walk_scope(*parts_of(loop)) if isinstance(it, syntax.Await)]
    return all(any(it is mine for mine in own) for it in awaited)


RULE = Rule(code=CODE, name="commit-in-loop", severity="warning", since="0.1", in_function=check)
