"""The prefixes under which routers are reached: who includes whom, up to the applications."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules
from lsp_server.project.routers.includes import Include, includes
from lsp_server.project.routers.names import Names
from lsp_server.project.routers.parameters import Parameters
from lsp_server.project.routers.values import Key, Prefix

_WAYS = 256  # More ways to one router are a mistake, or made to stop us.


@dataclass(frozen=True, slots=True)
class Context:
    """One way to reach a router: all that comes before the path of its routes."""

    prefix: Prefix
    dependencies: tuple[Placed, ...] = ()
    tags: tuple[str, ...] = ()
    in_schema: bool = True
    app: Key | None = None  # the application at the top; None where it is not known


@dataclass(frozen=True)
class Routers:
    """All routers of a project. `reached` answers for one of them."""

    modules: Modules

    @cached_property
    def names(self) -> Names:
        """What is a router, by any name."""
        return Names(self.modules)

    @cached_property
    def parameters(self) -> Parameters:
        """Which parameters stand for routers."""
        return Parameters(self.names)

    def is_router(self, key: Key) -> bool:
        """Whether this is known to be a router, or included as one, or the parameter that one is handed to."""
        return key in self.names.all or key in self._above or self.parameters.is_parameter(key)

    def reached(self, key: Key) -> tuple[Context, ...]:
        """Every way to reach the routes of a router; one that nobody includes is reached in a way not known."""
        if key not in self._known:
            self._known[key] = tuple(dict.fromkeys(self._reached(key, frozenset())))
        return self._known[key]

    # ----------------------------------------------------------------- inner workings

    @cached_property
    def _known(self) -> dict[Key, tuple[Context, ...]]:
        return {}

    @cached_property
    def _above(self) -> Mapping[Key, tuple[Include, ...]]:
        """The includes of each router. Those of tests count for routers of tests only."""
        found: dict[Key, list[Include]] = {}
        for it in includes(self.names, self.parameters):
            if not _is_test(it.path) or _is_test(it.child[0]):
                found.setdefault(it.child, []).append(it)
        return {key: tuple(dict.fromkeys(it)) for key, it in found.items()}

    def _has_app_for(self, key: Key) -> bool:
        """Whether the project has an application that could include a router; those of tests include tests' own."""
        is_test = _is_test(key[0])
        return any(it.is_app and (is_test or not _is_test(it.key[0])) for it in self.names.all.values())

    def _reached(self, key: Key, seen: frozenset[Key]) -> Iterator[Context]:
        if key in seen:
            return
        handed = self.parameters.handed(key)
        if key not in self.names.all and handed:
            for it in handed:
                yield from self._reached(it, seen | {key})
            return
        router = self.names.all.get(key)
        # Nobody knows which router a parameter is given, when no call hands it one.
        is_app = router.is_app if router is not None else self.parameters.is_app_parameter(key)
        own = Context(Prefix("", is_app or not self.parameters.is_parameter(key)))
        if router is not None:
            own = Context(router.prefix, router.dependencies, router.tags, router.in_schema)
        above = self._above.get(key, ())
        if is_app:
            # A mounted application keeps nothing of the one around it but the path.
            mounted = list(islice(self._ways([one for one in above if one.mounted], seen | {key}), _WAYS))
            for way in mounted or [Context(Prefix())]:
                yield Context(way.prefix + own.prefix, own.dependencies, own.tags, own.in_schema, key)
            return
        ways = list(islice(self._ways(above, seen | {key}), _WAYS))
        if not ways:
            known = not above and not self._has_app_for(key)
            ways = [Context(Prefix("", known))]
        for way in ways:
            yield _joined(way, own)

    def _ways(self, above: "tuple[Include, ...] | list[Include]", seen: frozenset[Key]) -> Iterator[Context]:
        for it in above:
            for parent in self._reached(it.parent, seen):
                yield _joined(parent, Context(it.prefix, it.dependencies, it.tags, it.in_schema))


def _joined(one: Context, other: Context) -> Context:
    return Context(
        one.prefix + other.prefix,
        (*one.dependencies, *other.dependencies),
        (*one.tags, *other.tags),
        one.in_schema and other.in_schema,
        one.app,
    )


def _is_test(path: str) -> bool:
    return "/test" in f"/{path}" or path.endswith("conftest.py")
