"""Which library's session the service gets, async or not."""

from collections.abc import Iterator

from lsp_server.project.models.values import Table
from lsp_server.project.names.modules import External
from lsp_server.project.names.nearest import shared_parts
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.session_use import functions_of, session_of
from lsp_server.project.services.values import Service
from lsp_server.project.sessions.receivers import parameter_kind
from lsp_server.project.sessions.values import SessionKind, SessionProvider
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


def session_kind(
    project: Project, conventions: Conventions, existing: Service | None, like: Service | None, table: Table
) -> SessionKind:
    """By the provider, else by what services annotate, else by what is imported nearest to the table.

    `like` is the service that is extended, or that the new one is to be like: where its functions are synchronous,
    so are the new ones, though the provider that most use be not.
    """
    own = _own(project, like)
    provider = provider_for(project, conventions, own)
    if provider is not None:
        return provider.kind
    if own is not None:
        return own
    for kind in (*_annotated(project, conventions, existing), *_imported(project, conventions, table)):
        return kind
    if table.library == "sqlmodel":
        return "sqlmodel-async" if conventions.is_async.value else "sqlmodel-sync"
    return "sqlalchemy-async" if conventions.is_async.value else "sqlalchemy-sync"


def provider_for(project: Project, conventions: Conventions, kind: SessionKind | None) -> SessionProvider | None:
    """The provider whose sessions are awaited as those of `kind` are; None where that can't be told for sure."""
    usual = conventions.provider
    if usual is None or kind is None or usual.is_async == kind.endswith("-async"):
        return usual
    root = f"{conventions.root}/" if conventions.root else ""
    found = [it for it in project.sessions if it.path.startswith(root) and it.is_async != usual.is_async]
    return found[0] if len(found) == 1 else None


def _own(project: Project, like: Service | None) -> SessionKind | None:
    """What the functions of a service are given: its own before those of its bases."""
    session = session_of(project.modules, like) if like is not None else None
    if like is None or session is None:
        return None
    for path, name, node in functions_of(project.modules, like):
        parameter = node.parameter(session.name)
        kind = parameter_kind(project.modules, path, name, parameter) if parameter is not None else None
        if kind is not None:
            return kind
    return None


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
