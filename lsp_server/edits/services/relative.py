"""A file of the project as another one imports it: with dots or by its full name, written already or not."""

from lsp_server.edits.services.packages import root_in_use, top_package
from lsp_server.project.names.modules import Modules


def module_of(path: str, importer: str, modules: Modules, *, relative: bool) -> str:
    """What follows `from` where `importer` imports the file `path`; with dots where `relative` and where dots reach."""
    if not relative:
        return _absolute(path, importer, modules)
    here, there = importer.split("/")[:-1], _parts(path)
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    if not _inside_package(here[:shared], here, importer, modules):
        return _absolute(path, importer, modules)
    return "." * (len(here) - shared + 1) + ".".join(there[shared:])


def _absolute(path: str, importer: str, modules: Modules) -> str:
    """The module name of a file, also of one that is not written yet: then as its neighbours are imported."""
    root = root_in_use(modules, importer)
    inside = path.removeprefix(f"{root}/") if root else path
    if root is not None and (not root or inside != path) and all(it.isidentifier() for it in _parts(inside)):
        return ".".join(_parts(inside))
    if path in modules.files:
        return modules.name_of(path, importer)
    folder = path.rpartition("/")[0]
    while folder and not any(it.startswith(f"{folder}/") for it in modules.files):
        folder = folder.rpartition("/")[0]
    beside = sorted(it for it in modules.files if it.startswith(f"{folder}/" if folder else "") and it.endswith(".py"))
    near = min(beside, key=lambda it: it.count("/"), default=None)
    if near is None:
        return ".".join(_parts(path))
    depth = len(_parts(near)) - modules.name_of(near).count(".") - 1
    return ".".join(_parts(path)[depth:])


def _inside_package(shared: list[str], here: list[str], importer: str, modules: Modules) -> bool:
    """Whether dots may climb to `shared`: it lies inside one top-level package, as the application knows that."""
    top = top_package(modules, importer)
    if top is not None and len(shared) < len(top.split("/") if top else ()):
        return False
    return len(shared) >= 1 and (
        len(shared) == len(here) or _absolute(importer, importer, modules).count(".") >= len(here) - len(shared)
    )


def _parts(path: str) -> list[str]:
    return path.removesuffix(".py").removesuffix("/__init__").split("/")
