"""A method of AsyncSession is called without `await`.

Reports calls of `exec`, `execute`, `get`, `commit`, `refresh`, `delete` and the other coroutine methods of an
`AsyncSession` whose result is dropped or used as if it were there already.

## Why is this bad?

The call only makes a coroutine, and nothing of what it is for happens. `session.delete(hero)` leaves the row where it
is and `session.commit()` loses the changes, with nothing but a RuntimeWarning in the log. `session.exec(…).all()`
fails with an AttributeError.

## Example

```python
async def delete_hero(session: AsyncSession, hero: Hero) -> None:
    session.delete(hero)
    await session.commit()
```

## Use instead

```python
async def delete_hero(session: AsyncSession, hero: Hero) -> None:
    await session.delete(hero)
    await session.commit()
```

## Fix

Inserts `await`, with parentheses where a result method follows. In a plain `def` there is no fix: the function has to
become `async def` first, and its callers with it.

## When to ignore

Never, where the session is the one that the provider gives. Coroutines that are kept, returned or passed on
(`asyncio.gather`, `create_task`, `wait_for`) are not reported.
"""

from collections.abc import Iterator

from lsp_server.edits.change import Change, EditFile
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.scope import scope_of
from lsp_server.project.names.bodies import body_of
from lsp_server.project.names.flow import Body
from lsp_server.project.sessions.receivers import session_kind
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule
from lsp_server.text import Edit, Span

CODE = "BL201"
_STATEMENT = "the statement never reaches the database."
_READING = "nothing is read from the database."
_CLOSING = "the session is not closed, and a connection that it holds is not given back."
# Coroutine methods of sqlmodel's and SQLAlchemy's AsyncSession, with what does not happen when they are not awaited;
# add, add_all and expunge are none.
_MISSED = {
    **dict.fromkeys("exec execute scalars scalar stream stream_scalars".split(), _STATEMENT),
    **dict.fromkeys("get get_one".split(), _READING),
    **dict.fromkeys("close aclose".split(), _CLOSING),
    "close_all": "no session is closed.",
    "commit": "nothing is committed.",
    "rollback": "nothing is rolled back.",
    "flush": "no pending change is sent to the database.",
    "refresh": "the object is not read again.",
    "delete": "the object is not deleted.",
    "merge": "nothing is merged into the session.",
    "invalidate": "the session is not closed, and its connections stay in use.",
    "reset": "the session is not reset.",
    "run_sync": "the function is never called.",
    "connection": "no connection is taken.",
}
_COROUTINES = frozenset(_MISSED)
_OF_COROUTINE = frozenset("send throw close cr_await cr_frame cr_running cr_code".split())
_WORDS = tuple(it.encode() for it in _COROUTINES)


def check(file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
    function = file.function(name)
    if function is None or not file.says("ession") or not function.suite.may_hold(*_WORDS):
        return
    for call in _called(function):
        body = body_of(project.modules, file.path, name)
        assert isinstance(call.func, syntax.Attribute)
        parent = body.parent(call) if body is not None else None
        said = _consequence(call, parent, body) if body is not None else None
        if body is None or said is None:
            continue
        kind = session_kind(project.modules, file.path, name, body, call.func.value)
        if kind is not None and kind.endswith("-async"):
            text = f"{syntax.dotted(call.func)}()"
            fixes = (_fix(file, call, parent, body),) if function.is_async else ()
            yield Finding(CODE, call.span, f"`{text}` is not awaited: {said}", fixes)


def _called(function: syntax.FunctionDef) -> Iterator[syntax.Call]:
    """Calls that may be a session's, in this function but not in those inside it."""
    for node in scope_of(function).nodes:
        match node:
            case syntax.Call(func=syntax.Attribute(attr=attr)) if attr in _COROUTINES:
                yield node
            case _:
                pass


def _consequence(call: syntax.Call, parent: syntax.Node | None, body: Body) -> str | None:
    """What happens at run time; None where the coroutine may well be awaited later."""
    match parent:
        case syntax.ExprStmt():
            return _MISSED.get(syntax.last_name(call.func) or "")
        case syntax.Attribute(attr=attr) if attr not in _OF_COROUTINE:
            return f"a coroutine has no `{attr}`, this raises AttributeError."
        case syntax.For(iter=value) | syntax.Generator(iter=value) if value is call:
            return "a coroutine can't be iterated, this raises TypeError."
        case syntax.Subscript(value=value) if value is call:
            return "a coroutine can't be indexed, this raises TypeError."
        case syntax.Compare() | syntax.BoolOp() | syntax.UnaryOp(op="not"):
            return "a coroutine is compared or tested, which is always the same."
        case syntax.If(test=test) | syntax.While(test=test) | syntax.IfExp(test=test) if test is call:
            return "a coroutine is tested, which is always true."
        case syntax.Assign(targets=(syntax.Name(id=name),)):
            return _of_variable(name, parent, body)
        case _:
            return None


def _of_variable(name: str, assign: syntax.Assign, body: Body) -> str | None:
    """A coroutine in a variable: wrong when something of it is read, and it is awaited or passed on nowhere."""
    read = [it for it in body.nodes if isinstance(it, syntax.Name) and it.id == name and it not in assign.targets]
    first = next((it for it in read if it.span.start > assign.span.end), None)
    above = body.parent(first) if first is not None else None
    match above:
        case syntax.Attribute(attr=attr) if attr not in _OF_COROUTINE:
            return f"`{name}` is a coroutine and has no `{attr}`, this raises AttributeError."
        case syntax.For(iter=value) if value is first:
            return f"`{name}` is a coroutine and can't be iterated, this raises TypeError."
        case syntax.UnaryOp(op="not") | syntax.Compare(ops=("is" | "is not",)):
            return f"`{name}` is a coroutine, which is never None or false."
        case _:
            return None


def _fix(file: FileFacts, call: syntax.Call, parent: syntax.Node | None, body: Body) -> Fix:
    start, end = Span(call.span.start, call.span.start), Span(call.span.end, call.span.end)
    edits = [Edit(start, "await ")]
    if isinstance(parent, syntax.Attribute | syntax.Subscript):
        edits = [Edit(start, "(await "), Edit(end, ")")]
        outer = _awaited_chain(parent, body)
        if outer is not None:
            # `await session.exec(s).all()`: the await moves inward.
            edits.insert(0, Edit(Span(outer.span.start, outer.value.span.start), ""))
    return Fix("Insert `await`", Change((EditFile(file.document, tuple(edits)),), "Inserted `await`."), safe=True)


def _awaited_chain(node: syntax.Node, body: Body) -> syntax.Await | None:
    """The `await` around a chain of attributes and calls."""
    above: syntax.Node | None = node
    while isinstance(above, syntax.Attribute | syntax.Call | syntax.Subscript):
        above = body.parent(above)
    return above if isinstance(above, syntax.Await) else None


RULE = Rule(CODE, "missing-await-session", "error", "0.1", in_function=check)
