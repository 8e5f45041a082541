"""Which test sends a request to which route."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import settled, tracked
from lsp_server.project.names.modules import Modules
from lsp_server.project.routers.values import Key as RouterKey
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
    within: tuple[tuple[RouterKey, int], ...]  # see Route

    def path_in(self, app: RouterKey) -> str | None:
        """The path by which an application knows it; None: that one does not serve it."""
        start = dict(self.within).get(app)
        return self.path[start:] or "/" if start is not None else None


@dataclass(frozen=True, slots=True)
class Exercise:
    """A request that a test sends, and the routes that it may mean."""

    test: Test
    call: ClientCall
    targets: tuple[Target, ...]


def target_of(route: Route) -> Target:
    return Target(route.method, route.path, route.name, route.file, route.handler, route.within)


def exercised(modules: Modules, route: Route) -> tuple[Exercise, ...]:
    """The requests of all tests to a route, in the order of files and lines."""
    return _by_target(modules).get(target_of(route), ())


@tracked
def exercises_in(modules: Modules, path: str) -> tuple[Exercise, ...]:
    """The requests in the tests of a file that reach a route of the project."""
    tests = [it for it in tests_in(modules, path) if it.calls]
    if not tests:
        return ()
    routes = _Routes(targets(modules))
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


class _Routes:
    """All routes, and those that a client of one application reaches."""

    def __init__(self, found: tuple[Target, ...]) -> None:
        self._all = found
        self._by_app: dict[RouterKey | None, _Known] = {}

    def meant_by(self, call: ClientCall) -> tuple[Target, ...]:
        known = self._by_app.get(call.app)
        if known is None:
            known = self._by_app[call.app] = _Known(self._of(call.app))
        return known.meant_by(call)

    def _of(self, app: RouterKey | None) -> Iterable[tuple[Target, str]]:
        """The routes of an application with the paths that it knows them by, and those of no known one."""
        if app is None or not any(it.path_in(app) for it in self._all):
            return ((it, it.path) for it in self._all)
        own = ((it, it.path_in(app) if it.within else it.path) for it in self._all)
        return ((it, path) for it, path in own if path is not None)


class _Known:
    """Routes with their paths, by what a look at a request tells: its method, and how many parts its path has."""

    def __init__(self, found: Iterable[tuple[Target, str]]) -> None:
        self._sized: dict[tuple[str, int], list[tuple[Target, str]]] = {}
        self._all: dict[str, list[tuple[Target, str]]] = {}
        self._literal: dict[tuple[str, str], list[Target]] = {}
        for it, path in found:
            self._all.setdefault(it.method, []).append((it, path))
            self._sized.setdefault((it.method, _parts(path)), []).append((it, path))
            if "{" not in path:
                self._literal.setdefault((it.method, path), []).append(it)

    def meant_by(self, call: ClientCall) -> tuple[Target, ...]:
        """Of several routes that a request may mean, the literal one counts."""
        if call.route_name is not None:
            return tuple(it for it, _ in self._all.get(call.method, ()) if it.name == call.route_name)
        literal = self._literal.get((call.method, call.path))
        if literal is not None:
            return tuple(literal)
        # What begins with something unknown may have any number of parts.
        if call.path.startswith("{}"):
            near = self._all.get(call.method, [])
        else:
            near = self._sized.get((call.method, _parts(call.path)), [])
        return tuple(it for it, path in near if may_mean(call.path, path))


def _parts(path: str) -> int:
    return path.rstrip("/").count("/")
