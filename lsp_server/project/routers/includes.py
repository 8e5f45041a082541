"""`include_router` and `mount`, wherever they stand: in functions, in loops over lists, with dicts of arguments."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.constants import truth_of
from lsp_server.project.names.literals import Placed, items
from lsp_server.project.names.modules import Modules
from lsp_server.project.routers.arguments import INCLUDES, arguments_of
from lsp_server.project.routers.listed import Listed, listed_in, mount_prefix
from lsp_server.project.routers.names import Names
from lsp_server.project.routers.parameters import Parameters
from lsp_server.project.routers.rounds import Round, rounds
from lsp_server.project.routers.values import Given, Key, Prefix, prefix_of, texts_of

_DEPTH = 6


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
    given: Given = ()  # what the child's factory is called with


@tracked
def includes_in(modules: Modules, path: str) -> tuple[Include, ...]:
    """The includes of a file, parameters replaced by what they are handed."""
    return tuple(_includes(Names(modules), Parameters(modules), path))


def _includes(names: Names, parameters: Parameters, path: str) -> Iterator[Include]:
    for one in listed_in(names.modules, path):
        found = _listed(names, path, one) if one.kind == "Mount" else None
        if found is not None:
            yield from _handed(names, parameters, found, _DEPTH)
    if not names.modules.files[path].says("include_router", "mount("):
        return
    for scope, nodes in scopes(names.modules, path, INCLUDES):
        for it in _written(names, path, scope, nodes):
            yield from _handed(names, parameters, it, _DEPTH)


def _written(names: Names, path: str, scope: str, nodes: tuple[syntax.Node, ...]) -> Iterator[Include]:
    for node in nodes:
        if not isinstance(node, syntax.Call) or not isinstance(node.func, syntax.Attribute):
            continue
        if node.func.attr not in INCLUDES:
            continue
        for given in arguments_of(names.modules, path, scope):
            for it in rounds(names.modules, Placed(node, path, scope), node, nodes, given.values):
                found = _include(names, path, it)
                if found is not None:
                    parent, child = (given.routers.get(one, one) for one in (found.parent, found.child))
                    yield replace(found, parent=parent, child=child)


def _listed(names: Names, path: str, it: Listed) -> Include | None:
    """`Mount("/path", app=child)` in a list of routes."""
    app = it.call.argument(1, "app")
    child = names.find(replace(it.at, node=app)) if app is not None else None
    if child is None or child == it.router or names.router(child) is None:
        return None
    prefix = it.prefix + mount_prefix(names.modules, it.at, it.call)
    return Include(path, it.router, child, prefix, (), (), True, True)


def _include(names: Names, path: str, it: Round) -> Include | None:
    assert isinstance(it.call.func, syntax.Attribute)
    mounted = it.call.func.attr == "mount"
    first, second = ("app", "path") if mounted else ("router", "prefix")
    given = dict(it.arguments(names.modules))
    for index, name in enumerate(("path", "app") if mounted else ("router",)):
        if (value := it.call.argument(index, name)) is not None:
            given[name] = it.value(value)
    parent = names.find(it.value(it.call.func.value))
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
        names.given(given[first], child),
    )


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
