"""Decorators of the project that hand on to a router: `@protected(router.get, "/x")` is `router.get("/x")(handler)`."""

from collections.abc import Iterator, Mapping

from lsp_server.facts import syntax
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled, tracked
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routers.rounds import Round
from lsp_server.project.routes.endpoints import METHODS

DECORATORS = METHODS | {"api_route", "websocket", "websocket_route", "route"}
_SIGNS = (")(", *(f".{it}(" for it in DECORATORS))


def forwarded(modules: Modules, at: Placed) -> Iterator[Round]:
    """The calls of routers that a decorator makes, each with what the decorator was given for its parameters."""
    call = at.node
    name = syntax.dotted(call.func) if isinstance(call, syntax.Call) else None
    if not isinstance(call, syntax.Call) or name is None or name.rpartition(".")[2] not in forwarders(modules):
        return
    found = lookup(modules, at.path, at.scope, name)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
        for scope, made in _handing_on(modules, found.path).get(found.name, ()):
            yield Round(made, Placed(made, found.path, scope), dict(_given(found, at, call)))


@settled
def forwarders(modules: Modules) -> frozenset[str]:
    """How such decorators are called."""
    return frozenset(everywhere(modules, _names))


@placeless
def _names(modules: Modules, path: str) -> tuple[str, ...]:
    return tuple(it.rpartition(".")[2] for it in _handing_on(modules, path))


@tracked
def _handing_on(modules: Modules, path: str) -> Mapping[str, tuple[tuple[str, syntax.Call], ...]]:
    """The functions of a file that return a decorator of routes: the calls that it makes, with the function around."""
    facts = modules.files[path]
    found: dict[str, tuple[tuple[str, syntax.Call], ...]] = {}
    for name, node in facts.functions if facts.says(*_SIGNS) else ():
        if not facts.says_in(node, *(it.encode() for it in _SIGNS)):
            continue
        calls = [(name, it) for it in facts.scope(name).returned if isinstance(it, syntax.Call) and _is_router(it)]
        for it in facts.scope(name).returned:
            inner = facts.definitions.get(f"{name}.{it.id}") if isinstance(it, syntax.Name) else None
            if isinstance(inner, syntax.FunctionDef) and inner.parameters:
                taken = {it.name for it in inner.parameters[:1]}
                scope = f"{name}.{inner.name}"
                calls += [(scope, one) for one in _decorating(facts.scope(scope).calls, taken, node)]
        if calls:
            found[name] = tuple(calls)
    return found


def _decorating(calls: tuple[syntax.Call, ...], taken: set[str], around: syntax.FunctionDef) -> Iterator[syntax.Call]:
    """`method(path)(func)`, where the function around is handed the method, and `router.get(path)(func)`."""
    for it in calls:
        match it:
            case syntax.Call(func=syntax.Call() as made, args=(syntax.Name(id=name),)) if name in taken:
                is_handed = isinstance(made.func, syntax.Name) and around.parameter(made.func.id) is not None
                if is_handed or _is_router(made):
                    yield made
            case _:
                pass


def _is_router(call: syntax.Call) -> bool:
    return isinstance(call.func, syntax.Attribute) and call.func.attr in DECORATORS


def _given(decorator: Symbol, at: Placed, call: syntax.Call) -> Iterator[tuple[str, Placed]]:
    """What a decorator is given for its parameters; of `**options` a dict of the rest."""
    assert isinstance(decorator.node, syntax.FunctionDef)
    named = {it.name for it in decorator.node.parameters}
    for index, it in enumerate(decorator.node.parameters):
        given = call.argument(index, it.name) if it.kind == "positional" else call.keyword(it.name)
        if it.kind == "var_keyword":
            rest = tuple(one for one in call.keywords if one.arg not in named)
            yield it.name, Placed(syntax.Call(call.span, syntax.Name(call.span, "dict"), (), rest), at.path, at.scope)
        elif given is not None:
            yield it.name, Placed(given, at.path, at.scope)
        elif it.default is not None:
            yield it.name, Placed(it.default, decorator.path, decorator.name.rpartition(".")[0])
