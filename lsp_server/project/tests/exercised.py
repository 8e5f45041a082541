"""Which test sends a request to which route."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import settled, tracked
from lsp_server.project.names.modules import Modules
from lsp_server.project.routes.link import link_routes
from lsp_server.project.routes.values import Route
from lsp_server.project.tests.link import tests_in
from lsp_server.project.tests.values import ClientCall, Test, may_mean


@dataclass(frozen=True, slots=True)
class Target:
    """A route as a request knows it, and whose it is."""

    method: str
    path: str
    name: str  # operation name for url_for
    file: str
    handler: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """A request that a test sends, and the routes that it may mean."""

    test: Test
    call: ClientCall
    targets: tuple[Target, ...]


def target_of(route: Route) -> Target:
    return Target(route.method, route.path, route.name, route.file, route.handler)


def exercised(modules: Modules, route: Route) -> tuple[Exercise, ...]:
    """The requests of all tests to a route, in the order of files and lines."""
    return _by_target(modules).get(target_of(route), ())


@tracked
def exercises_in(modules: Modules, path: str) -> tuple[Exercise, ...]:
    """The requests in the tests of a file that reach a route of the project."""
    tests = [it for it in tests_in(modules, path) if it.calls]
    if not tests:
        return ()
    routes = _Known(targets(modules))
    found = (Exercise(it, call, routes.meant_by(call)) for it in tests for call in it.calls)
    return tuple(it for it in found if it.targets)


@settled
def targets(modules: Modules) -> tuple[Target, ...]:
    """All routes, without what a change to a handler's code makes different."""
    return tuple(dict.fromkeys(map(target_of, link_routes(modules))))


@tracked
def _by_target(modules: Modules) -> Mapping[Target, tuple[Exercise, ...]]:
    found: dict[Target, list[Exercise]] = {}
    for it in everywhere(modules, exercises_in):
        for target in it.targets:
            found.setdefault(target, []).append(it)
    return {target: tuple(it) for target, it in found.items()}


class _Known:
    """The routes, by what a look at a request tells: its method, and how many parts its path has."""

    def __init__(self, found: Iterable[Target]) -> None:
        self._sized: dict[tuple[str, int], list[Target]] = {}
        self._all: dict[str, list[Target]] = {}
        self._literal: dict[tuple[str, str], list[Target]] = {}
        for it in found:
            self._all.setdefault(it.method, []).append(it)
            self._sized.setdefault((it.method, _parts(it.path)), []).append(it)
            if "{" not in it.path:
                self._literal.setdefault((it.method, it.path), []).append(it)

    def meant_by(self, call: ClientCall) -> tuple[Target, ...]:
        """Of several routes that a request may mean, the literal one counts."""
        if call.route_name is not None:
            return tuple(it for it in self._all.get(call.method, ()) if it.name == call.route_name)
        literal = self._literal.get((call.method, call.path))
        if literal is not None:
            return tuple(literal)
        # What begins with something unknown may have any number of parts.
        if call.path.startswith("{}"):
            near = self._all.get(call.method, [])
        else:
            near = self._sized.get((call.method, _parts(call.path)), [])
        return tuple(it for it in near if may_mean(call.path, it.path))


def _parts(path: str) -> int:
    return path.rstrip("/").count("/")
