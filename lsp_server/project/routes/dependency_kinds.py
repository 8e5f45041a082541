"""What a dependency is for: a database session, who is asking, a service, or something else."""

from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.names.classes import externals, library_name
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routes.values import Dependency, Raised
from lsp_server.project.sessions.link import provider_of
from lsp_server.project.types.link import resolve_type

Kind = Literal["session", "auth", "service", "other"]

_SCHEMES = "fastapi.security."
# These classes of fastapi.security are forms and helpers, and refuse nobody.
_NO_SCHEMES = ("OAuth2PasswordRequestForm", "OAuth2PasswordRequestFormStrict", "SecurityScopes")
_SERVICES = ("Service", "Repository", "Repo", "Manager", "Crud", "CRUD", "DAO", "Dao", "UseCase", "Usecase")


def kind_of(
    modules: Modules,
    symbol: Symbol | None,
    runs: Symbol | None,
    library: str,
    children: tuple[Dependency, ...],
    raises: tuple[Raised, ...],
) -> Kind:
    """The kind of the dependency `symbol`, which calls `runs`; `library` is the full name of a library's."""
    if symbol is not None and provider_of(modules, symbol) is not None:
        return "session"
    if (
        _is_scheme(library)
        or _is_scheme_class(modules, symbol)
        or any(it.status in (401, 403) for it in raises)
        or any(it.kind == "auth" for it in children)
    ):
        return "auth"
    return "service" if any(_is_service(modules, it) for it in (symbol, runs) if it is not None) else "other"


def _is_scheme(name: str) -> bool:
    return name.startswith(_SCHEMES) and not name.endswith(_NO_SCHEMES)


def _is_scheme_class(modules: Modules, symbol: Symbol | None) -> bool:
    """`class TokenBearer(HTTPBearer)`, itself or an instance of it."""
    if symbol is None:
        return False
    if isinstance(symbol.node, syntax.ClassDef):
        return any(_is_scheme(it) for it in externals(modules, symbol))
    value = symbol.node.value if isinstance(symbol.node, syntax.Assign) else None
    if not isinstance(value, syntax.Call) or (made := syntax.dotted(value.func)) is None:
        return False
    found = modules.resolve(symbol.path, made)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
        return any(_is_scheme(it) for it in externals(modules, found))
    return _is_scheme(library_name(modules, symbol.path, value))


def _is_service(modules: Modules, symbol: Symbol) -> bool:
    """A class of the project by its name, or a function that is annotated to return one."""
    if isinstance(symbol.node, syntax.ClassDef):
        return symbol.node.name.endswith(_SERVICES)
    if isinstance(symbol.node, syntax.FunctionDef) and symbol.node.returns is not None:
        scope = symbol.name.rpartition(".")[0]
        made = resolve_type(modules, symbol.path, symbol.node.returns, scope).symbol
        return made is not None and made.name.endswith(_SERVICES)
    return False
