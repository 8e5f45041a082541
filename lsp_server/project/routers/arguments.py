"""What functions that include routers are called with: `create_app([heroes, teams])`, or the default of `routers`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lsp_server.facts import syntax
from lsp_server.project.functions.callees import Callee, callee_of, is_method
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled, tracked
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules
from lsp_server.project.routers.kinds import is_of_tests
from lsp_server.project.routers.parameters import handed_by
from lsp_server.project.routers.rounds import Loop
from lsp_server.project.routers.values import Key

INCLUDES = ("include_router", "mount")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What one call of a function gives: routers by parameter, and the expressions that its includes read."""

    routers: Mapping[Key, Key] = field(default_factory=dict)
    values: Mapping[str, Placed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Called:
    caller: str  # the file of the call
    function: tuple[str, str]  # path and qualified name
    arguments: Arguments


def arguments_of(modules: Modules, path: str, function: str) -> tuple[Arguments, ...]:
    """For each call what it gives, where the includes of a function read more of its parameters than a router.

    A function that only tests call, or the server, is told by its defaults.
    """
    asked = [name for where, name in _asking(modules, path) if where == function]
    if not asked:
        return (Arguments(),)
    calls = _calls_of(modules, path, function)
    known = [it.arguments for it in calls if is_of_tests(path) or not is_of_tests(it.caller)]
    node = modules.files[path].definitions[function]
    assert isinstance(node, syntax.FunctionDef)
    if known or is_method(node):  # Who calls a method is not always told by the text.
        return tuple(known) or (Arguments(),)
    return (Arguments({}, dict(_values(Callee(path, function, node), asked, None))),)


@placeless
def _asking(modules: Modules, path: str) -> tuple[tuple[str, str], ...]:
    """Functions of a file with the parameters that their includes read: the list of a loop, a prefix."""
    facts = modules.files[path]
    if not facts.says(*(f"{it}(" for it in INCLUDES)):
        return ()
    return tuple(
        (scope, it)
        for scope, nodes in scopes(modules, path, INCLUDES)
        if isinstance(node := facts.definitions.get(scope), syntax.FunctionDef)
        for it in sorted(set(_read(nodes)) & {one.name for one in node.parameters} - facts.scope(scope).values.keys())
    )


def _read(nodes: tuple[syntax.Node, ...]) -> Iterator[str]:
    """The names in the arguments of includes, and in what the loops around them go over."""
    loops = [it for it in nodes if isinstance(it, Loop)]
    for it in nodes:
        if isinstance(it, syntax.Call) and isinstance(it.func, syntax.Attribute) and it.func.attr in INCLUDES:
            around = [one for one in loops if one.span.contains(it.span)]
            lists = [
                part.iter for one in around for part in ((one,) if isinstance(one, syntax.For) else one.generators)
            ]
            for given in (*it.args[1:], *(one.value for one in it.keywords), *lists):
                yield from (one.id for one in syntax.walk(given) if isinstance(one, syntax.Name))


@settled
def _askers(modules: Modules) -> frozenset[str]:
    """How such functions are called."""
    return frozenset(it.removesuffix(".__init__").rpartition(".")[2] for it in everywhere(modules, _names))


@placeless
def _names(modules: Modules, path: str) -> tuple[str, ...]:
    return tuple(name for name, _ in _asking(modules, path))


@tracked
def _called_in(modules: Modules, path: str) -> tuple[_Called, ...]:
    """The calls of such functions in a file."""
    facts = modules.files[path]
    askers = _askers(modules) | {it.local for it in facts.imports if it.name in _askers(modules)}
    words = tuple(f"{it}(" for it in askers if facts.says(f"{it}("))
    return tuple(
        it
        for scope, nodes in (scopes(modules, path, words) if words else ())
        for call in nodes
        if isinstance(call, syntax.Call) and syntax.last_name(call.func) in askers
        if (it := _called(modules, Placed(call, path, scope), call)) is not None
    )


def _called(modules: Modules, at: Placed, call: syntax.Call) -> _Called | None:
    found = callee_of(modules, at, call)
    asked = [name for where, name in _asking(modules, found.path) if where == found.name] if found is not None else []
    if found is None or not asked:
        return None
    values = dict(_values(found, asked, at))
    return _Called(at.path, (found.path, found.name), Arguments(handed_by(modules, at, call), values))


def _values(function: Callee, asked: list[str], at: Placed | None) -> Iterator[tuple[str, Placed]]:
    """What a call gives the parameters that are asked for, or their defaults; nothing that `**options` may hold."""
    call = at.node if at is not None and isinstance(at.node, syntax.Call) else None
    stars = call is not None and (
        any(isinstance(it, syntax.Starred) for it in call.args) or any(it.arg is None for it in call.keywords)
    )
    for index, it in enumerate(function.parameters):
        if it.name not in asked:
            continue
        given = call.argument(index, it.name) if call is not None else None
        if given is not None and at is not None:
            yield it.name, Placed(given, at.path, at.scope)
        elif it.default is not None and not stars:
            yield it.name, Placed(it.default, function.path, function.name.rpartition(".")[0])


@settled
def _calls_of(modules: Modules, path: str, function: str) -> tuple[_Called, ...]:
    return tuple(it for it in everywhere(modules, _called_in) if it.function == (path, function))
