"""Which loops run once per item of a list that grows with the data, and which only look like it.

Chunks, batches, pages, retries and polls are loops on purpose; so are loops over what the code itself
lists, and over what a worker handles item by item. None of them is reported.
"""

import re
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.queries.values import Flow, Loop

_ON_PURPOSE = re.compile(r"chunk|batch|page|attempt|retr|poll|window|slice|bucket|shard|partition", re.IGNORECASE)
_WORKER_LIBRARIES = frozenset(
    "celery dramatiq arq rq huey taskiq procrastinate apscheduler typer click argparse".split()
)
_WORKER_DECORATORS = frozenset(
    "actor task shared_task periodic_task scheduled_job cron job command repeat_every".split()
)
_THROUGH = frozenset("sorted set list tuple enumerate reversed zip dict iter".split())
_MAINTENANCE_FOLDERS = frozenset(
    "migrations alembic versions scripts script seeds seed seeders fixtures cli cmd commands management tests test "
    "workers worker jobs job cron schedulers scheduler benchmarks bench examples tools devtools data".split()
)
_MAINTENANCE_NAME = re.compile(
    r"(^|_)(seed|seeder|seeds|migrat\w*|backfill\w*|bootstrap\w*|init|initialize|initdb|startup|lifespan|populate|import|"
    r"demo|sample|cleanup|purge|reconcile\w*|worker|cron|scheduler|scheduled|job|poll\w*|cli|conftest|test|reset)(_|$)",
    re.IGNORECASE,
)


def is_maintenance(file: FileFacts, function: str = "") -> bool:
    """Whether code runs now and then by itself or by hand: migrations, seeds, scripts, workers, tests."""
    *folders, name = file.path.split("/")
    names = (name.removesuffix(".py"), *function.split("."))
    if _MAINTENANCE_FOLDERS & set(folders) or any(_MAINTENANCE_NAME.search(it) for it in names):
        return True
    if any(it.module.partition(".")[0] in _WORKER_LIBRARIES for it in file.imports):
        return True
    decorators = (it for _, one in file.functions for it in one.decorators)
    return any(syntax.last_name(it) in _WORKER_DECORATORS for it in decorators)


def per_item(flow: Flow, loops: tuple[Loop, ...]) -> Loop | None:
    """The loop that repeats something for every row of a query or every item a caller gives; None: not for certain."""
    if not loops or any(isinstance(it.node, syntax.While) for it in loops):
        return None
    loop = loops[0]
    if loop.iter is None or loop.target is None or is_on_purpose(flow, loop):
        return None
    return loop if grows(flow, loop) else None


def grows(flow: Flow, loop: Loop) -> bool:
    """Whether the loop's source is rows, or comes from a parameter."""
    return loop.rows is not None or (loop.iter is not None and _from_data(flow, loop.iter, 5))


def names_of(loop: Loop) -> frozenset[str]:
    """Everything that the loop gives a value: its target and what its body assigns."""
    targets = [loop.target] if loop.target is not None else []
    if isinstance(loop.node, syntax.Comprehension):
        targets += [it.target for it in loop.node.generators]
    found = {it.id for target in targets for it in syntax.walk(target) if isinstance(it, syntax.Name)}
    if isinstance(loop.node, syntax.For):
        for it in syntax.walk_scope(*loop.node.body):
            if isinstance(it, syntax.Assign):
                found |= {name.id for t in it.targets for name in syntax.walk(t) if isinstance(name, syntax.Name)}
            elif isinstance(it, syntax.AugAssign | syntax.For | syntax.NamedExpr) and isinstance(
                it.target, syntax.Name
            ):
                found.add(it.target.id)
    return frozenset(found)


def depends_on(loop: Loop, *nodes: syntax.Node | None) -> bool:
    """Whether any of these reads something that changes from round to round."""
    names = names_of(loop)
    given = [it for it in nodes if it is not None]
    return any(isinstance(it, syntax.Name) and it.id in names for it in syntax.walk(*given))


def parts_of(loop: Loop) -> tuple[syntax.Node, ...]:
    """What is run in every round."""
    match loop.node:
        case syntax.For(body=body) | syntax.While(body=body):
            return body
        case syntax.Comprehension(element=element, generators=generators):
            return (element, *(it for one in generators for it in one.conditions))


def is_on_purpose(flow: Flow, loop: Loop, commits: bool = False) -> bool:
    """Whether the loop works item by item for a reason; `commits`: committing is what is asked about, so it is none."""
    header = [it for it in (loop.target, loop.iter) if it is not None]
    if any(_ON_PURPOSE.search(it) for it in _words(*header)):
        return True
    inside = parts_of(loop)
    for it in syntax.walk_scope(*inside):
        match it:
            # The first that fits ends the loop; a round that leaves early is a search, not a walk.
            case syntax.Return() | syntax.Simple(keyword="break") | syntax.Yield():
                return True
            # One item's failure does not stop the others: handled one by one on purpose.
            case syntax.Try(handlers=handlers) if handlers:
                return True
            case syntax.Call(func=func) if syntax.last_name(func) in ("sleep", "begin_nested", "begin"):
                return True
            case syntax.With(items=items) if any("ession" in word for item in items for word in _words(item.context)):
                return True
            case _:
                pass
    return not commits and any(
        it.name in ("commit", "rollback") and any(each.node is loop.node for each in it.loops) for it in flow.calls
    )


def _words(*nodes: syntax.Node) -> Iterator[str]:
    for it in syntax.walk(*nodes):
        if isinstance(it, syntax.Name):
            yield it.id
        elif isinstance(it, syntax.Attribute):
            yield it.attr


def _from_data(flow: Flow, node: syntax.Expr, depth: int) -> bool:
    """Whether an iterable is a caller's list or made of rows: through sorted(), set(), comprehensions and names."""
    if depth <= 0:
        return False
    match node:
        case syntax.Name(id=name):
            if any(name in it.variables for it in flow.every_query if it.many):
                return True
            sure, maybe = flow.body.definition(node)
            if sure is None or maybe:
                return False
            if sure.how == "parameter":
                return isinstance(sure.node, syntax.Parameter) and _is_list(sure.node.annotation)
            return sure.how == "assigned" and sure.value is not None and _from_data(flow, sure.value, depth - 1)
        case syntax.Attribute(value=syntax.Name() as owner):
            # A field of what the client sent: `data.ids`.
            sure, maybe = flow.body.definition(owner)
            return (
                sure is not None
                and not maybe
                and sure.how == "parameter"
                and owner.id not in ("self", "cls", "request", "settings", "config")
            )
        case syntax.Call(func=syntax.Name(id=name), args=(first, *_)) if name in _THROUGH:
            return _from_data(flow, first, depth - 1)
        case syntax.Call(func=syntax.Attribute(value=inner, attr="values" | "items" | "keys"), args=()):
            return _from_data(flow, inner, depth - 1)
        case syntax.Comprehension(generators=(first, *_)):
            return _from_data(flow, first.iter, depth - 1)
        case syntax.Await(value=value):
            return _from_data(flow, value, depth - 1)
        case syntax.Call():
            return any(it.fetched is node or it.node is node for it in flow.every_query)
        case _:
            return False


def _is_list(annotation: syntax.Expr | None) -> bool:
    """`list[int]`, `Sequence[UUID] | None`"""
    names = [syntax.last_name(it) for it in syntax.walk(annotation)] if annotation is not None else []
    return any(it in ("list", "List", "Sequence", "set", "Set", "Iterable", "Collection", "tuple") for it in names)
