"""Class-based views: `@cbv(router)` of fastapi-utils (0.8) and fastapi-restful (0.6), and copies of it in projects.

Each route that is declared on a method depends on the class; the class asks for the parameters of its
`__init__` and for its annotated attributes.
"""

from lsp_server.facts import syntax
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import External, Modules, Symbol

_PACKAGES = ("fastapi_utils.", "fastapi_restful.")
_SIGN = "__cbv_class__"  # the mark that the library's function leaves on a class; its copies have it too


def view_of(modules: Modules, handler: Symbol) -> Symbol | None:
    """The class-based view that a function is a method of."""
    owner, _, _ = handler.name.rpartition(".")
    found = modules.symbol(handler.path, owner) if owner else None
    return found if found is not None and is_view(modules, found) else None


def is_view(modules: Modules, symbol: Symbol) -> bool:
    """Whether a class is decorated to be a class-based view."""
    if not isinstance(symbol.node, syntax.ClassDef):
        return False
    scope = symbol.name.rpartition(".")[0]
    return any(isinstance(it, syntax.Call) and is_cbv(modules, symbol.path, scope, it) for it in symbol.node.decorators)


def is_cbv(modules: Modules, path: str, scope: str, call: syntax.Call) -> bool:
    """Whether a call in a decorator is the library's, or a project's copy of it."""
    found = lookup(modules, path, scope, syntax.dotted(call.func) or "")
    if isinstance(found, External):
        return found.name.startswith(_PACKAGES) and found.name.endswith(".cbv")
    is_function = isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef)
    return isinstance(found, Symbol) and is_function and modules.files[found.path].says(_SIGN)
