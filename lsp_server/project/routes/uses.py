"""What each route has to do with, so that who asks for the routes of something need not look through all of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import key
from lsp_server.project.names.modules import Modules
from lsp_server.project.routes.link import routes_in
from lsp_server.project.routes.values import Dependency, Route
from lsp_server.text import Span

Key = tuple[str, str]  # a class or function: its path and qualified name


@dataclass(frozen=True, slots=True)
class Uses:
    """Of one route: the classes that it takes and gives, all that it depends on, what it raises and where."""

    route: Route
    classes: frozenset[Key]
    dependencies: frozenset[Key]
    places: frozenset[tuple[str, Span]]
    exceptions: frozenset[str]  # by name


def speaking_of(modules: Modules, classes: Collection[Key]) -> tuple[Route, ...]:
    """The routes that take or give one of these classes, in the order of files and declarations."""
    return tuple(it.route for it in everywhere(modules, uses_in) if not it.classes.isdisjoint(classes))


def depending_on(modules: Modules, wanted: Key) -> tuple[Route, ...]:
    """The routes that depend on a function or class, directly or through others."""
    return tuple(it.route for it in everywhere(modules, uses_in) if wanted in it.dependencies)


def raising_at(modules: Modules, path: str, span: Span) -> tuple[Route, ...]:
    """The routes whose clients get to see what is raised at a place."""
    return tuple(it.route for it in everywhere(modules, uses_in) if (path, span) in it.places)


def raising(modules: Modules, exception: str) -> tuple[Route, ...]:
    """The routes whose clients get to see a domain exception of this name."""
    return tuple(it.route for it in everywhere(modules, uses_in) if exception in it.exceptions)


@tracked
def uses_in(modules: Modules, path: str) -> tuple[Uses, ...]:
    """Those of the routes that a file declares."""
    below: dict[int, frozenset[Key]] = {}
    return tuple(
        Uses(
            it,
            frozenset(_classes(it)),
            _leading_to(it.dependencies, below),
            frozenset((one.path, one.span) for one in it.raises),
            frozenset(one.via for one in it.raises if one.via is not None),
        )
        for it in routes_in(modules, path)
    )


def _classes(route: Route) -> Iterator[Key]:
    for type_ in (route.request, route.response):
        for it in (type_, *type_.args) if type_ is not None else ():
            if it.symbol is not None:
                yield key(it.symbol)


def _leading_to(found: tuple[Dependency, ...], known: dict[int, frozenset[Key]]) -> frozenset[Key]:
    """All that dependencies lead to; `known` are those of what was looked at before, by its id."""
    if id(found) not in known:
        own = {key(one) for it in found for one in (it.symbol, it.runs) if one is not None}
        known[id(found)] = frozenset(own.union(*(_leading_to(it.children, known) for it in found)))
    return known[id(found)]
