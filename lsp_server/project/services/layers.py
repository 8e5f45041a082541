"""Where a part of the repository keeps its database work: in its handlers, or in a service layer below them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.scope import scope_of
from lsp_server.project.functions.asked import is_asked_for
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled
from lsp_server.project.names.bodies import body_of
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import externals, library_name, lookup
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.services.handlers import Handler, callee, class_of, handlers, handlers_of, is_dependency
from lsp_server.project.sessions.receivers import session_kind

_SERVICE_FILE = re.compile(
    r"(^|/)(services?|crud|repositor(y|ies)|use_?cases?)(/|\.py$)|_(service|crud|repository)\.py$"
)
# `services/audit-service/src/main.py` is an application of its own in a folder of applications.
_APPLICATION = re.compile(r"(^|/)services?/[^/]+/(.*/)?(src|app|main\.py)(/|$)|(^|/)services?/[^/]*-[^/]*/")
_NOT_OURS = re.compile(r"(^|/)(tests?|alembic|migrations|scripts|examples?)(/|\.py$)|(^|/)(test_[^/]*|conftest)\.py$")
_HEALTH = re.compile(r"(^|[\W_])(health\w*|ready|readyz|readiness|live|livez|liveness|ping)([\W_]|$)", re.IGNORECASE)
_READS = frozenset("exec execute scalar scalars get get_one query stream stream_scalars".split())
_WRITES = frozenset("commit flush refresh add add_all merge delete".split())
_HTTP_EXCEPTIONS = frozenset({"fastapi.HTTPException", "starlette.exceptions.HTTPException"})


@dataclass(frozen=True, slots=True)
class DatabaseWork:
    """A handler's first call of a session in its own body. "writes": it only commits what others prepared."""

    name: str
    call: syntax.Call
    kind: Literal["queries", "writes"]


@dataclass(frozen=True, slots=True)
class Layers:
    """What the handlers and services of some files do. Health checks are not counted."""

    handlers: int = 0
    layered: int = 0  # of them: those that call a service
    example: str | None = None  # a service file that handlers call
    http_raises: int = 0  # HTTPException raised in services
    own_raises: int = 0  # exceptions of the project raised there

    @property
    def has_services(self) -> bool:
        """Whether there is a service layer, and most handlers use it."""
        return self.layered >= 3 and self.layered * 2 > self.handlers

    def __add__(self, other: "Layers") -> "Layers":
        return Layers(
            self.handlers + other.handlers,
            self.layered + other.layered,
            self.example or other.example,
            self.http_raises + other.http_raises,
            self.own_raises + other.own_raises,
        )


def is_service_file(path: str) -> bool:
    """Whether a file belongs to a service, crud or repository layer by its place."""
    return bool(_SERVICE_FILE.search(path)) and not _NOT_OURS.search(path) and not _APPLICATION.search(path)


@settled
def link_layers(modules: Modules, root: str) -> Layers:
    """The layers of all files below an import root."""
    return sum(
        (it for path, it in everywhere(modules, _layers_in) if not root or path.startswith(f"{root}/")), Layers()
    )


@placeless
def _layers_in(modules: Modules, path: str) -> tuple[tuple[str, Layers], ...]:
    return ((path, layers_of(modules, path)),)


def database_work(modules: Modules, file: FileFacts, name: str) -> DatabaseWork | None:
    """What a function does with the database itself, if it is a handler, and not one of a health check."""
    if is_service_file(file.path) or _NOT_OURS.search(file.path) or not _is_counted(handlers_of(modules, file, name)):
        return None
    return _database_work(modules, file.path, name)


@placeless
def layers_of(modules: Modules, path: str) -> Layers:
    """What the handlers and services of one file do."""
    file = modules.files[path]
    if _NOT_OURS.search(file.path):
        return Layers()
    if is_service_file(file.path):
        raised = [it for name, _ in file.functions for it in _raised_by(modules, path, name)]
        return Layers(http_raises=raised.count("http"), own_raises=raised.count("own"))
    used = [_service_used(modules, file.path, name) for name, _ in _handlers(modules, file)]
    services = [it for it in used if it is not None]
    return Layers(len(used), len(services), services[0] if services else None)


