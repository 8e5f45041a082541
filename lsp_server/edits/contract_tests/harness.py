"""What the tests stand on: the project's own fixtures where they fit, else which ones to create."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.edits.contract_tests.subject import Subject, needs_database
from lsp_server.facts import syntax
from lsp_server.project.sessions.values import SessionKind
from lsp_server.project.tests.values import Fixture, Runner
from lsp_server.project.view import Project

_SESSIONS: dict[SessionKind, tuple[str, str]] = {
    "sqlmodel-async": ("sqlmodel.ext.asyncio.session", "AsyncSession"),
    "sqlalchemy-async": ("sqlalchemy.ext.asyncio", "AsyncSession"),
    "sqlmodel-sync": ("sqlmodel", "Session"),
    "sqlalchemy-sync": ("sqlalchemy.orm", "Session"),
}
_CLIENTS = {"TestClient": ("fastapi.testclient", "TestClient"), "AsyncClient": ("httpx", "AsyncClient")}
_UNDOING = re.compile(r"rollback|begin_nested|drop_all|truncate|delete\(|drop_database", re.IGNORECASE)
OURS = ("database_url", "engine", "connection", "session", "client")


@dataclass(frozen=True, slots=True)
class Harness:
    """The fixtures by name, and how tests on them are written.

    `isolated`: every test starts from empty tables. `conftest` is the file that has to be created or
    extended with our fixtures; None where nothing is missing. `rows`: the application sees what a test stores.
    """

    runner: Runner
    isolated: bool
    client: str
    client_class: tuple[str, str]  # module, name
    session: str
    session_class: tuple[str, str]
    headers: str | None = None  # fixture with the headers of a signed-in user
    admin_headers: str | None = None
    mark: str | None = None  # of the module, such as 'pytest.mark.asyncio(loop_scope="session")'
    decorator: str = "@pytest.fixture"  # of further fixtures
    conftest: str | None = None
    rows: bool = True
    undone: bool = True  # what a test stores is gone after it

    @property
    def wait(self) -> str:
        return "" if self.runner == "sync" else "await "

    @property
    def define(self) -> str:
        return "def" if self.runner == "sync" else "async def"


def harness_of(subject: Subject, folder: str) -> Harness:
    """The fixtures for tests in `folder`: the project's when client and session belong together, else ours."""
    near = _near(subject.project, folder)
    clients = [it for it in near.values() if it.kind == "client"]
    if clients and not needs_database(subject):
        return _existing(clients[0], clients[0], near, subject)
    for client in sorted(clients, key=lambda it: (-len(it.path), it.name != "client", it.name)):
        for session in (it for it in near.values() if it.kind == "session"):
            if _fits(client, session, near, subject):
                return _existing(client, session, near, subject)
    if clients and subject.provider is None:
        return replace(_existing(clients[0], clients[0], near, subject), rows=False)
    return _ours(subject, folder, near)


def is_taken(project: Project, harness: Harness) -> bool:
    """Whether the file for our fixtures has, or would hide, others of the same names that tests stand on today."""
    if harness.conftest is None:
        return False
    facts, ours = project.files.get(harness.conftest), _written(rows=harness.rows)
    if facts is not None and any(it in facts.definitions for it in ours):
        return True
    outer = (it for it in project.fixtures if it.path.endswith("conftest.py") and it.reaches(harness.conftest))
    folder = harness.conftest.removesuffix("conftest.py")
    return any(it.name in ours for it in outer) and any(it.path.startswith(folder) for it in project.tests)


def _written(*, rows: bool) -> tuple[str, ...]:
    """The names of our fixtures: without rows the client is enough."""
    return OURS if rows else OURS[-1:]


def _near(project: Project, folder: str) -> dict[str, Fixture]:
    """The fixtures of conftest.py files that tests in `folder` see; inner ones hide outer ones."""
    reaching = [it for it in project.fixtures if it.path.endswith("conftest.py") and it.reaches(f"{folder}/test_it.py")]
    return {it.name: it for it in sorted(reaching, key=lambda it: len(it.path))}


def _fits(client: Fixture, session: Fixture, near: dict[str, Fixture], subject: Subject) -> bool:
    """Whether the client's requests and the session's rows meet in one database."""
    facts = subject.project.files[session.path]
    async_session = session.is_async or (session.gives or "").endswith("AsyncSession")
    if async_session is not subject.is_async:
        return False
    if async_session and not (
        (client.gives or "").endswith("AsyncClient") and "expire_on_commit=False" in facts.document.text
    ):
        return False
    behind = [client, *_behind(client, near)]
    overridden = [name for it in behind for name in _overridden(it.node)]
    if overridden or subject.provider is None:
        provider = subject.provider.name if subject.provider else None
        rows = {session.name, *(it.name for it in _behind(session, near))}
        return (provider is None or provider in overridden) and not rows.isdisjoint(it.name for it in behind)
    # Nothing is replaced: both use the application's own engine.
    return subject.provider is not None and any(
        _is_engine_of_project(it, session, subject.project) for it in syntax.walk(session.node)
    )


