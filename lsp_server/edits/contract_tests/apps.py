"""Which application serves a route, and how a test gets hold of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.modules import External, Symbol
from lsp_server.project.view import Project

_APPS = ("fastapi.FastAPI", "fastapi.applications.FastAPI")


@dataclass(frozen=True, slots=True)
class App:
    """`name` in the file `path`: an application, or a function without required parameters that makes one."""

    name: str
    path: str
    is_factory: bool


def app_of(project: Project, path: str) -> App | None:
    """The application that serves the routes of the file `path`: of those that import it the nearest one."""
    apps = list(_apps(project))
    serving = [it for it in apps if path in reach(project, it.path)]
    return max(serving or apps, key=lambda it: (_common(it.path, path), not it.is_factory, -len(it.path)), default=None)


def _apps(project: Project) -> Iterator[App]:
    for path, facts in project.files.items():
        if "/test" in f"/{path}" or path.endswith("conftest.py"):
            continue
        factories = {name for name, node in facts.functions if _makes_app(project, path, node)}
        for name, node in facts.assignments.items():
            value = node.value if isinstance(node, syntax.Assign) else None
            called = syntax.dotted(value.func) if isinstance(value, syntax.Call) else None
            if called and (_is_app_class(project, path, called) or _is_factory(project, path, called)):
                yield App(name, path, False)
        for name in factories:
            if "." not in name:
                yield App(name, path, True)


def _is_app_class(project: Project, path: str, name: str) -> bool:
    found = project.modules.resolve(path, name)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
        bases = (syntax.dotted(it) for it in found.node.bases)
        return any(_is_app_class(project, found.path, it) for it in bases if it and it != name)
    return isinstance(found, External) and found.name in _APPS


def _is_factory(project: Project, path: str, name: str) -> bool:
    found = project.modules.resolve(path, name)
    return (
        isinstance(found, Symbol)
        and isinstance(found.node, syntax.FunctionDef)
        and _makes_app(project, found.path, found.node)
    )


def _makes_app(project: Project, path: str, node: syntax.FunctionDef) -> bool:
    """Whether a plain function builds an application and returns it."""
    if node.is_async or any(it.default is None and it.kind in ("positional", "keyword") for it in node.parameters):
        return False
    made = {
        target.id
        for it in syntax.walk_scope(*node.body)
        if isinstance(it, syntax.Assign)
        and isinstance(it.value, syntax.Call)
        and (called := syntax.dotted(it.value.func))
        and _is_app_class(project, path, called)
        for target in it.targets
        if isinstance(target, syntax.Name)
    }
    returned = [it.value for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.Return)]
    return any(isinstance(it, syntax.Name) and it.id in made for it in returned)


def reach(project: Project, path: str) -> frozenset[str]:
    """The files that are imported when `path` is."""
    seen, left = {path}, [path]
    while left:
        at = left.pop()
        for it in project.files[at].imports:
            for target in _targets(project, at, it.module, it.level, it.name):
                if target not in seen:
                    seen.add(target)
                    left.append(target)
    return frozenset(seen)


def _targets(project: Project, importer: str, module: str, level: int, name: str | None) -> Iterator[str]:
    modules = project.modules
    inner = f"{module}.{name}".strip(".") if name else module
    for it in (module, inner):
        found = modules.find_relative(it, level, importer) if level else modules.find(it, importer)
        if found is not None:
            yield found


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b:
            break
        count += 1
    return count
