"""How often each dependency of a route runs for one request: what `fastapi.dependencies.utils` (0.165) does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.functions import signatures
from lsp_server.project.names.classes import key
from lsp_server.project.names.modules import Modules
from lsp_server.project.routes.values import Dependency
from lsp_server.project.types.link import resolve_type

Turn = Literal["runs", "cached", "again"]
_MOST = 500  # nodes of one graph that are gone through


@dataclass(frozen=True, slots=True)
class Called:
    """One node of the graph: "cached" takes the value of an earlier one, "again" runs once more (use_cache=False)."""

    dependency: Dependency
    depth: int  # 0 for what the route itself depends on
    turn: Turn


def calls(modules: Modules, dependencies: Iterable[Dependency]) -> tuple[Called, ...]:
    """The nodes of the graph in the order in which they are written, each before what is below it.

    FastAPI solves what is below a dependency first, also where the dependency itself is cached then.
    """
    solving = _Solving(modules, set())
    return tuple(solving.all(tuple(dependencies), 0, ()))


@dataclass
class _Solving:
    modules: Modules
    cache: set[tuple[object, ...]]
    left: int = _MOST

    def all(self, dependencies: tuple[Dependency, ...], depth: int, scopes: tuple[str, ...]) -> Iterator[Called]:
        for it in dependencies:
            self.left -= 1
            if self.left < 0:
                return
            asked = tuple(dict.fromkeys((*scopes, *it.scopes)))
            below = tuple(self.all(it.children, depth + 1, asked))
            known = (*_identity(it), frozenset(asked) if self._uses_scopes(it) else frozenset())
            turn: Turn = "runs"
            if known in self.cache:
                turn = "cached" if it.cached else "again"
            self.cache.add(known)
            yield Called(it, depth, turn)
            yield from below

    def _uses_scopes(self, it: Dependency) -> bool:
        """Whether the scopes that are asked for make a difference to a dependency."""
        if it.scopes or (it.kind == "auth" and not it.children and (it.runs or it.symbol) is None):
            return True
        if it.library.startswith("fastapi.security."):
            return True
        runs = it.runs or it.symbol
        taken = signatures.parameters(self.modules, runs) if runs is not None else ()
        for one in taken:
            type_ = resolve_type(self.modules, one.path, one.node.annotation, one.scope)
            if type_.name == "fastapi.security.SecurityScopes":
                return True
        return any(self._uses_scopes(child) for child in it.children)


def _identity(it: Dependency) -> tuple[object, ...]:
    """What tells two callables apart: a factory gives another one at each place."""
    if it.made is not None:
        return it.made
    runs = it.symbol or it.runs
    return key(runs) if runs is not None else ("", it.library or it.name)


def is_generator(it: Dependency) -> bool:
    """Whether a dependency yields, so that the rest of it runs after the request."""
    runs = it.runs or it.symbol
    if runs is None or not isinstance(runs.node, syntax.FunctionDef):
        return False
    return any(isinstance(one, syntax.Yield) for one in syntax.walk_scope(*runs.node.body))
