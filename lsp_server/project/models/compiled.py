"""SQL expressions that a project makes itself: `@compiles(Utcnow, "postgresql")`.

SQLAlchemy 2.1, "Custom SQL Constructs and Compilation Extension".
"""

from lsp_server.facts import syntax
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.constants import text_of
from lsp_server.project.names.modules import Modules, Symbol

_COMPILES = "sqlalchemy.ext.compiler.compiles"


def compiled_as(modules: Modules, symbol: Symbol) -> str | None:
    """What instances of a class are in SQL for PostgreSQL, where a function of the same file returns it as a text."""
    if not isinstance(symbol.node, syntax.ClassDef):
        return None
    general: str | None = None
    for name, node in modules.files[symbol.path].functions:
        for it in node.decorators:
            if not isinstance(it, syntax.Call) or library_name(modules, symbol.path, it) != _COMPILES:
                continue
            if syntax.dotted(it.args[0] if it.args else None) != symbol.name:
                continue
            returned = modules.files[symbol.path].scope(name).returned
            text = text_of(modules, symbol.path, returned[0], name) if len(returned) == 1 else None
            dialects = [text_of(modules, symbol.path, one) for one in it.args[1:]]
            if "postgresql" in dialects:
                return text
            general = text if not dialects else general
    return general
