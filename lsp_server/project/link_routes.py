"""Routes of the project with their full paths: decorators and `add_api_route`, through every router above."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.classes import library_name, lookup
from lsp_server.project.constants import text_of, truth_of
from lsp_server.project.dependencies import Dependencies
from lsp_server.project.link_parameters import Sent, parameters_of
from lsp_server.project.link_types import resolve_type
from lsp_server.project.modules import Modules, Symbol
from lsp_server.project.responses import Errors, status_of
from lsp_server.project.routers import Context, Key, Prefix, Routers
from lsp_server.project.routes import Dependency, Parameter, Raised, Route
from lsp_server.project.types import Type
from lsp_server.text import Span

_METHODS = frozenset("get post put patch delete head options trace".split())
_DECORATORS = _METHODS | {"api_route", "websocket", "websocket_route", "route"}
_RESPONSES = ("fastapi.Response", "fastapi.responses.", "starlette.responses.")


@dataclass(frozen=True, slots=True)
class _Declared:
    """One declaration: a decorator or a call, with the handler it is for."""

    router: Key
    call: syntax.Call
    methods: tuple[str, ...]
    path: Prefix
    file: str  # of the declaration
    scope: str
    handler: Symbol


def link_routes(modules: Modules) -> tuple[Route, ...]:
    """Every operation, in the order of files and declarations; one per way to reach it and per method."""
    routers = Routers(modules)
    errors = Errors(modules)
    dependencies = Dependencies(modules, errors)
    return tuple(
        _route(modules, errors, dependencies, it, context, method)
        for it in _declared(modules, routers)
        for context in routers.reached(it.router)
        for method in it.methods
    )


def _declared(modules: Modules, routers: Routers) -> Iterator[_Declared]:
    for path, facts in modules.files.items():
        text = facts.document.text
        if "@" in text and any(f".{it}(" in text for it in _DECORATORS):
            for name, node in facts.functions:
                scope = name.rpartition(".")[0]
                for it in reversed(node.decorators):
                    if (
                        isinstance(it, syntax.Call)
                        and isinstance(it.func, syntax.Attribute)
                        and it.func.attr in _DECORATORS
                    ):
                        key = routers.find(path, scope, it.func.value)
                        if key is not None and routers.is_router(key):
                            yield _one(modules, key, it, it.func.attr, path, scope, Symbol(path, name, node))
        if "add_api_route(" in text or "add_api_websocket_route(" in text:
            yield from _added(modules, routers, path)


def _added(modules: Modules, routers: Routers, path: str) -> Iterator[_Declared]:
    facts = modules.files[path]
    scopes = [
        ("", tuple(syntax.walk_scope(*facts.body))),
        *((n, tuple(syntax.walk_scope(*f.body))) for n, f in facts.functions),
    ]
    for scope, nodes in scopes:
        for it in nodes:
            match it:
                case syntax.Call(
                    func=syntax.Attribute(value=owner, attr="add_api_route" | "add_api_websocket_route" as attr)
                ):
                    key = routers.find(path, scope, owner)
                    handler = lookup(modules, path, scope, syntax.dotted(it.argument(1, "endpoint")) or "")
                    if key is not None and isinstance(handler, Symbol) and isinstance(handler.node, syntax.FunctionDef):
                        kind = "websocket" if "websocket" in attr else "api_route"
                        yield _one(modules, key, it, kind, path, scope, handler)
                case _:
                    pass


def _one(
    modules: Modules, router: Key, call: syntax.Call, kind: str, path: str, scope: str, handler: Symbol
) -> _Declared:
    methods: tuple[str, ...] = (kind.upper(),)
    if kind in ("api_route", "route"):
        said = call.keyword("methods")
        elements = said.elements if isinstance(said, syntax.Collection) else ()
        texts = [text for it in elements if (text := text_of(modules, path, it, scope)) is not None]
        methods = tuple(it.upper() for it in texts) or ("GET",)
    elif kind.startswith("websocket"):
        methods = ("WEBSOCKET",)
    written = call.argument(0, "path")
    text = text_of(modules, path, written, scope)
    return _Declared(router, call, methods, Prefix(text or "", text is not None), path, scope, handler)


def _route(
    modules: Modules, errors: Errors, graph: Dependencies, it: _Declared, context: Context, method: str
) -> Route:
    node, file = it.handler.node, it.handler.path
    assert isinstance(node, syntax.FunctionDef)
    scope = it.handler.name.rpartition(".")[0]
    path = context.prefix + it.path
    filled = tuple(graph.of_parameters(file, scope, node))
    listed = it.call.keyword("dependencies")
    given = [(one.path, one.node) for one in context.dependencies]
    given += [(it.file, one) for one in listed.elements] if isinstance(listed, syntax.Collection) else []
    dependencies = (*(one for where, call in given if (one := graph.of_call(where, call)) is not None), *filled)
    sent = list(
        parameters_of(modules, file, scope, node, path.text, skip=frozenset(one.parameter or "" for one in filled))
    )
    sent += _of_dependencies(modules, dependencies, path.text)
    raises = dict.fromkeys(
        (*errors.of(it.handler), *(one for dependency in dependencies for one in _raises(dependency)))
    )
    name = text_of(modules, it.file, it.call.keyword("name"), it.scope)
    return Route(
        method=method,
        path=path.text or "/",
        known=path.known,
        handler=it.handler.name,
        file=file,
        node=node,
        span=Span(it.call.span.start, it.call.span.end),
        status=status_of(modules, it.file, it.scope, it.call.keyword("status_code")) or 200,
        request=_request(sent),
        response=_response(modules, it, node),
        parameters=_unique(sent),
        dependencies=dependencies,
        raises=tuple(raises),
        tags=(*context.tags, *_tags(modules, it)),
        name=name or node.name,
        include_in_schema=truth_of(modules, it.file, it.call.keyword("include_in_schema"), it.scope) is not False,
    )


def _of_dependencies(modules: Modules, found: tuple[Dependency, ...], route_path: str) -> Iterator[Sent]:
    """What dependencies ask of the client; each once, however often it is depended on."""
    seen: set[tuple[str, str]] = set()
    stack = list(found)
    while stack:
        it = stack.pop(0)
        stack += it.children
        if it.symbol is None or (it.symbol.path, it.symbol.name) in seen:
            continue
        seen.add((it.symbol.path, it.symbol.name))
        node: syntax.Node | None = it.symbol.node
        name = it.symbol.name
        if isinstance(node, syntax.ClassDef):
            name = f"{name}.__init__"
            node = modules.files[it.symbol.path].definitions.get(name)
        if isinstance(node, syntax.FunctionDef):
            skip = frozenset(child.parameter or "" for child in it.children)
            yield from parameters_of(modules, it.symbol.path, name.rpartition(".")[0], node, route_path, skip=skip)


def _raises(it: Dependency) -> Iterator[Raised]:
    yield from it.raises
    for child in it.children:
        yield from _raises(child)


def _unique(sent: list[Sent]) -> tuple[Parameter, ...]:
    return tuple({(it.parameter.place, it.parameter.name): it.parameter for it in reversed(sent)}.values())[::-1]


def _request(sent: list[Sent]) -> Type | None:
    """The type of the whole body, where one parameter is the whole body."""
    bodies = [it for it in sent if it.parameter.place == "body"]
    return bodies[0].parameter.type if len(bodies) == 1 and not bodies[0].embedded else None


def _response(modules: Modules, it: _Declared, node: syntax.FunctionDef) -> Type | None:
    said = it.call.keyword("response_model")
    if said is not None:
        if isinstance(said, syntax.Constant) and said.value is None:
            return None
        return resolve_type(modules, it.file, said, it.scope)
    if node.returns is None:
        return None
    found = resolve_type(modules, it.handler.path, node.returns, it.handler.name.rpartition(".")[0])
    full = library_name(modules, it.handler.path, node.returns)
    return (
        None
        if found.name in ("None", "") or full.startswith(_RESPONSES) or found.name.startswith(_RESPONSES)
        else found
    )


def _tags(modules: Modules, it: _Declared) -> tuple[str, ...]:
    found = it.call.keyword("tags")
    elements = found.elements if isinstance(found, syntax.Collection) else ()
    return tuple(text for one in elements if (text := text_of(modules, it.file, one, it.scope)) is not None)
