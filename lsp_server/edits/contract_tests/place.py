"""Where a contract test goes: beside the tests of the same kind, in a module named after the resource."""

from collections import Counter

from lsp_server.edits.change import Refusal
from lsp_server.edits.contract_tests.names import module_name, snake
from lsp_server.edits.contract_tests.subject import Subject
from lsp_server.project.names.nearest import shared_parts
from lsp_server.project.tests.collected import file_named, python_files
from lsp_server.project.tests.link import is_test_file
from lsp_server.project.tests.values import Test
from lsp_server.project.view import Project


def module_of(subject: Subject) -> str | Refusal:
    """The path of the test module for the subject's route; it may exist already."""
    project, route = subject.project, subject.route
    exercising = [it for it in project.tests_of(route) if _is_near(it, route.file)]
    if exercising:
        return Counter(it.path for it in exercising).most_common(1)[0][0]
    siblings = [
        test
        for other in project.routes
        if other.file == route.file
        for test in project.tests_of(other)
        if _is_near(test, route.file)
    ]
    named = [it.path for it in siblings if _resource_word(subject) in it.path.rpartition("/")[2]]
    if named:
        return Counter(named).most_common(1)[0][0]
    folder = folder_of(subject)
    word, patterns = _resource_word(subject), python_files(project.files, f"{folder}/test_it.py")
    path = f"{folder}/{file_named(word, patterns)}"
    if not is_test_file(path):
        return Refusal(f"pytest collects only {' '.join(patterns)} here, and Backline names no test file so.")
    return path


def folder_of(subject: Subject) -> str:
    """The folder for a new module: where routes are tested today, else `tests/contract`."""
    project, route = subject.project, subject.route
    base = _base(project, subject.app.path)
    roots = {root for it in project.files if (root := _root(it)) and _belongs(project, root, base)}
    root = max(sorted(roots), key=lambda it: shared_parts(it, route.file), default=None)
    if root is None:
        return "/".join([*base, "tests", "contract"])
    folders = {it.rpartition("/")[0] for it in project.files if it.startswith(f"{root}/")}
    contract = next((it for it in sorted(folders) if it.rpartition("/")[2] in ("contract", "contracts")), None)
    if contract is not None:
        return contract
    routes = Counter(
        it.path.rpartition("/")[0]
        for it in project.tests
        if it.path.startswith(f"{root}/") and any(c.statuses for c in it.calls)
    )
    return routes.most_common(1)[0][0] if routes else f"{root}/contract"


def new_packages(project: Project, module: str) -> tuple[str, ...]:
    """`__init__.py` files that make the module's new folders packages, so that pytest finds the application.

    With them pytest puts the folder above the topmost package on the import path, which is where `app` lies.
    """
    parts = module.split("/")[:-1]
    at = next((i for i, it in enumerate(parts) if it in ("tests", "test")), len(parts) - 1)
    root = "/".join(parts[: at + 1])
    if any(it.startswith(f"{root}/") for it in project.files) and f"{root}/__init__.py" not in project.files:
        return ()
    packages = ("/".join([*parts[: i + 1], "__init__.py"]) for i in range(at, len(parts)))
    return tuple(it for it in packages if it not in project.files)


def _resource_word(subject: Subject) -> str:
    """ "heroes" for /api/v1/heroes/{hero_id}, "me" never: the last name in the path that belongs to the router."""
    words = [it for it in subject.route.path.split("/") if it and "{" not in it]
    noise = {"api", "v1", "v2", "v3", "me", "all", "new", "search"}
    found = [it for it in words if it not in noise]
    if subject.resource is not None:
        stem = snake(subject.resource.name)
        found = [it for it in found if it.replace("-", "_").startswith(stem[:4])] or found
    return (
        (found[0] if found else subject.route.file.rpartition("/")[2].removesuffix(".py"))
        .replace("-", "_")
        .replace(".", "_")
    )


def _is_near(test: Test, path: str) -> bool:
    """Whether tests and routes belong to the same application of a monorepo."""
    root = _root(test.path)
    return root is None or _within(test.path, path)


def _within(test_path: str, path: str) -> bool:
    root = _root(test_path) or ""
    return path.startswith(root.rpartition("/")[0])


def _root(path: str) -> str | None:
    """`backend/tests` of a file below it that pytest reads."""
    if not (is_test_file(path) or path.endswith(("/conftest.py", "/__init__.py"))):
        return None
    parts = path.split("/")[:-1]
    at = next((i for i, it in enumerate(parts) if it in ("tests", "test")), None)
    return None if at is None else "/".join(parts[: at + 1])


def _belongs(project: Project, root: str, base: list[str]) -> bool:
    """Whether a tests folder is that of the application in `base`: it stands there, or its files import from there."""
    folder = "/".join(base)
    if root.rpartition("/")[0] == folder:
        return True
    inside = (path for path in project.files if path.startswith(f"{root}/"))
    found = (
        project.modules.find(it.module, path) for path in inside for it in project.files[path].imports if not it.level
    )
    return any(
        it is not None and not it.startswith(f"{root}/") and it.startswith(f"{folder}/".lstrip("/")) for it in found
    )


def _base(project: Project, app: str) -> list[str]:
    """The folder that holds the top package of the application; of a src layout the one above."""
    parts = app.removesuffix(".py").removesuffix("/__init__").split("/")
    found = parts[: -len(module_name(project.modules, app).split("."))]
    return found[:-1] if found[-1:] == ["src"] else found
