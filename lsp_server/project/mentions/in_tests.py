"""Where tests speak of routes, by path or name, and of fixtures, by parameters and in strings."""

from collections.abc import Iterator, Mapping

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.tracked import settled, tracked
from lsp_server.project.mentions.strings import text_span
from lsp_server.project.mentions.things import parameter_name, route_thing
from lsp_server.project.mentions.values import Mention, Thing
from lsp_server.project.names.modules import Modules
from lsp_server.project.routes.link import link_routes
from lsp_server.project.tests.exercised import exercises_in
from lsp_server.project.tests.fixtures import fixtures_in, link_fixtures
from lsp_server.project.tests.link import tests_in
from lsp_server.project.tests.values import Fixture, reaches

_BY_NAME = ("url_for", "url_path_for")
_FIXTURE = ("usefixtures", "getfixturevalue")


def in_tests(modules: Modules, path: str) -> Iterator[Mention]:
    """The routes that requests of a test file reach, and the fixtures that its functions ask for."""
    for it in exercises_in(modules, path):
        for target in it.targets:
            thing = _handler(modules, target.file, target.handler)
            if thing is not None:
                yield Mention(path, it.call.url, thing)
    yield from _fixtures(modules, path)


def in_urls(modules: Modules, path: str) -> Iterator[Mention]:
    """Routes by their names: `request.url_for("read_hero")`, in tests and elsewhere."""
    if not modules.files[path].says(*_BY_NAME):
        return
    for _, nodes in scopes(modules, path, _BY_NAME):
        for node in nodes:
            match node:
                case syntax.Call(func=syntax.Attribute(attr=attr), args=(syntax.Constant(value=str(name)) as it, *_)):
                    span = text_span(modules.files[path].document, it) if attr in _BY_NAME else None
                    if span is not None:
                        yield from (Mention(path, span, thing) for thing in _routes_named(modules, name))
                case _:
                    pass


def _fixtures(modules: Modules, path: str) -> Iterator[Mention]:
    asking = [*(it.node for it in tests_in(modules, path)), *(it.node for it in fixtures_in(modules, path))]
    seen = _reaching(modules, path) if asking else {}
    for function in asking:
        for parameter in function.parameters:
            found = seen.get(parameter.name)
            if found is not None and (found.path, found.span) != (path, function.name_span):
                yield Mention(path, parameter_name(parameter), found, in_text=False)
    document = modules.files[path].document
    if not modules.files[path].says(*_FIXTURE):
        return
    strings = (it for _, nodes in scopes(modules, path) for node in nodes for it in _said(node))
    for it in strings:
        found, span = seen.get(str(it.value)), text_span(document, it)
        if found is not None and span is not None:
            yield Mention(path, span, found)


def _said(node: syntax.Node) -> Iterator[syntax.Constant]:
    """The strings of `@pytest.mark.usefixtures("client")` and of `request.getfixturevalue("client")`."""
    calls = node.decorators if isinstance(node, syntax.FunctionDef | syntax.ClassDef) else (node,)
    for it in calls:
        if isinstance(it, syntax.Call) and syntax.last_name(it.func) in _FIXTURE:
            yield from (arg for arg in it.args if isinstance(arg, syntax.Constant) and isinstance(arg.value, str))


def _reaching(modules: Modules, path: str) -> Mapping[str, Thing]:
    """The fixtures that the tests of a file see, by name: their own, else those of the nearest conftest.py."""
    own = [(it.name, _thing(it)) for it in fixtures_in(modules, path)]
    shared = (it for it in _shared(modules) if it[1].path != path and reaches(it[1].path, path))
    return dict((*sorted(shared, key=lambda it: it[1].path.count("/")), *own))


@settled
def _shared(modules: Modules) -> tuple[tuple[str, Thing], ...]:
    """The fixtures that other files may see, by the names under which they are asked for."""
    return tuple((it.name, _thing(it)) for it in link_fixtures(modules) if it.path.endswith("conftest.py"))


def _thing(it: Fixture) -> Thing:
    return Thing("fixture", it.path, it.node.name, it.node.name_span)


@settled
def _handler(modules: Modules, path: str, name: str) -> Thing | None:
    return _handlers(modules).get((path, name))


@settled
def _routes_named(modules: Modules, name: str) -> tuple[Thing, ...]:
    return _named(modules).get(name, ())


@tracked
def _handlers(modules: Modules) -> Mapping[tuple[str, str], Thing]:
    return {(it.file, it.handler): route_thing(it) for it in link_routes(modules)}


@tracked
def _named(modules: Modules) -> Mapping[str, tuple[Thing, ...]]:
    found: dict[str, tuple[Thing, ...]] = {}
    for it in link_routes(modules):
        thing = route_thing(it)
        if thing not in found.get(it.name, ()):
            found[it.name] = (*found.get(it.name, ()), thing)
    return found
