"""Routes with their full paths, parameters, dependencies and promises: the values."""

from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.models.values import Constraints
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routers.values import Key as RouterKey
from lsp_server.project.types.values import Type
from lsp_server.text import Span

Place = Literal["path", "query", "header", "cookie", "body", "form", "file"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something the client sends. FastAPI's own rules decide the place (0.165)."""

    name: str
    alias: str | None
    place: Place
    type: Type
    required: bool
    default: str | None  # source text
    constraints: Constraints
    span: Span


@dataclass(frozen=True, slots=True)
class Raised:
    """An error the client can get: raised in the handler, in what it calls, or in a dependency.

    `status` is None where it can't be known. `via` names the domain exception that a handler maps to it.
    """

    status: int | None
    detail: str | None
    via: str | None
    path: str
    span: Span
    where: str  # qualified name of the function that raises


@dataclass(frozen=True, slots=True)
class Dependency:
    """A node of the `Depends` graph."""

    name: str  # of the callable, as the project names it: "get_session"; as written where that is no name
    symbol: Symbol | None  # None for a library's
    parameter: str | None  # the handler's parameter it fills; None for one on the route, router or app
    kind: Literal["session", "auth", "service", "other"]
    raises: tuple[Raised, ...]
    children: tuple["Dependency", ...]
    # What FastAPI calls, where that is not `symbol` itself: the function that a factory returned, `__call__`.
    runs: Symbol | None = None
    library: str = ""  # full name of a library's: "fastapi.security.HTTPBearer"
    cached: bool = True  # False: use_cache=False, so that it runs although it has run for this request
    scopes: tuple[str, ...] = ()  # of this Security(…) itself
    made: tuple[str, int] | None = None  # where a call made what is depended on: each such place has its own


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. A handler mounted twice, or with two methods, is two routes."""

    method: str  # "GET", "POST", …, "WEBSOCKET"
    path: str  # full, prefixes of all including routers applied: "/api/v1/heroes/{hero_id}"
    known: bool  # False: some prefix is not known statically, `path` holds what is known
    handler: str  # qualified name
    file: str
    node: syntax.FunctionDef
    declared_in: str  # the file of `span`: that of the handler, or another one that adds it
    span: Span  # the decorator, or the call that adds the route
    status: int
    request: Type | None  # the body's type, where there is one body parameter
    response: Type | None  # response_model, else the return annotation
    parameters: tuple[Parameter, ...]
    dependencies: tuple[Dependency, ...]
    raises: tuple[Raised, ...]  # of handler, callees and dependencies, in that order
    tags: tuple[str, ...]
    name: str  # operation name for url_for
    include_in_schema: bool = True
    router: RouterKey = ("", "", "")  # what it is declared on
    # The application that serves it, and those that this one is mounted in, each with where in `path` the paths begin
    # that it knows itself: `/users` of `/admin/users` for one mounted at `/admin`. Empty: no application is known.
    within: tuple[tuple[RouterKey, int], ...] = ()
    returned: int | None = None  # the status of the responses that the handler makes itself, where it is one

    @property
    def answered(self) -> int:
        """The status that clients get where all goes well; `status` is the declared one."""
        return self.returned or self.status


@dataclass(frozen=True, slots=True)
class ExceptionHandler:
    """A class of exceptions, and the function that makes the answer for it."""

    exception: str  # name of the class
    symbol: Symbol | None  # None for a library's
    handler: str  # qualified name of the function
    path: str  # its file
    span: Span  # what registers it: the decorator or the call, in the file it is written in
    status: int | None  # where it is one and the same for all exceptions of the class
