"""Parameters that routers and applications are handed to: `def register(app: FastAPI)`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.functions.callees import callee_of
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled, tracked
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.routers.kinds import Kind, is_of_tests, kind_of
from lsp_server.project.routers.names import Names, routers_in
from lsp_server.project.routers.values import Key
from lsp_server.project.types.link import resolve_type

# What is done to routers and applications; other objects have no such methods.
_USES = frozenset({"include_router", "add_api_route", "add_api_websocket_route", "mount", "add_exception_handler"})
_SAID = (b"@", *(it.encode() for it in _USES))  # one of these stands in each function that uses a router


@dataclass(frozen=True, slots=True)
class _Handing:
    """A call of a function of the project: which of its parameters is given which router."""

    caller: str  # the file of the call
    function: tuple[str, str]  # path and qualified name
    given: Mapping[Key, Key]


_Calls = tuple[tuple[str, Mapping[Key, Key]], ...]  # the files of calls, and what each hands on


@dataclass(frozen=True)
class Parameters:
    """The parameters of a project that stand for routers, and what calls hand to them."""

    modules: Modules

    def is_parameter(self, key: Key) -> bool:
        """Whether it is the parameter of a function that routers are handed to."""
        is_handed = any(key in it for _, it in _calls_of(self.modules, key[0], key[1]))
        return is_handed or _annotated(self.modules, key) is not None or self.is_app_parameter(key)

    def is_app_parameter(self, key: Key) -> bool:
        """`def register(app: FastAPI)`, or by its name where nothing is annotated."""
        parameter = _parameter(self.modules, key)
        if parameter is None:
            return False
        if parameter.annotation is None:
            return parameter.name in ("app", "application", "fastapi_app")
        return _annotated(self.modules, key) == "app"

    def handed(self, key: Key) -> tuple[Key, ...]:
        """The routers that calls hand to a parameter."""
        return tuple(dict.fromkeys(it[key] for it in self.calls_of(key[0], key[1]) if key in it))

    def calls_of(self, path: str, function: str) -> tuple[Mapping[Key, Key], ...]:
        """For each call of a function: which of its parameters is given which router.

        What tests call a function of the program with are applications of their own.
        """
        calls = _calls_of(self.modules, path, function)
        return tuple(it for caller, it in calls if is_of_tests(path) or not is_of_tests(caller))


def handed_by(modules: Modules, at: Placed, call: syntax.Call) -> Mapping[Key, Key]:
    """Which parameters one call of a function gives which routers."""
    found = _handing(modules, at, call)
    return found.given if found is not None else {}


@placeless
def _taking(modules: Modules, path: str) -> tuple[Key, ...]:
    """Parameters of a file's functions that are used like routers, or annotated as such."""
    facts = modules.files[path]
    if not facts.says("outer", "FastAPI", "app."):
        return ()
    found: list[Key] = []
    kinds: dict[str, Kind | None] = {}  # by annotation: the functions of a file share most of them
    for name, node in facts.functions:
        may_use = node.parameters and node.suite.may_hold(*_SAID)
        used = set(_used_as_router(facts.scope(name).nodes)) if may_use else set()
        for it in node.parameters:
            said = facts.document.slice(it.annotation.span) if it.annotation is not None else ""
            if said not in kinds:
                kinds[said] = _kind(modules, path, it.annotation)
            if it.name in used or kinds[said] is not None:
                found.append((path, name, it.name))
    return tuple(found)


@settled
def _takers(modules: Modules) -> frozenset[str]:
    """How the functions that take routers are called."""
    return frozenset(name.removesuffix(".__init__").rpartition(".")[2] for _, name, _ in everywhere(modules, _taking))


@placeless
def _handed_in(modules: Modules, path: str) -> tuple[_Handing, ...]:
    """What the calls of a file hand to functions."""
    takers, facts = _takers(modules), modules.files[path]
    words = tuple(f"{it}(" for it in takers if facts.says(f"{it}("))
    calls = tuple(
        it
        for scope, nodes in (scopes(modules, path, words) if words else ())
        for call in nodes
        if isinstance(call, syntax.Call) and syntax.last_name(call.func) in takers
        if (it := _handing(modules, Placed(call, path, scope), call)) is not None
    )
    return (*calls, *_lifespans(modules, path))


def _lifespans(modules: Modules, path: str) -> Iterator[_Handing]:
    """An application calls the function of its `lifespan=` with itself."""
    for it in routers_in(modules, path) if modules.files[path].says("lifespan=") else ():
        name = syntax.dotted(it.call.keyword("lifespan"))
        found = lookup(modules, path, it.key[1], name) if name is not None else None
        if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
            for parameter in found.node.parameters[:1]:
                key = (found.path, found.name, parameter.name)
                if key in _taking(modules, found.path):
                    yield _Handing(path, key[:2], {key: it.key})


def _handing(modules: Modules, at: Placed, call: syntax.Call) -> _Handing | None:
    target = callee_of(modules, at, call)
    if target is None:
        return None
    names, taking = Names(modules), _taking(modules, target.path)
    given: dict[Key, Key] = {}
    for index, parameter in enumerate(target.parameters):
        key = (target.path, target.name, parameter.name)
        value = call.argument(index, parameter.name) if key in taking else None
        router = names.find(Placed(value, at.path, at.scope)) if value is not None else None
        if router is not None and router != key:
            given[key] = router
    return _Handing(at.path, (target.path, target.name), given) if given else None


@tracked
def _by_function(modules: Modules) -> Mapping[tuple[str, str], _Calls]:
    found: dict[tuple[str, str], _Calls] = {}
    for it in everywhere(modules, _handed_in):
        found[it.function] = (*found.get(it.function, ()), (it.caller, it.given))
    return found


@settled
def _calls_of(modules: Modules, path: str, function: str) -> _Calls:
    return _by_function(modules).get((path, function), ())


def _parameter(modules: Modules, key: Key) -> syntax.Parameter | None:
    function = modules.files[key[0]].definitions.get(key[1]) if key[1] else None
    return function.parameter(key[2]) if isinstance(function, syntax.FunctionDef) else None


def _annotated(modules: Modules, key: Key) -> Kind | None:
    """What a parameter is annotated as."""
    parameter = _parameter(modules, key)
    return _kind(modules, key[0], parameter.annotation) if parameter is not None else None


def _kind(modules: Modules, path: str, annotation: syntax.Expr | None) -> Kind | None:
    if annotation is None:
        return None
    type_ = resolve_type(modules, path, annotation)
    return kind_of(modules, type_.symbol or (External(type_.name) if type_.name else None), type_.text)


def _used_as_router(nodes: tuple[syntax.Node, ...]) -> Iterator[str]:
    """Names on which routes are declared or routers included in a function."""
    for it in nodes:
        match it:
            case syntax.Call(func=syntax.Attribute(value=syntax.Name(id=name), attr=attr), args=args):
                if attr in _USES:
                    yield name
                    yield from (one.id for one in args if isinstance(one, syntax.Name))
            case syntax.FunctionDef(decorators=decorators):
                for one in decorators:
                    if isinstance(one, syntax.Call) and isinstance(one.func, syntax.Attribute):
                        yield syntax.dotted(one.func.value) or ""
            case _:
                pass
