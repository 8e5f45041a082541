"""How far up the imports of an application reach: nothing above that is sure to be importable when it starts."""

from collections import Counter
from collections.abc import Iterator

from lsp_server.project.names.modules import Modules
from lsp_server.project.tests.apps import link_apps, nearest_app


def top_package(modules: Modules, near: str) -> str | None:
    """The outermost folder around the file `near` that the application's own files import from; None: not known.

    `uvicorn app.main:app` may be run inside `src` although that has an `__init__.py`, which tests may import from:
    what `app/main.py` imports says more than where packages end.
    """
    app = nearest_app(link_apps(modules), near)
    if app is None:
        return None
    found = {it for path in app.reaches if path in modules.files for it in _imported_from(modules, path)}
    return min((it for it in found if not it or near.startswith(f"{it}/")), key=len, default=None)


def root_in_use(modules: Modules, near: str) -> str | None:
    """The folder around the file `near` whose modules the application imports by their full names; None: not known."""
    app = nearest_app(link_apps(modules), near)
    reached = [it for it in app.reaches if it in modules.files] if app is not None else []
    found = Counter(root for path in reached for root, _ in _absolute(modules, path))
    around = [it for it in found if not it or near.startswith(f"{it}/")]
    return max(around, key=lambda it: (found[it], len(it)), default=None)


def _imported_from(modules: Modules, path: str) -> Iterator[str]:
    """The folders that a file's imports climb to, or the packages that they start in."""
    yield from ("/".join(path.split("/")[: -it.level]) for it in modules.files[path].imports if it.level)
    yield from (package for _, package in _absolute(modules, path))


def _absolute(modules: Modules, path: str) -> Iterator[tuple[str, str]]:
    """For each module of the project that a file imports by its full name the import root, and the package in it."""
    for it in modules.files[path].imports:
        target = modules.find(it.module, path) if not it.level else None
        if target is not None:
            parts = target.removesuffix(".py").removesuffix("/__init__").split("/")
            start = len(parts) - it.module.count(".") - 1
            packaged = "." in it.module or target.endswith("/__init__.py")
            yield "/".join(parts[:start]), "/".join(parts[: start + packaged])
