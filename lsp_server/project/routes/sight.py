"""What looks like a route, told by the syntax alone: to link the routes of a file takes its time after an edit."""

from itertools import pairwise

from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.project.names.classes import externals, lookup
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.routes.declared import CALLS, CLASSES
from lsp_server.project.routes.forwarded import DECORATORS, forwarders
from lsp_server.text import Span


def may_be_route(modules: Modules, path: str, place: Span) -> bool:
    """Whether a place may be in a declaration of a route or on the name of a handler. False: it is not."""
    around = nodes_at(modules.files[path], place)
    if around and isinstance(around[0], syntax.FunctionDef) and around[0].name_span.contains(place):
        return True
    return any(_declares(modules, path, it, outer) for it, outer in pairwise((*around, None)))


def _declares(modules: Modules, path: str, node: syntax.Node | None, outer: syntax.Node | None) -> bool:
    """`@app.get(…)`, `app.get(…)(read)`, `app.add_api_route(…)`, `APIRoute(…)`, decorators that hand on to a router."""
    if not isinstance(node, syntax.Call):
        return False
    name = syntax.last_name(node.func)
    if name in CALLS:
        return True
    if name in DECORATORS:
        is_decorator = isinstance(outer, syntax.FunctionDef) and any(it is node for it in outer.decorators)
        return is_decorator or (isinstance(outer, syntax.Call) and outer.func is node)
    if name in forwarders(modules):
        return True
    written = syntax.dotted(node.func)
    found = lookup(modules, path, "", written) if written is not None else None
    if isinstance(found, External):
        return found.name.rpartition(".")[2] in CLASSES
    above = externals(modules, found) if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else ()
    return any(it.rpartition(".")[2] in CLASSES for it in above)
