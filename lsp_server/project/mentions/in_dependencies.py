"""Where functions speak of dependencies: by parameters that FastAPI fills, and by overrides in tests."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.functions.depends import dependency_of
from lsp_server.project.incremental.tracked import settled
from lsp_server.project.mentions.things import parameter_name, symbol_thing
from lsp_server.project.mentions.values import Mention
from lsp_server.project.names.modules import Modules
from lsp_server.project.routes.link import link_routes
from lsp_server.project.routes.overrides import overrides_in
from lsp_server.project.routes.values import Dependency


def in_dependencies(modules: Modules, path: str) -> Iterator[Mention]:
    """The parameters that dependencies fill, and what a test puts in the place of a dependency."""
    called = _called(modules)
    for name, node in modules.files[path].functions:
        if (path, name) in called:
            for it in node.parameters:
                found = dependency_of(modules, path, it.annotation, it.default, name.rpartition(".")[0])
                if found is not None:
                    yield Mention(path, parameter_name(it), symbol_thing("dependency", found), in_text=False)
    for override in overrides_in(modules, path):
        yield Mention(path, override.span, symbol_thing("dependency", override.replaced), in_text=False)


@settled
def _called(modules: Modules) -> frozenset[tuple[str, str]]:
    """The functions that FastAPI calls, by file and name: handlers, and all that they depend on."""
    routes = link_routes(modules)
    found = {(it.file, it.handler) for it in routes}
    seen: set[int] = set()
    stack: list[Dependency] = [one for it in routes for one in it.dependencies]
    while stack:
        it = stack.pop()
        runs = it.runs or it.symbol
        if runs is not None and isinstance(runs.node, syntax.FunctionDef):
            found.add((runs.path, runs.name))
        elif it.symbol is not None and isinstance(it.symbol.node, syntax.ClassDef):
            found.add((it.symbol.path, f"{it.symbol.name}.__init__"))
        if id(it.children) not in seen:
            seen.add(id(it.children))
            stack += it.children
    return frozenset(found)