def _behind(fixture: Fixture, near: dict[str, Fixture]) -> Iterator[Fixture]:
    seen: set[str] = {fixture.name}
    left = list(fixture.needs)
    while left:
        name = left.pop()
        if name in near and name not in seen:
            seen.add(name)
            yield near[name]
            left.extend(near[name].needs)


def _overridden(node: syntax.Node) -> Iterator[str]:
    """The functions that `app.dependency_overrides[…]` replaces in a fixture."""
    for it in syntax.walk(node):
        if isinstance(it, syntax.Subscript) and syntax.last_name(it.value) == "dependency_overrides":
            yield from filter(None, map(syntax.last_name, it.slices))
        if isinstance(it, syntax.Call) and (syntax.dotted(it.func) or "").endswith("dependency_overrides.update"):
            keys = (key for arg in it.args if isinstance(arg, syntax.Dict) for key, _ in arg.items)
            yield from filter(None, map(syntax.last_name, keys))


def _is_engine_of_project(node: syntax.Node, session: Fixture, project: Project) -> bool:
    if not isinstance(node, syntax.Name) or "engine" not in node.id:
        return False
    imported = (it for it in project.files[session.path].imports if it.local == node.id)
    return any(it.level or project.modules.find(it.module, session.path) is not None for it in imported)


def _existing(client: Fixture, session: Fixture, near: dict[str, Fixture], subject: Subject) -> Harness:
    client_class = _CLIENTS["AsyncClient" if (client.gives or "").endswith("AsyncClient") else "TestClient"]
    kind = _kind(subject)
    headers = [it.name for it in near.values() if it.kind == "headers"]
    admin = next((it for it in headers if "admin" in it or "superuser" in it), None)
    chain = [client, session, *_behind(client, near), *_behind(session, near)]
    texts = [subject.project.files[it.path].document.slice(it.node.span) for it in chain]
    own_tables = session.scope == "function" and any("create_all" in it for it in texts)
    isolated = own_tables or any("create_savepoint" in it for it in texts)
    mark, decorator = _style(client, near, subject.project)
    return Harness(
        runner="sync" if client_class[1] == "TestClient" else "anyio" if mark and "anyio" in mark else "asyncio",
        isolated=isolated,
        client=client.name,
        client_class=client_class,
        session="session" if session is client else session.name,
        session_class=_SESSIONS[kind],
        headers=next((it for it in headers if it != admin), None),
        admin_headers=admin,
        mark=mark,
        decorator=decorator,
        undone=isolated or any(_UNDOING.search(it) for it in texts),
    )


def _style(client: Fixture, near: dict[str, Fixture], project: Project) -> tuple[str | None, str]:
    """How tests that use `client` are marked, and the decorator of a further fixture beside it."""
    if not (client.gives or "").endswith("AsyncClient"):
        return None, "@pytest.fixture"
    scope = f'loop_scope="{client.loop_scope}"' if client.loop_scope else ""
    decorator = f"@pytest_asyncio.fixture({scope})" if scope else "@pytest_asyncio.fixture"
    if not client.decorator.startswith("pytest_asyncio"):
        decorator = "@pytest.fixture"
    users = [it for it in project.tests if client.name in it.fixtures and it.node.is_async]
    marks = [mark for it in users for mark in it.marks if ".asyncio" in mark or ".anyio" in mark]
    if marks:
        return max(set(marks), key=marks.count), decorator
    if users:
        return None, decorator  # asyncio_mode = "auto"
    if "anyio_backend" in near or decorator == "@pytest.fixture":
        return ("pytest.mark.anyio" if "anyio_backend" in near else None), decorator
    return f"pytest.mark.asyncio({scope})" if scope else "pytest.mark.asyncio", decorator


def _ours(subject: Subject, folder: str, near: dict[str, Fixture]) -> Harness:
    """Our fixtures, in the tests' top folder unless that has others of the same names."""
    kind = _kind(subject)
    if not needs_database(subject):
        kind = "sqlmodel-sync"
    hides = not near.keys().isdisjoint(_written(rows=subject.provider is not None))
    conftest = f"{folder}/conftest.py" if hides else f"{tests_root(folder)}/conftest.py"
    if kind.endswith("-async"):
        mark, decorator = 'pytest.mark.asyncio(loop_scope="session")', '@pytest_asyncio.fixture(loop_scope="session")'
        client = _CLIENTS["AsyncClient"]
        return Harness(
            "asyncio",
            True,
            "client",
            client,
            "session",
            _SESSIONS[kind],
            mark=mark,
            decorator=decorator,
            conftest=conftest,
            rows=subject.provider is not None,
        )
    return Harness("sync", True, "client", _CLIENTS["TestClient"], "session", _SESSIONS[kind], conftest=conftest)


def _kind(subject: Subject) -> SessionKind:
    """The sessions of the application; where none is injected, those that its tables go with."""
    if subject.provider is not None:
        return subject.provider.kind
    tables = subject.project.tables
    return "sqlalchemy-async" if tables and all(it.library == "sqlalchemy" for it in tables) else "sqlmodel-async"


def tests_root(folder: str) -> str:
    """`backend/tests` of `backend/tests/api/routes`."""
    parts = folder.split("/")
    at = next((i for i, it in enumerate(parts) if it in ("tests", "test")), len(parts) - 1)
    return "/".join(parts[: at + 1])
