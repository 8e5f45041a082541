"""A method of AsyncSession that is no coroutine is awaited.

Reports `await session.add(…)`, `add_all`, `expunge`, `expunge_all`, `expire` and `expire_all` on an `AsyncSession`.

## Why is this bad?

These methods only note something in memory and return None. The row is noted, and then the `await` raises
`TypeError: object NoneType can't be used in 'await' expression`.

## Example

```python
await session.add(hero)
await session.commit()
```

## Use instead

```python
session.add(hero)
await session.commit()
```

## Fix

Takes `await` away.

## When to ignore

Never.
"""

from collections.abc import Iterator

from lsp_server.edits.change import Change, EditFile
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.scope import scope_of
from lsp_server.project.names.bodies import body_of
from lsp_server.project.sessions.receivers import session_kind
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule
from lsp_server.text import Edit, Span

CODE = "BL203"
_PLAIN = frozenset("add add_all expunge expunge_all expire expire_all".split())
_WORDS = tuple(it.encode() for it in _PLAIN)


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    function = file.function(name)
    if function is None or not function.suite.may_hold(*_WORDS):
        return
    for awaited, call, func in _awaited(function):
        body = body_of(project.modules, file.path, name)
        kind = session_kind(project.modules, file.path, name, body, func.value) if body is not None else None
        if kind is not None and kind.endswith("-async"):
            message = f"`{syntax.dotted(func)}()` is no coroutine: the `await` raises TypeError."
            edit = Edit(Span(awaited.span.start, call.span.start), "")
            fix = Fix("Remove `await`", Change((EditFile(file.document, (edit,)),), "Removed `await`."), safe=True)
            yield Finding(CODE, awaited.span, message, (fix,))


def _awaited(function: syntax.FunctionDef) -> Iterator[tuple[syntax.Await, syntax.Call, syntax.Attribute]]:
    for node in scope_of(function).nodes:
        match node:
            case syntax.Await(value=syntax.Call(func=syntax.Attribute(attr=attr) as func) as call) if attr in _PLAIN:
                yield node, call, func
            case _:
                pass


RULE = Rule(CODE, "await-on-plain-method", "error", "0.1", in_function=check)
