"""The graph of `Depends`: what FastAPI calls before a handler, and what each of them needs in turn."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.classes import library_name
from lsp_server.project.depends import dependency_of
from lsp_server.project.link_sessions import provider_of
from lsp_server.project.link_types import read_annotation, resolve_type
from lsp_server.project.modules import Modules, Symbol
from lsp_server.project.responses import Errors
from lsp_server.project.routes import Dependency, Raised

_DEPENDS = ("fastapi.Depends", "fastapi.Security")
_SERVICES = ("Service", "Repository", "Repo", "Manager", "Crud", "CRUD", "DAO")


@dataclass(frozen=True)
class Dependencies:
    """Answers for all functions of a project; each dependency is read once."""

    modules: Modules
    errors: Errors

    @cached_property
    def _known(self) -> dict[tuple[str, str], Dependency]:
        return {}

    def of_parameters(self, path: str, scope: str, node: syntax.FunctionDef) -> Iterator[Dependency]:
        """The dependencies that fill a function's parameters, in their order."""
        yield from self._of_parameters(path, scope, node, frozenset())

    def of_call(self, path: str, node: syntax.Expr) -> Dependency | None:
        """The dependency of one `Depends(…)` in a list of dependencies; None when it is something else."""
        if not isinstance(node, syntax.Call) or library_name(self.modules, path, node) not in _DEPENDS:
            return None
        symbol = dependency_of(self.modules, path, None, node)
        return self._of(symbol, None, frozenset()) if symbol is not None else self._foreign(path, node, None)

    def _of_parameters(
        self, path: str, scope: str, node: syntax.FunctionDef, seen: frozenset[tuple[str, str]]
    ) -> Iterator[Dependency]:
        for it in node.parameters:
            symbol = dependency_of(self.modules, path, it.annotation, it.default, scope)
            if symbol is not None:
                yield self._of(symbol, it.name, seen)
                continue
            for given, where in self._written(path, scope, it):
                yield self._foreign(where, given, it.name)

    def _written(self, path: str, scope: str, it: syntax.Parameter) -> Iterator[tuple[syntax.Call, str]]:
        """A `Depends(…)` whose callable is not of the project."""
        metadata = read_annotation(self.modules, path, it.annotation, scope).metadata
        items = [(one.node, one.path) for one in metadata] + ([(it.default, path)] if it.default is not None else [])
        for node, where in items:
            if isinstance(node, syntax.Call) and library_name(self.modules, where, node) in _DEPENDS:
                yield node, where
                return

    def _foreign(self, path: str, call: syntax.Call, parameter: str | None) -> Dependency:
        target = call.argument(0, "dependency")
        name = syntax.dotted(target.func if isinstance(target, syntax.Call) else target) or ""
        full = library_name(self.modules, path, target)
        kind: Literal["auth", "other"] = "auth" if full.startswith("fastapi.security") else "other"
        return Dependency(name.rpartition(".")[2], None, parameter, kind, (), ())

    def _of(self, symbol: Symbol, parameter: str | None, seen: frozenset[tuple[str, str]]) -> Dependency:
        key = (symbol.path, symbol.name)
        if key in seen:
            return Dependency(symbol.name, symbol, parameter, "other", (), ())
        found = self._known.get(key)
        if found is None:
            found = self._read(symbol, seen | {key})
            if not seen:
                self._known[key] = found
        return Dependency(found.name, found.symbol, parameter, found.kind, found.raises, found.children)

    def _read(self, symbol: Symbol, seen: frozenset[tuple[str, str]]) -> Dependency:
        function = self._function(symbol)
        if function is None:
            return Dependency(symbol.name, symbol, None, self._kind(symbol, (), ()), (), ())
        assert isinstance(function.node, syntax.FunctionDef)
        scope = function.name.rpartition(".")[0]
        children = tuple(self._of_parameters(function.path, scope, function.node, seen))
        raises = self.errors.of(function)
        return Dependency(symbol.name, symbol, None, self._kind(symbol, children, raises), raises, children)

    def _function(self, symbol: Symbol) -> Symbol | None:
        """The function that runs: the dependency itself, a class's `__init__`, an instance's `__call__`."""
        definitions = self.modules.files[symbol.path].definitions
        match symbol.node:
            case syntax.FunctionDef():
                return symbol
            case syntax.ClassDef():
                init = definitions.get(f"{symbol.name}.__init__")
                return Symbol(symbol.path, f"{symbol.name}.__init__", init) if init is not None else None
            case syntax.Assign(value=syntax.Call(func=made)):
                found = self.modules.resolve(symbol.path, f"{syntax.dotted(made)}.__call__")
                return found if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef) else None
            case _:
                return None

    def _kind(
        self, symbol: Symbol, children: tuple[Dependency, ...], raises: tuple[Raised, ...]
    ) -> Literal["session", "auth", "service", "other"]:
        if provider_of(self.modules, symbol) is not None:
            return "session"
        if (
            self._is_scheme(symbol)
            or any(it.status in (401, 403) for it in raises)
            or any(it.kind == "auth" for it in children)
        ):
            return "auth"
        return "service" if self._is_service(symbol) else "other"

    def _is_scheme(self, symbol: Symbol) -> bool:
        """`oauth2_scheme = OAuth2PasswordBearer(…)`"""
        value = symbol.node.value if isinstance(symbol.node, syntax.Assign) else None
        return library_name(self.modules, symbol.path, value).startswith("fastapi.security")

    def _is_service(self, symbol: Symbol) -> bool:
        if isinstance(symbol.node, syntax.ClassDef):
            return symbol.node.name.endswith(_SERVICES)
        if isinstance(symbol.node, syntax.FunctionDef) and symbol.node.returns is not None:
            made = resolve_type(self.modules, symbol.path, symbol.node.returns).symbol
            return made is not None and made.name.endswith(_SERVICES)
        return False
