"""An `async def` route or dependency blocks the event loop.

Reports the first blocking call of an `async def` handler or dependency: database work through a synchronous
`Session`, `time.sleep`, `requests`, `httpx`'s top-level functions, `urlopen` and `subprocess`; also one step away, in a
function of the project that it calls.

## Why is this bad?

All requests of a worker share one event loop. While the call waits for the database or the network, no other request is
served: under load every route is as slow as the slowest query. FastAPI runs plain `def` handlers and dependencies in a
thread pool, where waiting does no harm.

## Example

```python
@router.get("/heroes")
async def list_heroes(session: SessionDep) -> list[Hero]:
    return list(session.exec(select(Hero)).all())
```

## Use instead

```python
@router.get("/heroes")
def list_heroes(session: SessionDep) -> list[Hero]:
    return list(session.exec(select(Hero)).all())
```

or an `AsyncSession` and `await session.exec(…)`.

## Fix

Where the function awaits nothing, `async` is taken away. This is not applied without being asked: other code may
await the function. Where it awaits something, hand the blocking part to `run_in_threadpool` or `asyncio.to_thread`.

## When to ignore

Where the call is known to be quick and rare, such as in a route for administrators.
"""

from collections.abc import Iterator

from lsp_server.edits.change import Change, EditFile
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.scope import scope_of
from lsp_server.project.names.bodies import body_of
from lsp_server.project.names.modules import Symbol
from lsp_server.project.services.blocking import Blocking, blocking_calls, blocking_helpers
from lsp_server.project.services.handlers import handlers_of, is_dependency
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Related, Rule
from lsp_server.text import Edit, Span

CODE = "BL202"


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    function = file.function(name)
    if function is None or not function.is_async or not file.says("fastapi", "Dep"):
        return
    if any(handlers_of(project.modules, file, name)) or is_dependency(project.modules, file.path, name, function):
        yield from _first(file, project, name, function)


def _first(file: FileFacts, project: Project, name: str, function: syntax.FunctionDef) -> Iterator[Finding]:
    """One finding for a function: what blocks it first."""
    body = body_of(project.modules, file.path, name)
    if body is None:
        return
    own = next(blocking_calls(project.modules, file.path, name, body), None)
    if own is not None:
        message = (
            f"`{own.text}()` {_waits(own)}, and `{function.name}` is `async def`: no other request is served meanwhile."
        )
        yield Finding(CODE, own.call.span, message, _fixes(file, function))
        return
    helped = next(blocking_helpers(project.modules, file.path, name, body), None)
    if helped is not None:
        call, helper, inner = helped
        text = f"{_short(helper)}()"
        message = f"`{text}` calls `{inner.text}()`, which {_waits(inner)}: no other request is served meanwhile."
        related = Related(helper.path, inner.call.span, f"`{inner.text}()` blocks here")
        yield Finding(CODE, call.span, message, _fixes(file, function), (related,))


def _waits(it: Blocking) -> str:
    return "waits for the database in a synchronous session" if it.session else "blocks"


def _short(symbol: Symbol) -> str:
    return ".".join(symbol.name.split(".")[-2:])


def _fixes(file: FileFacts, function: syntax.FunctionDef) -> tuple[Fix, ...]:
    if any(_needs_async(it) for it in scope_of(function).nodes):
        return ()
    start = function.header.start
    text = file.document.slice(function.header)
    edit = Edit(Span(start, start + len(text) - len(text.removeprefix("async").lstrip())), "")
    change = Change((EditFile(file.document, (edit,)),), f"Made `{function.name}` a plain function.")
    return (Fix("Make it a plain `def`, which FastAPI runs in a thread", change, safe=False),)


def _needs_async(node: syntax.Node) -> bool:
    match node:
        case syntax.Await():
            return True
        case syntax.For(is_async=True) | syntax.With(is_async=True) | syntax.Generator(is_async=True):
            return True
        case _:
            return False


RULE = Rule(CODE, "blocking-call-in-async-route", "warning", "0.1", in_function=check)
