"""Routes of the project with their full paths, parameters, dependencies and promises."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.project.functions import signatures
from lsp_server.project.functions.views import view_of
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled, tracked
from lsp_server.project.names.classes import key
from lsp_server.project.names.literals import Placed, items, text_at
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.truths import truth_at
from lsp_server.project.routers.link import Context, Routers
from lsp_server.project.routers.values import Router, texts_of
from lsp_server.project.routes import responses
from lsp_server.project.routes.declared import Declared, declared_routes
from lsp_server.project.routes.dependencies import Dependencies
from lsp_server.project.routes.errors import Errors
from lsp_server.project.routes.library_dependencies import parameters_of_library
from lsp_server.project.routes.parameters import Sent, parameters_of
from lsp_server.project.routes.returned import returned_status
from lsp_server.project.routes.values import Dependency, Parameter, Route
from lsp_server.project.types.values import Type
from lsp_server.text import Span


def link_routes(modules: Modules) -> tuple[Route, ...]:
    """Every operation, in the order of files and declarations; one per way to reach it and per method."""
    return everywhere(modules, routes_in)


@tracked
def routes_in(modules: Modules, path: str) -> tuple[Route, ...]:
    """The operations that a file declares."""
    return tuple(it for index in range(len(_declared_in(modules, path))) for it in _linked(modules, path, index))


def routes_of(modules: Modules, path: str) -> tuple[Route, ...]:
    """The operations whose handlers stand in a file, wherever they are declared."""
    return tuple(it for there in _declaring(modules, path) for it in routes_in(modules, there) if it.file == path)


def routes_at(modules: Modules, path: str, place: Span) -> tuple[Route, ...]:
    """The operations whose handler or declaration is around a place of a file: quicker than to link all of the file,
    which takes its time after an edit."""
    if not any(isinstance(it, syntax.FunctionDef | syntax.Call) for it in nodes_at(modules.files[path], place)):
        return ()
    return tuple(
        route
        for there in _declaring(modules, path)
        for index, it in enumerate(_declared_in(modules, there))
        if (it.handler.path == path and it.handler.node.span.contains(place))
        or (it.at.path == path and it.call.span.contains(place))
        for route in _linked(modules, there, index)
    )


def _declaring(modules: Modules, path: str) -> tuple[str, ...]:
    """The file itself, and others that declare routes for its functions."""
    return tuple(dict.fromkeys((path, *(there for handlers, there in _elsewhere(modules) if handlers == path))))


@settled
def _elsewhere(modules: Modules) -> tuple[tuple[str, str], ...]:
    """Pairs of a file with handlers, and another one that declares routes for them."""
    return tuple(dict.fromkeys(everywhere(modules, _lent_to)))


@placeless
def _lent_to(modules: Modules, path: str) -> tuple[tuple[str, str], ...]:
    handlers = dict.fromkeys(it.handler.path for it in _declared_in(modules, path))
    return tuple((it, path) for it in handlers if it != path)


@tracked
def _declared_in(modules: Modules, path: str) -> tuple[Declared, ...]:
    routers = Routers(modules)
    found = declared_routes(routers, path)
    return tuple(it for it in found if not routers.is_of_tests_alone(it.at.path, it.handler.path))


@tracked
def _linked(modules: Modules, path: str, index: int) -> tuple[Route, ...]:
    """The operations that one declaration of a file makes."""
    it, routers = _declared_in(modules, path)[index], Routers(modules)
    reached = routers.reached(it.router, it.listed)
    # Two calls of a factory that lead to the same path are one way.
    ways = {(replace(way, given=()), it.path_with(routers, way.given)): way for way in reversed(reached)}
    return tuple(
        _Linking(modules, errors, Dependencies(modules, errors)).route(it, context, method)
        for context in reversed(ways.values())
        for errors in (Errors(modules, context.app),)
        for method in it.methods
    )


@dataclass(frozen=True, slots=True)
class _Linking:
    """What the routes of one application have in common."""

    modules: Modules
    errors: Errors
    graph: Dependencies

    def route(self, it: Declared, context: Context, method: str) -> Route:
        node = it.handler.node
        assert isinstance(node, syntax.FunctionDef)
        path = context.prefix + it.path_with(Routers(self.modules), context.given)
        if it.plain:
            context = Context(context.prefix, in_schema=False, app=context.app, within=context.within)
        taken = signatures.parameters(self.modules, it.handler) if not it.bare else ()
        view = view_of(self.modules, it.handler)
        filled = (*self._of_view(view), *self.graph.of_parameters(taken))
        if view is not None:
            context = _twice(context, Routers(self.modules).names.router(it.router))
        listed = (self.graph.of_call(one) for one in (*context.dependencies, *self._listed(it, "dependencies")))
        dependencies = (*(one for one in listed if one is not None), *filled)
        skip = frozenset(one.parameter or "" for one in filled)
        sent = [*parameters_of(self.modules, taken, path.text, skip=skip), *self._of_all(dependencies, path.text)]
        raises = (*self.errors.of(it.handler), *(one for below in _below(dependencies) for one in below.raises))
        shown = self._given(it, "include_in_schema")
        name = text_at(self.modules, self._given(it, "name")) or it.name
        return Route(
            method=method,
            path=path.text or "/",
            known=path.known,
            handler=it.handler.name,
            file=it.handler.path,
            node=node,
            declared_in=it.at.path,
            span=Span(it.call.span.start, it.call.span.end),
            status=responses.status(self.modules, self._given(it, "status_code"), self._given(it, "response_class")),
            request=_request(sent),
            response=responses.response(self.modules, self._given(it, "response_model"), it.handler),
            parameters=_unique(sent),
            dependencies=dependencies,
            raises=tuple(dict.fromkeys(raises)),
            tags=(*context.tags, *texts_of(self.modules, self._given(it, "tags"))),
            name=f"{view.name}.{name}" if view is not None else name,
            router=it.router,
            within=context.within,
            returned=returned_status(self.modules, it.handler),
            include_in_schema=context.in_schema and (shown is None or truth_at(self.modules, shown) is not False),
        )

    def _of_view(self, view: Symbol | None) -> Iterator[Dependency]:
        """The class that a method is called on."""
        if view is not None:
            yield replace(self.graph.of_symbol(view), parameter="self")

    def _given(self, it: Declared, name: str) -> Placed | None:
        return it.turn.argument(self.modules, None, name)

    def _listed(self, it: Declared, name: str) -> tuple[Placed, ...]:
        return items(self.modules, self._given(it, name))

    def _of_all(self, found: tuple[Dependency, ...], route_path: str) -> Iterator[Sent]:
        """What dependencies ask of the client; each once, however often it is depended on."""
        seen: set[tuple[str, str]] = set()
        for it in _below(found):
            runs = it.runs or it.symbol
            if runs is None or it.library:
                yield from parameters_of_library(it.library, Span(0, 0))
            elif key(runs) not in seen:
                seen.add(key(runs))
                skip = frozenset(child.parameter or "" for child in it.children)
                yield from parameters_of(self.modules, signatures.parameters(self.modules, runs), route_path, skip=skip)


def _twice(context: Context, router: Router | None) -> Context:
    """The routes of a class-based view are declared on the router, and then included in it once more."""
    if router is None:
        return context
    dependencies, tags = (*context.dependencies, *router.dependencies), (*context.tags, *router.tags)
    return replace(context, dependencies=dependencies, tags=tags)


def _below(found: tuple[Dependency, ...]) -> Iterator[Dependency]:
    """The dependencies and all below them, in the order of their calls; what is below one only once."""
    seen: set[int] = set()
    stack = list(reversed(found))
    while stack:
        it = stack.pop()
        yield it
        if id(it.children) not in seen:
            seen.add(id(it.children))
            stack += reversed(it.children)


def _unique(sent: list[Sent]) -> tuple[Parameter, ...]:
    """One of each place and name, the first that asks for it."""
    found: dict[tuple[str, str], Parameter] = {}
    for it in sent:
        found.setdefault((it.parameter.place, it.parameter.alias or it.parameter.name), it.parameter)
    return tuple(found.values())


def _request(sent: list[Sent]) -> Type | None:
    """The type of the whole body, where one parameter is the whole body."""
    bodies = [it for it in sent if it.parameter.place in ("body", "form", "file")]
    if not bodies or len({it.parameter.name for it in bodies}) > 1 or bodies[0].embedded:
        return None
    return bodies[0].parameter.type
