"""Which tests exist, which routes they exercise, and which fixtures they stand on: the values."""

import re
from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routers.values import Key as RouterKey
from lsp_server.text import Span

FixtureKind = Literal["client", "session", "headers", "row", "engine", "app", "other"]
Runner = Literal["asyncio", "anyio", "sync"]


@dataclass(frozen=True, slots=True)
class Fixture:
    """A pytest fixture of a conftest.py or a test module."""

    name: str  # under which tests ask for it
    path: str
    function: str  # its qualified name: "TestHeroes.url"
    node: syntax.FunctionDef
    scope: str  # "function", "class", "module", "package", "session"
    kind: FixtureKind
    gives: str | None  # class of what it returns or yields, as written: "AsyncClient", "Session", "User"
    is_async: bool
    autouse: bool
    needs: tuple[str, ...]  # fixtures it asks for
    symbol: Symbol | None = None  # of `gives`, where that is a class of the project
    decorator: str = "pytest.fixture"  # as written, with its arguments left out
    loop_scope: str | None = None  # of pytest_asyncio.fixture(loop_scope=…)

    def reaches(self, path: str) -> bool:
        """Whether tests in the file `path` see it."""
        return reaches(self.path, path)


def reaches(fixtures: str, path: str) -> bool:
    """Whether tests in the file `path` see the fixtures of the file `fixtures`."""
    if fixtures.endswith("conftest.py"):
        return path.startswith(fixtures.removesuffix("conftest.py"))
    return path == fixtures


@dataclass(frozen=True, slots=True)
class ClientCall:
    """`client.post(f"{PREFIX}/heroes/{hero.id}", …)` and what was then asserted of its answer.

    `path` is without the query string; a piece that is not known is a `{}`. Of a request by a route's name it is empty.
    """

    method: str
    path: str
    route_name: str | None  # of app.url_path_for("name")
    query: tuple[str, ...]  # names of query parameters, as far as they are written out
    statuses: tuple[int, ...]  # that the test accepts; empty: the status is not looked at
    span: Span
    url: Span  # of the expression that says the path
    app: RouterKey | None = None  # the application that the client is made of; None: not known


@dataclass(frozen=True, slots=True)
class Test:
    """A test function or method."""

    __test__ = False  # pytest would collect it by its name

    name: str  # qualified: "TestHeroes.test_create"
    path: str
    node: syntax.FunctionDef
    fixtures: tuple[str, ...]
    calls: tuple[ClientCall, ...]
    marks: tuple[str, ...]  # of its own, its class and its module, as written: "pytest.mark.anyio"

    @property
    def span(self) -> Span:
        return self.node.span


def may_mean(said: str, path: str) -> bool:
    """Whether a request to `said` can reach the route at `path`."""
    meant = meaning(said)
    return meant is not None and meant.fullmatch(path) is not None


def meaning(said: str) -> re.Pattern[str] | None:
    """What the whole path of a route is like that a request to `said` can reach; None where nothing is known of it.

    A `{}` at the start of `said` may be a whole prefix, elsewhere it is the value of one path parameter; so may
    be a literal part: "/heroes/7" means "/heroes/{hero_id}".
    """
    if not said.startswith("{}"):
        return re.compile("/".join(map(_part, said.rstrip("/").split("/"))) + "/?")
    parts = said.removeprefix("{}").rstrip("/").split("/")
    # What follows an unknown prefix has to be there as it is, or every short path would match.
    anchor = next((i for i, it in enumerate(parts) if it and "{}" not in it), None)
    if anchor is None:
        return None
    pattern = (re.escape(it) if i == anchor else _part(it) for i, it in enumerate(parts))
    return re.compile(r"[^{}]*" + "/".join(pattern) + "/?")


def _part(part: str) -> str:
    if "{}" in part:
        return r"[^/]*\{[^/]+\}[^/]*"
    return rf"(?:{re.escape(part)}|\{{[^/]+\}})" if part else ""
