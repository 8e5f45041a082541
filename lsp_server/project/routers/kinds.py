"""Which classes make routers, which make applications, and whose they are: the program's or its tests'."""

from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import externals, lookup
from lsp_server.project.names.modules import External, Modules, Resolved, Symbol

_DEPTH = 6

Kind = Literal["app", "router"]


def kind_of(modules: Modules, found: Resolved | None, written: str, depth: int = _DEPTH) -> Kind | None:
    if found is None or isinstance(found, External):
        # A library's router is one that FastAPI includes, whoever wrote it.
        name = canonical(found.name) if found is not None else written
        last = name.rpartition(".")[2]
        return "app" if last in ("FastAPI", "Starlette") else "router" if last.endswith("Router") else None
    if not isinstance(found, Symbol) or depth <= 0:
        return None
    if isinstance(found.node, syntax.ClassDef):
        above = externals(modules, found)
        if any(it.endswith((".FastAPI", ".Starlette")) for it in above):
            return "app"
        return "router" if any(it.endswith(".APIRouter") for it in above) else None
    value = found.node.value if isinstance(found.node, syntax.Assign) else None
    if isinstance(value, syntax.Call):  # `Router = make_router_class(Route)`
        maker = modules.resolve(found.path, syntax.dotted(value.func) or "")
        if isinstance(maker, Symbol) and isinstance(maker.node, syntax.FunctionDef):
            for it in modules.files[maker.path].scope(maker.name).returned:
                if isinstance(it, syntax.Name):
                    return kind_of(modules, lookup(modules, maker.path, maker.name, it.id), "", depth - 1)
    return None


def is_of_tests(path: str) -> bool:
    """Whether what a file makes is for tests alone."""
    return "/test" in f"/{path}" or path.endswith("conftest.py")
