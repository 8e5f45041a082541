"""Which application serves a route, and how a test gets hold of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled, tracked
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.names.nearest import shared_parts

_APPS = ("fastapi.FastAPI", "fastapi.applications.FastAPI")


@dataclass(frozen=True, slots=True)
class App:
    """`name` in the file `path`: an application, or a function without required parameters that makes one."""

    name: str
    path: str
    is_factory: bool
    reaches: frozenset[str] = frozenset()  # the files that are imported when `path` is


def link_apps(modules: Modules) -> tuple[App, ...]:
    """Every application of the project, those of tests left out."""
    return tuple(replace(it, reaches=_reach(modules, it.path)) for it in everywhere(modules, _apps))


def nearest_app(apps: tuple[App, ...], path: str) -> App | None:
    """The application that serves the routes of the file `path`: of those that import it the nearest one."""
    serving = [it for it in apps if path in it.reaches]
    return max(
        serving or apps, key=lambda it: (shared_parts(it.path, path), not it.is_factory, -len(it.path)), default=None
    )


@tracked
def _apps(modules: Modules, path: str) -> tuple[App, ...]:
    if "/test" in f"/{path}" or path.endswith("conftest.py"):
        return ()
    facts = modules.files[path]
    found: list[App] = []
    for name, node in facts.assignments.items():
        value = node.value if isinstance(node, syntax.Assign) else None
        called = syntax.dotted(value.func) if isinstance(value, syntax.Call) else None
        if called and (_is_app_class(modules, path, called) or _is_factory(modules, path, called)):
            found.append(App(name, path, False))
    factories = sorted(name for name, node in facts.functions if "." not in name and _makes_app(modules, path, node))
    return (*found, *(App(it, path, True) for it in factories))


def _is_app_class(modules: Modules, path: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> bool:
    found = modules.resolve(path, name)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
        if (found.path, found.name) in seen:
            return False
        seen |= {(found.path, found.name)}
        bases = (syntax.dotted(it) for it in found.node.bases)
        return any(_is_app_class(modules, found.path, it, seen) for it in bases if it)
    return isinstance(found, External) and found.name in _APPS


def _is_factory(modules: Modules, path: str, name: str) -> bool:
    found = modules.resolve(path, name)
    return (
        isinstance(found, Symbol)
        and isinstance(found.node, syntax.FunctionDef)
        and _returns_app(modules, found.path, found.node)
    )


def _makes_app(modules: Modules, path: str, node: syntax.FunctionDef) -> bool:
    """Whether a function that needs no arguments builds an application and returns it."""
    needs = any(it.default is None and it.kind in ("positional", "keyword") for it in node.parameters)
    return not needs and _returns_app(modules, path, node)


def _returns_app(modules: Modules, path: str, node: syntax.FunctionDef) -> bool:
    """Whether a plain function builds an application and returns it."""
    if node.is_async:
        return False
    made = {
        target.id
        for it in syntax.walk_scope(*node.body)
        if isinstance(it, syntax.Assign)
        and isinstance(it.value, syntax.Call)
        and (called := syntax.dotted(it.value.func))
        and _is_app_class(modules, path, called)
        for target in it.targets
        if isinstance(target, syntax.Name)
    }
    returned = [it.value for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.Return)]
    return any(isinstance(it, syntax.Name) and it.id in made for it in returned)


@placeless
def _reach(modules: Modules, path: str) -> frozenset[str]:
    """The files that are imported when `path` is."""
    seen, left = {path}, [path]
    while left:
        at = left.pop()
        for target in _imported(modules, at):
            if target not in seen:
                seen.add(target)
                left.append(target)
    return frozenset(seen)


@settled
def _imported(modules: Modules, path: str) -> tuple[str, ...]:
    """The files that a file imports itself."""
    found = (
        target for it in modules.files[path].imports for target in _targets(modules, path, it.module, it.level, it.name)
    )
    return tuple(dict.fromkeys(found))


def _targets(modules: Modules, importer: str, module: str, level: int, name: str | None) -> Iterator[str]:
    inner = f"{module}.{name}".strip(".") if name else module
    for it in (module, inner):
        found = modules.find_relative(it, level, importer) if level else modules.find(it, importer)
        if found is not None:
            yield found
