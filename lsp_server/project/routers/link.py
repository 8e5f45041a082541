"""The prefixes under which routers are reached: who includes whom, up to the applications."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled, tracked
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules
from lsp_server.project.routers.includes import Include, includes_in
from lsp_server.project.routers.kinds import is_of_tests
from lsp_server.project.routers.names import Names, routers_in
from lsp_server.project.routers.parameters import Parameters
from lsp_server.project.routers.values import Given, Key, Prefix

_WAYS = 256  # More ways to one router are a mistake, or made to stop us.


@dataclass(frozen=True, slots=True)
class Context:
    """One way to reach a router: all that comes before the path of its routes."""

    prefix: Prefix
    dependencies: tuple[Placed, ...] = ()
    tags: tuple[str, ...] = ()
    in_schema: bool = True
    app: Key | None = None  # the application that serves them; None where it is not known
    within: tuple[tuple[Key, int], ...] = ()  # that and those it is mounted in, each with where its own paths begin
    given: Given = ()  # what the factory of the router is called with on this way


@dataclass(frozen=True)
class Routers:
    """All routers of a project. `reached` answers for one of them."""

    modules: Modules

    @property
    def names(self) -> Names:
        """What is a router, by any name."""
        return Names(self.modules)

    @property
    def parameters(self) -> Parameters:
        """Which parameters stand for routers."""
        return Parameters(self.modules)

    def is_router(self, key: Key) -> bool:
        """Whether this is known to be a router, or included as one, or the parameter that one is handed to."""
        return (
            self.names.router(key) is not None or bool(_above(self.modules, key)) or self.parameters.is_parameter(key)
        )

    def is_of_tests_alone(self, declared: str, handler: str) -> bool:
        """Whether a route is no route of the program: a test adds a handler of the program to an application of its
        own, or to the program's, which has one."""
        return is_of_tests(declared) and not is_of_tests(handler) and _has_app(self.modules, False)

    def reached(self, key: Key, listed: bool = False) -> tuple[Context, ...]:
        """Every way to reach the routes of a router; one that nobody includes is reached in a way not known.

        To those in a list of routes (`listed`) a router adds nothing of its own, only what includes it does.
        """
        return _reached(self.modules, key, listed)

    def below(self, key: Key) -> frozenset[Key]:
        """The routers that are reached through this one, itself among them."""
        return _below(self.modules, key)


@tracked
def _below(modules: Modules, key: Key) -> frozenset[Key]:
    children: dict[Key, list[Key]] = {}
    for child, above in _includes(modules).items():
        for it in above:
            children.setdefault(it.parent, []).append(child)
    found, left = {key}, [key]
    while left:
        for inner in children.get(left.pop(), ()):
            if inner not in found:
                found.add(inner)
                left.append(inner)
    return frozenset(found)


@tracked
def _reached(modules: Modules, key: Key, listed: bool) -> tuple[Context, ...]:
    if key in _called_back(modules) and not _above(modules, key):
        return ()
    found = tuple(dict.fromkeys(_contexts(Routers(modules), key, frozenset(), listed)))
    # A router that others are put together in, only to be read, adds no way to those that an application has.
    return tuple(it for it in found if it.app is not None) or found


@tracked
def _includes(modules: Modules) -> Mapping[Key, tuple[Include, ...]]:
    """The includes of each router. Those of tests count for routers of tests only."""
    found: dict[Key, dict[Include, None]] = {}
    for it in everywhere(modules, includes_in):
        if not is_of_tests(it.path) or is_of_tests(it.child[0]):
            found.setdefault(it.child, {})[it] = None
    return {key: tuple(it) for key, it in found.items()}


@settled
def _called_back(modules: Modules) -> frozenset[Key]:
    """Routers that only say which requests the application sends itself: `callbacks=router.routes`, `webhooks=`."""
    return frozenset(everywhere(modules, _calling_back))


@placeless
def _calling_back(modules: Modules, path: str) -> tuple[Key, ...]:
    signs = ("callbacks=", "webhooks=")
    if not modules.files[path].says(*signs):
        return ()
    found: list[Key] = []
    decorators = ((name.rpartition(".")[0], node.decorators) for name, node in modules.files[path].functions)
    for scope, nodes in (*scopes(modules, path, signs), *decorators):
        for it in (one for one in nodes if isinstance(one, syntax.Call)):
            for given in (it.keyword("callbacks"), it.keyword("webhooks")):
                owner = given.value if isinstance(given, syntax.Attribute) and given.attr == "routes" else given
                router = Names(modules).find(Placed(owner, path, scope)) if owner is not None else None
                found += [router] if router is not None else []
    return tuple(found)


@settled
def _above(modules: Modules, key: Key) -> tuple[Include, ...]:
    return _includes(modules).get(key, ())


@settled
def _has_app(modules: Modules, of_tests: bool) -> bool:
    """Whether the project has an application that could include a router; those of tests include tests' own."""
    return any(it.is_app and (of_tests or not is_of_tests(it.key[0])) for it in everywhere(modules, routers_in))


def _contexts(routers: Routers, key: Key, seen: frozenset[Key], listed: bool = False) -> Iterator[Context]:
    if key in seen:
        return
    parameters = routers.parameters
    router, handed = routers.names.router(key), parameters.handed(key)
    if router is None and handed:
        for it in handed:
            yield from _contexts(routers, it, seen | {key}, listed)
        return
    # Nobody knows which router a parameter is given, when no call hands it one.
    is_app = router.is_app if router is not None else parameters.is_app_parameter(key)
    own = Context(Prefix("", is_app or not parameters.is_parameter(key)))
    if router is not None and listed:
        own = Context(Prefix())
    elif router is not None:
        own = Context(router.prefix, router.dependencies, router.tags, router.in_schema)
    above = _above(routers.modules, key)
    if is_app:
        # A mounted application keeps nothing of the one around it but the path.
        mounted = list(islice(_ways(routers, [one for one in above if one.mounted], seen | {key}), _WAYS))
        for way, _ in mounted or [(Context(Prefix()), ())]:
            within = ((key, len(way.prefix.text)), *way.within)
            yield Context(way.prefix + own.prefix, own.dependencies, own.tags, own.in_schema, key, within)
        return
    ways = list(islice(_ways(routers, above, seen | {key}), _WAYS))
    if not ways:
        known = not above and not _has_app(routers.modules, is_of_tests(key[0]))
        ways = [(Context(Prefix("", known)), ())]
    for way, given in ways:
        made = routers.names.made_with(router, given) if router is not None and not listed else None
        here = replace(own, prefix=made.prefix, tags=made.tags) if made is not None else own
        yield replace(_joined(way, here), given=given)


def _ways(routers: Routers, above: Iterable[Include], seen: frozenset[Key]) -> Iterator[tuple[Context, Given]]:
    """The ways through those that include a router, with what its factory is called with there."""
    for it in above:
        for parent in _contexts(routers, it.parent, seen, it.mounted):
            # A mount keeps nothing of what is around it but the path, and OpenAPI does not look into it.
            if it.mounted:
                parent = Context(parent.prefix, in_schema=False, app=parent.app, within=parent.within)
            yield _joined(parent, Context(it.prefix, it.dependencies, it.tags, it.in_schema)), it.given


def _joined(one: Context, other: Context) -> Context:
    return Context(
        one.prefix + other.prefix,
        (*one.dependencies, *other.dependencies),
        (*one.tags, *other.tags),
        one.in_schema and other.in_schema,
        one.app,
        one.within,
    )