def http_errors(modules: Modules, file: FileFacts, name: str) -> Iterator[syntax.Raise]:
    """Where a function raises HTTPException, unless it is a handler or a dependency: these may."""
    node = file.function(name)
    if node is None or any(handlers_of(modules, file, name)) or is_dependency(modules, file.path, name, node):
        return
    raised = [it for it in scope_of(node).nodes if isinstance(it, syntax.Raise)]
    found = [it for it in raised if it.exc is not None and _is_http(modules, file.path, name, it.exc)]
    if found and not is_asked_for(modules, file.path, name):
        yield from found


def raise_http(modules: Modules, file: FileFacts) -> Iterator[str]:
    """The functions of a file that raise HTTPException although they are no handlers or dependencies."""
    return (name for name, _ in file.functions if "http" in _raised_by(modules, file.path, name))


@placeless
def _raised_by(modules: Modules, path: str, name: str) -> tuple[Literal["http", "own"], ...]:
    file = modules.files[path]
    node = file.function(name)
    raised: list[Literal["http", "own"]] = ["http" for _ in http_errors(modules, file, name)]
    for it in scope_of(node).nodes if node is not None else ():
        if isinstance(it, syntax.Raise) and it.exc is not None:
            made = syntax.dotted(it.exc.func if isinstance(it.exc, syntax.Call) else it.exc)
            found = lookup(modules, path, name, made) if made is not None else None
            if isinstance(found, Symbol) and not _is_http(modules, path, name, it.exc):
                raised.append("own")
    return tuple(raised)


def _is_http(modules: Modules, path: str, scope: str, node: syntax.Expr) -> bool:
    if library_name(modules, path, node, scope) in _HTTP_EXCEPTIONS:
        return True
    made = syntax.dotted(node.func if isinstance(node, syntax.Call) else node)
    found = lookup(modules, path, scope, made) if made is not None else None
    if isinstance(found, External):
        return canonical(found.name) in _HTTP_EXCEPTIONS
    if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
        return bool(_HTTP_EXCEPTIONS & {canonical(it) for it in externals(modules, found)})
    return False


def _handlers(modules: Modules, file: FileFacts) -> Iterator[tuple[str, syntax.FunctionDef]]:
    """Each handler once, health checks left out."""
    by_name: dict[str, list[Handler]] = {}
    for it in handlers(modules, file):
        by_name.setdefault(it.name, []).append(it)
    return ((name, them[0].node) for name, them in by_name.items() if _is_counted(them))


def _is_counted(handled: Iterable[Handler]) -> bool:
    """Whether a function is a handler at any path that is not one for health checks."""
    return any(not _HEALTH.search(f"{it.path} {it.name}") for it in handled)


@placeless
def _service_used(modules: Modules, path: str, name: str) -> str | None:
    """The service file that a handler calls into; None: it calls none."""
    body = body_of(modules, path, name)
    if body is None:
        return None
    for node in body.nodes:
        if not isinstance(node, syntax.Call):
            continue
        found = callee(modules, path, name, body, node)
        if found is None and isinstance(node.func, syntax.Attribute) and isinstance(node.func.value, syntax.Name):
            found = class_of(modules, path, name, body, node.func.value)
        if found is not None and is_service_file(found.path):
            return found.path
    return None


def _database_work(modules: Modules, path: str, name: str) -> DatabaseWork | None:
    body = body_of(modules, path, name)
    if body is None:
        return None
    first: DatabaseWork | None = None
    for node in body.own:
        match node:
            case syntax.Call(func=syntax.Attribute(value=receiver, attr=attr)) if attr in _READS | _WRITES:
                kind = session_kind(modules, path, name, body, receiver)
            case _:
                continue
        if kind is None or _is_probe(node):
            continue
        if attr in _READS:
            return DatabaseWork(name, node, "queries")
        first = first or DatabaseWork(name, node, "writes")
    return first


def _is_probe(call: syntax.Call) -> bool:
    """`SELECT 1`, which only asks whether the database is there."""
    texts = [it.value for it in syntax.walk(*call.args) if isinstance(it, syntax.Constant)]
    return texts in (["SELECT 1"], ["select 1"]) or (texts == [1] and "select" in str(syntax.last_name(call.args[0])))
