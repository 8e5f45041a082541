"""Which library's session the service gets, async or not."""

from collections.abc import Iterator

from lsp_server.project.models.values import Table
from lsp_server.project.names.modules import External
from lsp_server.project.names.nearest import shared_parts
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.values import Service
from lsp_server.project.sessions.values import SessionKind
from lsp_server.project.view import Project

_KINDS: dict[str, SessionKind] = {
    "sqlmodel.ext.asyncio.session.AsyncSession": "sqlmodel-async",
    "sqlalchemy.ext.asyncio.AsyncSession": "sqlalchemy-async",
    "sqlalchemy.ext.asyncio.session.AsyncSession": "sqlalchemy-async",
    "sqlmodel.Session": "sqlmodel-sync",
    "sqlmodel.orm.session.Session": "sqlmodel-sync",
    "sqlalchemy.orm.Session": "sqlalchemy-sync",
    "sqlalchemy.orm.session.Session": "sqlalchemy-sync",
}


def session_kind(project: Project, conventions: Conventions, existing: Service | None, table: Table) -> SessionKind:
    """By the provider, else by what services annotate, else by what is imported nearest to the table."""
    if conventions.provider is not None:
        return conventions.provider.kind
    for kind in (*_annotated(project, conventions, existing), *_imported(project, conventions, table)):
        return kind
    if table.library == "sqlmodel":
        return "sqlmodel-async" if conventions.is_async.value else "sqlmodel-sync"
    return "sqlalchemy-async" if conventions.is_async.value else "sqlalchemy-sync"


def _annotated(project: Project, conventions: Conventions, existing: Service | None) -> Iterator[SessionKind]:
    root = f"{conventions.root}/" if conventions.root else ""
    near = [it for it in project.services if it.path.startswith(root)]
    for it in (existing, *near) if existing else near:
        if it.session and it.session.annotation:
            found = project.modules.resolve(it.path, it.session.annotation)
            if isinstance(found, External) and found.name in _KINDS:
                yield _KINDS[found.name]


def _imported(project: Project, conventions: Conventions, table: Table) -> Iterator[SessionKind]:
    """Session classes that the files of the same root import, the nearest file first."""
    root = f"{conventions.root}/" if conventions.root else ""
    inside = [it for it in project.files if it.startswith(root)]
    for path in sorted(inside, key=lambda it: (it != table.path, -shared_parts(it, table.path), it)):
        for it in project.files[path].imports:
            if not it.level and (kind := _KINDS.get(f"{it.module}.{it.name}")) is not None:
                yield kind
