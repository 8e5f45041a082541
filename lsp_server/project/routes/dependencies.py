"""The graph of `Depends`: what FastAPI calls before a handler, and what each of them needs in turn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions import signatures
from lsp_server.project.functions.signatures import Taken
from lsp_server.project.incremental.tracked import placeless, tracked
from lsp_server.project.names.classes import key, library_name, lookup
from lsp_server.project.names.constants import source, truth_of
from lsp_server.project.names.literals import Placed, followed, items, text_at
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routers.values import Key as RouterKey
from lsp_server.project.routes.dependency_kinds import kind_of
from lsp_server.project.routes.errors import Errors
from lsp_server.project.routes.values import Dependency, Raised
from lsp_server.project.types.link import read_annotation

_DEPENDS = frozenset(
    f"{package}{name}" for package in ("fastapi.", "fastapi.params.", "") for name in ("Depends", "Security")
)


_Key = tuple[str, str]  # path and qualified name of a function or class


@dataclass(frozen=True, slots=True)
class _Asked:
    """One `Depends(…)`: what it names, and what runs; by their keys."""

    name: str
    symbol: _Key | None
    runs: _Key | None
    library: str
    left: tuple[str, ...] | None = None  # the parameters that `partial(…)` leaves to be filled; None: all
    cached: bool = True
    scopes: tuple[str, ...] = ()
    made: tuple[str, int] | None = None

    @property
    def plain(self) -> "_Asked":
        """The same without how it is asked for, which makes no difference to what is below it."""
        return replace(self, cached=True, scopes=(), made=None)


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
        if found is None:
            return None
        # FastAPI (0.165) forgets `use_cache=False` in such a list.
        return self._of(replace(self._asked(found, None), cached=True), None, frozenset())

    def of_symbol(self, symbol: Symbol) -> Dependency:
        """What `Depends(symbol)` would be."""
        name = syntax.Name(symbol.node.span, symbol.name)
        return self._of(self._named(Placed(name, symbol.path), name, None), None, frozenset())

    # ----------------------------------------------------------------- inner workings

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

    def _of_parameters(self, taken: Iterable[Taken], seen: frozenset[_Key]) -> Iterator[Dependency]:
        for parameter, asked in self.asked(taken):
            yield self._of(asked, parameter, seen)

    def asked(self, taken: Iterable[Taken]) -> Iterator[tuple[str, _Asked]]:
        """The parameters that dependencies fill, with what each asks for."""
        for it in taken:
            asked = self._written(it)
            if asked is not None:
                yield it.node.name, asked

    def _written(self, it: Taken) -> _Asked | None:
        """The `Depends(…)` of a parameter: its default, else the last one of its annotation."""
        if it.node.default is not None:
            given = self._depends(Placed(it.node.default, it.path, it.scope))
            if given is not None:
                return self._asked(given, it)
        if it.node.annotation is None or it.bare:
            return None
        for one in reversed(read_annotation(self.modules, it.path, it.node.annotation, it.scope).metadata):
            given = self._depends(Placed(one.node, one.path, it.scope if one.path == it.path else ""))
            if given is not None:
                return self._asked(given, it)
        return None

    def _asked(self, at: Placed, parameter: Taken | None) -> _Asked:
        assert isinstance(at.node, syntax.Call)
        scopes = items(self.modules, Placed(given, at.path, at.scope)) if (given := at.node.keyword("scopes")) else ()
        return replace(
            self._named(at, at.node.argument(0, "dependency"), parameter),
            cached=truth_of(self.modules, at.path, at.node.keyword("use_cache"), at.scope) is not False,
            scopes=tuple(one for it in scopes if (one := text_at(self.modules, it)) is not None),
        )

    def _named(self, at: Placed, target: syntax.Expr | None, parameter: Taken | None) -> _Asked:
        if target is None or (isinstance(target, syntax.Constant) and target.value is None):
            return self._annotated(parameter)
        name = syntax.dotted(target.func if isinstance(target, syntax.Call) else target)
        found = lookup(self.modules, at.path, at.scope, name) if name is not None else None
        runs = signatures.runs(self.modules, at.path, at.scope, target)
        symbol = found if isinstance(found, Symbol) else runs
        full = library_name(self.modules, at.path, target, at.scope) if symbol is None else ""
        called = symbol.name if symbol is not None else (name or "").rpartition(".")[2]
        if not called:  # `Provide[Container.service]`; a lambda as Python calls it
            called = "<lambda>" if isinstance(target, syntax.Lambda) else source(self.modules, at.path, target)
        made = (at.path, target.span.start) if isinstance(target, syntax.Call) else None
        return _Asked(called, _key(symbol), _key(runs), full, _left(self.modules, runs), made=made)

    def _annotated(self, it: Taken | None) -> _Asked:
        """`Depends()` stands for the annotated class."""
        annotation = it.node.annotation if it is not None else None
        if it is None or annotation is None:
            return _Asked("", None, None, "")
        type_ = read_annotation(self.modules, it.path, annotation, it.scope).type
        if type_.symbol is not None:
            return _Asked(type_.symbol.name, key(type_.symbol), key(type_.symbol), "")
        return _Asked(type_.name.rpartition(".")[2], None, None, type_.name)

    def _of(self, asked: _Asked, parameter: str | None, seen: frozenset[_Key]) -> Dependency:
        symbol = self.modules.symbol(*asked.symbol) if asked.symbol is not None else None
        if asked.runs is not None and asked.runs in seen:
            return Dependency(asked.name, symbol, parameter, "other", (), (), cached=asked.cached)
        # Of what is above, only what this one leads back to can make a difference: most have one answer for all.
        back = seen & _reachable(self.modules, *asked.runs) if asked.runs is not None and seen else frozenset()
        found = _dependency(self.modules, self.errors.app, asked.plain, back)
        return replace(found, parameter=parameter, cached=asked.cached, scopes=asked.scopes, made=asked.made)

    def read(self, asked: _Asked, seen: frozenset[_Key]) -> Dependency:
        """The dependency with all below it, but for those in `seen`, which it is itself below."""
        runs = _run(self.modules, asked)
        symbol = self.modules.symbol(*asked.symbol) if asked.symbol is not None else None
        symbol = runs if asked.symbol == asked.runs else symbol
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


@tracked
def _dependency(modules: Modules, app: RouterKey | None, asked: _Asked, seen: frozenset[_Key]) -> Dependency:
    return Dependencies(modules, Errors(modules, app)).read(asked, seen)


@placeless
def _needed(modules: Modules, path: str, name: str) -> tuple[_Key, ...]:
    """What FastAPI runs for the parameters of a dependency."""
    symbol = modules.symbol(path, name)
    taken = signatures.parameters(modules, symbol) if symbol is not None else ()
    asked = Dependencies(modules, Errors(modules, None)).asked(taken)
    return tuple(it.runs for _, it in asked if it.runs is not None)


@placeless
def _reachable(modules: Modules, path: str, name: str) -> frozenset[_Key]:
    """All that is run for a dependency, itself among it."""
    found, stack = {(path, name)}, [(path, name)]
    while stack:
        for it in _needed(modules, *stack.pop()):
            if it not in found:
                found.add(it)
                stack.append(it)
    return frozenset(found)


def _left(modules: Modules, runs: Symbol | None) -> tuple[str, ...] | None:
    whole = modules.symbol(runs.path, runs.name) if runs is not None else None
    if runs is None or whole is None or whole.node is runs.node or not isinstance(runs.node, syntax.FunctionDef):
        return None
    return tuple(it.name for it in runs.node.parameters)


def _run(modules: Modules, asked: _Asked) -> Symbol | None:
    symbol = modules.symbol(*asked.runs) if asked.runs is not None else None
    if symbol is None or asked.left is None or not isinstance(symbol.node, syntax.FunctionDef):
        return symbol
    parameters = tuple(it for it in symbol.node.parameters if it.name in asked.left)
    return replace(symbol, node=replace(symbol.node, parameters=parameters))


def _key(symbol: Symbol | None) -> _Key | None:
    return (symbol.path, symbol.name) if symbol is not None else None
