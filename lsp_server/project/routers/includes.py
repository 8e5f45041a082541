"""`include_router` and `mount`, wherever they stand: in functions, in loops over lists, with dicts of arguments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.constants import truth_of
from lsp_server.project.names.literals import Placed, followed, items, substituted
from lsp_server.project.names.modules import Modules
from lsp_server.project.routers.names import Names
from lsp_server.project.routers.parameters import Parameters
from lsp_server.project.routers.values import Key, Prefix, prefix_of, texts_of

_DEPTH = 6
_ROUNDS = 1000  # of loops inside each other


@dataclass(frozen=True, slots=True)
class Include:
    """`parent.include_router(child, prefix=…)`, or `parent.mount(path, child)`, in the file `path`."""

    path: str
    parent: Key
    child: Key
    prefix: Prefix
    dependencies: tuple[Placed, ...]
    tags: tuple[str, ...]
    in_schema: bool
    mounted: bool


@dataclass(frozen=True, slots=True)
class _Round:
    """A call in one round of the loops around it: the file of the list may be another than that of the call."""

    call: syntax.Call
    bound: Mapping[str, Placed]


@tracked
def includes_in(modules: Modules, path: str) -> tuple[Include, ...]:
    """The includes of a file, parameters replaced by what they are handed."""
    return tuple(_includes(Names(modules), Parameters(modules), path))


def _includes(names: Names, parameters: Parameters, path: str) -> Iterator[Include]:
    text = names.modules.files[path].document.text
    if "include_router" not in text and "mount(" not in text:
        return
    for scope, nodes in scopes(names.modules, path, ("include_router", "mount(")):
        for it in _written(names, path, scope, nodes):
            yield from _handed(names, parameters, it, _DEPTH)


def _written(names: Names, path: str, scope: str, nodes: tuple[syntax.Node, ...]) -> Iterator[Include]:
    loops = [it for it in nodes if isinstance(it, syntax.For | syntax.Comprehension)]
    for node in nodes:
        if not isinstance(node, syntax.Call) or not isinstance(node.func, syntax.Attribute):
            continue
        if node.func.attr not in ("include_router", "mount"):
            continue
        for it in _rounds(names, Placed(node, path, scope), node, loops):
            found = _include(names, path, scope, it)
            if found is not None:
                yield found


def _include(names: Names, path: str, scope: str, it: _Round) -> Include | None:
    assert isinstance(it.call.func, syntax.Attribute)
    mounted = it.call.func.attr == "mount"
    first, second = ("app", "path") if mounted else ("router", "prefix")
    given = {**dict(_arguments(names, it, path, scope))}
    for index, name in enumerate(("path", "app") if mounted else ("router",)):
        if (value := it.call.argument(index, name)) is not None:
            given[name] = _bound(value, it, path, scope)
    parent = names.find(_bound(it.call.func.value, it, path, scope))
    child = names.find(given[first]) if first in given else None
    if parent is None or child is None or parent == child or (mounted and names.router(child) is None):
        return None
    prefix = prefix_of(names.modules, given.get(second))
    if mounted:
        return Include(path, parent, child, Prefix(prefix.text.rstrip("/"), prefix.known), (), (), True, True)
    shown = given.get("include_in_schema")
    return Include(
        path,
        parent,
        child,
        prefix,
        items(names.modules, given.get("dependencies")),
        texts_of(names.modules, given.get("tags")),
        shown is None or truth_of(names.modules, shown.path, shown.node, shown.scope) is not False,
        False,
    )


def _arguments(names: Names, it: _Round, path: str, scope: str) -> Iterator[tuple[str, Placed]]:
    """The keyword arguments of a call, those of `**options` too."""
    for keyword in it.call.keywords:
        value = _bound(keyword.value, it, path, scope)
        if keyword.arg is not None:
            yield keyword.arg, value
            continue
        options = followed(names.modules, value)
        match options.node:
            case syntax.Dict(items=pairs):
                for name, one in pairs:
                    if isinstance(name, syntax.Constant) and isinstance(name.value, str):
                        yield name.value, replace(options, node=one)
            case syntax.Call(func=syntax.Name(id="dict"), keywords=keywords):
                yield from ((one.arg, replace(options, node=one.value)) for one in keywords if one.arg is not None)
            case _:
                pass


def _bound(node: syntax.Expr, it: _Round, path: str, scope: str) -> Placed:
    """An expression with what the loops around the call give its names; with their file where that is another."""
    used = [one.id for one in syntax.walk(node) if isinstance(one, syntax.Name) and one.id in it.bound]
    if not used:
        return Placed(node, path, scope)
    home = it.bound[used[0]]
    return replace(home, node=substituted(node, {name: one.node for name, one in it.bound.items()}))


def _rounds(
    names: Names, at: Placed, call: syntax.Call, loops: list[syntax.For | syntax.Comprehension]
) -> Iterator[_Round]:
    """The call once, or once for each element of the lists that the loops around it go over."""
    around = [it for it in loops if it.span.contains(call.span)]
    rounds: list[Mapping[str, Placed]] = [{}]
    for loop in around:
        for target, iter_ in _turns(loop):
            rounds = list(islice(_combined(names, at, _Round(call, {}), rounds, target, iter_), _ROUNDS))
    yield from (_Round(call, it) for it in rounds)


def _combined(
    names: Names,
    at: Placed,
    it: _Round,
    rounds: list[Mapping[str, Placed]],
    target: syntax.Expr,
    iter_: syntax.Expr,
) -> Iterator[Mapping[str, Placed]]:
    for known in rounds:
        for bound in _elements(names, target, _bound(iter_, replace(it, bound=known), at.path, at.scope)):
            yield {**known, **bound}


def _turns(loop: syntax.For | syntax.Comprehension) -> Iterator[tuple[syntax.Expr, syntax.Expr]]:
    if isinstance(loop, syntax.For):
        yield loop.target, loop.iter
    else:
        yield from ((it.target, it.iter) for it in loop.generators)


def _elements(names: Names, target: syntax.Expr, iter_: Placed) -> Iterator[Mapping[str, Placed]]:
    """What each element gives the names of a loop; a loop over anything but a list gives nothing once."""
    variables = target.elements if isinstance(target, syntax.Collection) else (target,)
    elements = items(names.modules, iter_)
    for it in elements:
        values: tuple[syntax.Expr, ...] = (it.node,)
        if len(variables) > 1:
            whole = followed(names.modules, it)
            values = whole.node.elements if isinstance(whole.node, syntax.Collection) else ()
            it = whole
        pairs = zip(variables, values, strict=False)
        yield {name: replace(it, node=value) for one, value in pairs if (name := syntax.dotted(one)) is not None}
    if not elements:
        yield {}


def _handed(names: Names, parameters: Parameters, it: Include, depth: int) -> Iterator[Include]:
    """The include itself, or one for each call of its function, with the routers handed to it."""
    for key in (it.parent, it.child):
        if names.router(key) is not None or depth <= 0:
            continue
        calls = [one for one in parameters.calls_of(key[0], key[1]) if key in one]
        for one in calls:
            given = replace(it, parent=one.get(it.parent, it.parent), child=one.get(it.child, it.child))
            yield from _handed(names, parameters, given, depth - 1)
        if calls:
            return
    yield it
