"""Into which files the project would put a service, its schemas, its errors and its dependency."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lsp_server.edits.services.packages import top_package
from lsp_server.facts.file import FileFacts
from lsp_server.project.models.values import Table
from lsp_server.project.services.code_habits import NOT_OF_ROUTES
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.entity_names import EntityName
from lsp_server.project.services.values import Service
from lsp_server.project.view import Project

_ROUTE_FOLDERS = ("routes", "routers", "api", "endpoints", "views", "services", "schemas", "repositories", "models")

_GENERAL = frozenset("crud cruds service services repository repositories repo repos dao dal store database db".split())
_NOT_THE_APP = re.compile(r"(^|/)(tests?|alembic|migrations|versions)/|(^|/)(test_[^/]*|conftest)\.py$")


@dataclass(frozen=True)
class Placement:
    """Where the service goes. `join` is a service of another table that the file holds already."""

    path: str
    exists: bool
    join: Service | None = None


def place_service(
    project: Project, table: Table, entity: EntityName, conventions: Conventions, existing: Service | None
) -> Placement:
    if existing is not None:
        return Placement(existing.path, True, existing)
    path = _service_path(project, table, entity, conventions)
    join = next((it for it in project.services if it.path == path), None)
    return Placement(path, path in project.files, join)


def _service_path(project: Project, table: Table, entity: EntityName, conventions: Conventions) -> str:
    folder = table.path.rpartition("/")[0]
    if conventions.folder.found:
        stem = _filled(_for_any_entity(conventions.file_name.value, conventions.folder.value), entity)
        where = folder if conventions.folder.value == "{feature}" else conventions.folder.value
        return _join(where, f"{stem}.py")
    if folder.rpartition("/")[2] == "models":
        return _join(folder.rpartition("/")[0], f"services/{entity.snake}.py")
    if is_feature_folder(project, folder):
        return _join(folder, "service.py")
    if any(_has_folder(project, folder, it) for it in _ROUTE_FOLDERS):
        return _join(folder, f"services/{entity.snake}.py")
    return _join(folder, "services.py")


def place_schemas(project: Project, table: Table, conventions: Conventions) -> str:
    """The file for schemas that are missing: beside the table's other schemas, else where other tables have theirs."""
    entity = EntityName(table.name)
    folder = table.path.rpartition("/")[0]
    # A base or mixin says nothing of where schemas go: it lies beside the tables that inherit from it.
    inside = [
        it
        for it in project.schemas
        if it.table
        and it.role != "base"
        and it.path.startswith(conventions.root)
        and not _is_message(it.name, it.table)
    ]
    own = [it.path for it in inside if it.table == table.name and it.role != "other"]
    if own:
        return max(sorted(set(own)), key=own.count)
    tables = {it.name: it for it in project.tables if it.path.startswith(conventions.root)}
    seen = []
    for it in inside:
        of = tables.get(it.table or "")
        if of is None:
            continue
        if it.path == of.path:
            seen.append(table.path)
            continue
        where, _, file = it.path.rpartition("/")
        pattern = _generalized(file.removesuffix(".py"), EntityName(of.name))
        by_feature = where == of.path.rpartition("/")[0] and where != folder and is_feature_folder(project, where)
        seen.append(_join(folder if by_feature else where, f"{_filled(pattern, entity)}.py"))
    if seen:
        return max(sorted(set(seen)), key=seen.count)
    if folder.rpartition("/")[2] == "models":
        return _join(folder.rpartition("/")[0], f"schemas/{entity.snake}.py")
    return _join(folder, "schemas.py")


def place_beside(conventions: Conventions, project: Project, service: str, name: str) -> str:
    """The file for what all services share: in the package's `core` where there is one, else in the package itself."""
    package = max(conventions.package, top_package(project.modules, service) or "", key=len)
    base = service.rpartition("/")[0]
    if not base.startswith(package):
        package = base
    if _has_folder(project, package, "core"):
        return _join(package, f"core/{name}.py")
    return _join(package, f"{name}.py")


def _is_message(name: str, table: str) -> bool:
    """Whether a schema is of what is sent over queues, not of requests and responses."""
    return NOT_OF_ROUTES.search(name.replace(table, "")) is not None


def files_inside(project: Project, root: str) -> Mapping[str, FileFacts]:
    """The application's own Python files in a folder: no tests, no migrations."""
    return {
        path: facts
        for path, facts in project.files.items()
        if path.endswith(".py") and path.startswith(f"{root}/" if root else "") and not _NOT_THE_APP.search(path)
    }


def is_feature_folder(project: Project, folder: str) -> bool:
    """Whether the folder holds one feature: a sibling folder has a models.py too."""
    parent, _, name = folder.rpartition("/")
    if not name:
        return False
    pattern = re.compile(rf"{re.escape(parent + '/') if parent else ''}(?!{re.escape(name)}/)[^/]+/models\.py")
    return any(pattern.fullmatch(it) for it in project.files) and f"{folder}/models.py" in project.files


def missing_packages(project: Project, path: str) -> tuple[str, ...]:
    """`__init__.py` files to add so that a new file's folder is a package as its parent is."""
    folder = path.rpartition("/")[0]
    found: list[str] = []
    while folder and not _exists(project, folder):
        parent = folder.rpartition("/")[0]
        found.append(f"{folder}/__init__.py")
        folder = parent
    if not found or not _is_package(project, folder):
        return ()
    return tuple(reversed(found))


def _is_package(project: Project, folder: str) -> bool:
    """Whether folders inside `folder` are made packages: it is one, or another folder in it is."""
    if _join(folder, "__init__.py") in project.files:
        return True
    prefix = f"{folder}/" if folder else ""
    return any(re.fullmatch(rf"{re.escape(prefix)}[^/]+/__init__\.py", it) for it in project.files)


def _exists(project: Project, folder: str) -> bool:
    return any(it.startswith(f"{folder}/") for it in project.files)


def _has_folder(project: Project, folder: str, name: str) -> bool:
    return _exists(project, _join(folder, name))


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _filled(pattern: str, entity: EntityName) -> str:
    return pattern.replace("{one}", entity.snake).replace("{many}", entity.plural)


def _for_any_entity(stem: str, folder: str) -> str:
    """The pattern of file names where all services lie in one file: beside `chat_service` comes `{one}_service`.

    A file called after no entity, such as crud.py or models.py, is where the next one goes too.
    """
    if "{" in stem or stem in _GENERAL:
        return stem
    kind = re.search(r"_(services?|repository|repo|crud|manager|dao|store)$", stem)
    if kind is not None:
        return "{one}" + kind[0]
    return "{one}" if folder.rpartition("/")[2] in _GENERAL else stem


def _generalized(stem: str, entity: EntityName) -> str:
    for word, mark in ((entity.plural, "{many}"), (entity.snake, "{one}")):
        if re.search(rf"(^|_){re.escape(word)}(_|$)", stem):
            return re.sub(rf"(^|(?<=_)){re.escape(word)}(?=_|$)", mark, stem, count=1)
    return stem
