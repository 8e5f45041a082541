"""Where declarations of routes speak of handlers, of their parameters, and of the shape of the answer."""

import re
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.mentions.strings import part, text_span
from lsp_server.project.mentions.things import parameter_thing, route_thing, symbol_thing
from lsp_server.project.mentions.values import Mention, Thing
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routers.link import Routers
from lsp_server.project.routers.names import routers_in
from lsp_server.project.routers.values import Key
from lsp_server.project.routes.declared import declared_routes
from lsp_server.project.routes.link import link_routes, routes_in
from lsp_server.project.routes.values import Dependency, Route
from lsp_server.project.types.values import Type
from lsp_server.text import Span

_PARAMETER = re.compile(r"{([A-Za-z_]\w*)(?::\w+)?}")  # Starlette's, with its convertor
_MODEL = "response_model"


def in_routes(modules: Modules, path: str) -> Iterator[Mention]:
    """What the declarations of a file speak of: the handler by the path, its parameters in the path, the answer."""
    declared = declared_routes(Routers(modules), path)
    calls = {it.call.span: (it.call, it.path_written(modules)) for it in declared if it.at.path == path}
    seen: set[tuple[Span, Thing]] = set()
    for route in (it for it in routes_in(modules, path) if it.declared_in == path):
        call, written = calls[route.span]
        for it in (*_in_path(modules, path, route, written), *_answer(path, route, call)):
            if (it.span, it.thing) not in seen:  # a handler that is mounted twice
                seen.add((it.span, it.thing))
                yield it
    yield from _in_prefixes(modules, path)


def _in_path(modules: Modules, path: str, route: Route, node: syntax.Expr | None) -> Iterator[Mention]:
    document = modules.files[path].document
    for it in syntax.walk(node) if node is not None else ():
        if isinstance(it, syntax.Constant) and isinstance(it.value, str):
            whole = text_span(document, it)
            if whole is not None:
                yield Mention(path, whole, route_thing(route))
            for found in _PARAMETER.finditer(it.value):
                span, thing = part(document, it, *found.span(1)), _parameter(route, found[1])
                if span is not None and thing is not None:
                    yield Mention(path, span, thing)


def _parameter(route: Route, name: str) -> Thing | None:
    """The parameter that a part of the path fills: the handler's, or that of a function it depends on."""
    own = {it.alias or it.name: it.name for it in route.parameters if it.place == "path"}.get(name, name)
    functions = [Symbol(route.file, route.handler, route.node), *_functions(route.dependencies)]
    for it in functions:
        parameter = it.node.parameter(own) if isinstance(it.node, syntax.FunctionDef) else None
        if parameter is not None:
            return parameter_thing(it, parameter)
    return None


def _functions(dependencies: tuple[Dependency, ...]) -> Iterator[Symbol]:
    for it in dependencies:
        runs = it.runs or it.symbol
        if runs is not None:
            yield runs
        yield from _functions(it.children)


def _answer(path: str, route: Route, call: syntax.Call) -> Iterator[Mention]:
    """The word `response_model`, which leads to the class of the answer however deep in other types it stands."""
    given = next((it for it in call.keywords if it.arg == _MODEL), None)
    if given is not None and route.response is not None:
        span = Span(given.span.start, given.span.start + len(_MODEL))
        for symbol in _classes(route.response):
            yield Mention(path, span, symbol_thing("schema", symbol), in_text=False)


def _classes(type_: Type) -> Iterator[Symbol]:
    if type_.symbol is not None:
        yield type_.symbol
    for it in type_.args:
        yield from _classes(it)


def _in_prefixes(modules: Modules, path: str) -> Iterator[Mention]:
    """`APIRouter(prefix="/teams/{team_id}")`: a parameter of all handlers below it."""
    facts = modules.files[path]
    document = facts.document
    if not facts.says("prefix=") or not facts.says("{"):
        return
    for scope, nodes in scopes(modules, path, ("prefix=",)):
        for call in (it for it in nodes if isinstance(it, syntax.Call)):
            prefix = call.keyword("prefix")
            if isinstance(prefix, syntax.Constant) and isinstance(prefix.value, str) and "{" in prefix.value:
                router = _router_of(modules, path, scope, call)
                inside = Routers(modules).below(router) if router is not None else frozenset()
                below = [it for it in link_routes(modules) if it.router in inside and prefix.value in it.path]
                for found in _PARAMETER.finditer(prefix.value):
                    span = part(document, prefix, *found.span(1))
                    things = dict.fromkeys(_parameter(it, found[1]) for it in below)
                    yield from (Mention(path, span, it) for it in things if span is not None and it is not None)


def _router_of(modules: Modules, path: str, scope: str, call: syntax.Call) -> Key | None:
    """The router that a prefix is put before: the one that the call makes, or includes."""
    made = next((it.key for it in routers_in(modules, path) if it.call is call), None)
    if made is not None or not isinstance(call.func, syntax.Attribute) or call.func.attr != "include_router":
        return made
    given = call.argument(0, "router")
    return Routers(modules).names.find(Placed(given, path, scope)) if given is not None else None
