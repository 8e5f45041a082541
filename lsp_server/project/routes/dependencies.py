"""The graph of `Depends`: what FastAPI calls before a handler, and what each of them needs in turn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.project.functions import signatures
from lsp_server.project.functions.signatures import Taken
from lsp_server.project.names.classes import key, library_name, lookup
from lsp_server.project.names.literals import Placed, followed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routes.dependency_kinds import kind_of
from lsp_server.project.routes.errors import Errors
from lsp_server.project.routes.values import Dependency, Raised
from lsp_server.project.types.link import read_annotation

_DEPENDS = frozenset(
    f"{package}{name}" for package in ("fastapi.", "fastapi.params.", "") for name in ("Depends", "Security")
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One `Depends(…)`: what it names, and what runs."""

    name: str
    symbol: Symbol | None
    runs: Symbol | None
    library: str


@dataclass(frozen=True)
class Dependencies:
    """Answers for all functions of a project; each dependency is read once."""

    modules: Modules
    errors: Errors

    def of_parameters(self, taken: Iterable[Taken]) -> Iterator[Dependency]:
        """The dependencies that fill a function's parameters, in their order."""
        yield from self._of_parameters(taken, frozenset())

    def of_call(self, it: Placed) -> Dependency | None:
        """The dependency of one `Depends(…)` in a list of dependencies; None when it is something else."""
        found = self._depends(it)
        return self._of(self._asked(found, None), None, frozenset()) if found is not None else None

    # ----------------------------------------------------------------- inner workings

    @cached_property
    def _known(self) -> dict[tuple[object, ...], Dependency]:
        return {}

    def _depends(self, it: Placed, depth: int = 3) -> Placed | None:
        """The `Depends(…)` that an expression is, or that a function of the project makes: `[require("admin")]`."""
        it = followed(self.modules, it)
        if not isinstance(it.node, syntax.Call) or depth <= 0:
            return None
        name = library_name(self.modules, it.path, it.node, it.scope)
        if name:
            return it if name in _DEPENDS else None
        made = lookup(self.modules, it.path, it.scope, syntax.dotted(it.node.func) or "")
        if not isinstance(made, Symbol) or not isinstance(made.node, syntax.FunctionDef):
            return None
        returned = self.modules.files[made.path].scope(made.name).returned
        inner = (self._depends(Placed(one, made.path, made.name), depth - 1) for one in returned)
        return next((one for one in inner if one is not None), None)

    def _of_parameters(self, taken: Iterable[Taken], seen: frozenset[tuple[str, str]]) -> Iterator[Dependency]:
        for it in taken:
            asked = self._written(it)
            if asked is not None:
                yield self._of(asked, it.node.name, seen)

    def _written(self, it: Taken) -> _Asked | None:
        """The `Depends(…)` of a parameter: its default, else the last one of its annotation."""
        if it.node.default is not None:
            given = self._depends(Placed(it.node.default, it.path, it.scope))
            if given is not None:
                return self._asked(given, it)
        if it.node.annotation is None:
            return None
        for one in reversed(read_annotation(self.modules, it.path, it.node.annotation, it.scope).metadata):
            given = self._depends(Placed(one.node, one.path, it.scope if one.path == it.path else ""))
            if given is not None:
                return self._asked(given, it)
        return None

    def _asked(self, at: Placed, parameter: Taken | None) -> _Asked:
        assert isinstance(at.node, syntax.Call)
        target = at.node.argument(0, "dependency")
        if target is None or (isinstance(target, syntax.Constant) and target.value is None):
            return self._annotated(parameter)
        name = syntax.dotted(target.func if isinstance(target, syntax.Call) else target)
        found = lookup(self.modules, at.path, at.scope, name) if name is not None else None
        runs = signatures.runs(self.modules, at.path, at.scope, target)
        symbol = found if isinstance(found, Symbol) else runs
        full = library_name(self.modules, at.path, target, at.scope) if symbol is None else ""
        return _Asked(symbol.name if symbol is not None else (name or "").rpartition(".")[2], symbol, runs, full)

    def _annotated(self, it: Taken | None) -> _Asked:
        """`Depends()` stands for the annotated class."""
        annotation = it.node.annotation if it is not None else None
        if it is None or annotation is None:
            return _Asked("", None, None, "")
        type_ = read_annotation(self.modules, it.path, annotation, it.scope).type
        if type_.symbol is not None:
            return _Asked(type_.symbol.name, type_.symbol, type_.symbol, "")
        return _Asked(type_.name.rpartition(".")[2], None, None, type_.name)

    def _of(self, asked: _Asked, parameter: str | None, seen: frozenset[tuple[str, str]]) -> Dependency:
        runs = asked.runs
        if runs is not None and key(runs) in seen:
            return Dependency(asked.name, asked.symbol, parameter, "other", (), ())
        known = (
            asked.name,
            asked.library,
            key(asked.symbol) if asked.symbol is not None else None,
            key(runs) if runs is not None else None,
        )
        if known not in self._known:
            self._known[known] = self._read(asked, seen)
        return replace(self._known[known], parameter=parameter)

    def _read(self, asked: _Asked, seen: frozenset[tuple[str, str]]) -> Dependency:
        runs, symbol = asked.runs, asked.symbol
        children: tuple[Dependency, ...] = ()
        raises: tuple[Raised, ...] = ()
        if runs is not None:
            children = tuple(self._of_parameters(signatures.parameters(self.modules, runs), seen | {key(runs)}))
            body = signatures.constructor(self.modules, runs) if isinstance(runs.node, syntax.ClassDef) else runs
            raises = self.errors.of(body) if body is not None else ()
        library = asked.library
        if symbol is not None and isinstance(symbol.node, syntax.Assign) and runs is None:
            library = library_name(self.modules, symbol.path, symbol.node.value)
        kind = kind_of(self.modules, symbol, runs, library, children, raises)
        other = runs if runs is not None and symbol is not None and key(runs) != key(symbol) else None
        return Dependency(asked.name, symbol, None, kind, raises, children, other, library)
