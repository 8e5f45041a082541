"""What the type variables of a class's ancestors stand for: `class HeroRepo(Repo[Hero])` makes T of Repo a Hero."""

from collections.abc import Mapping

from lsp_server.facts import syntax
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import bases, library_name
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.types.aliases import is_variable
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type

Variables = Mapping[str, Type]


def type_variables(modules: Modules, symbol: Symbol) -> Mapping[tuple[str, str], Variables]:
    """For each ancestor of the class, by path and name: its type variables with their types."""
    known = modules.symbol(symbol.path, symbol.name)
    # Of several classes with one name in a file, the last one is known by it.
    is_known = known is not None and known.node is symbol.node
    return _of_class(modules, symbol.path, symbol.name) if is_known else _collected(modules, symbol)


@tracked
def _of_class(modules: Modules, path: str, name: str) -> Mapping[tuple[str, str], Variables]:
    symbol = modules.symbol(path, name)
    return _collected(modules, symbol) if symbol is not None else {}


def _collected(modules: Modules, symbol: Symbol) -> Mapping[tuple[str, str], Variables]:
    found: dict[tuple[str, str], Variables] = {}
    _collect(modules, symbol, {}, found)
    return found


def _collect(modules: Modules, symbol: Symbol, variables: Variables, found: dict[tuple[str, str], Variables]) -> None:
    key = (symbol.path, symbol.name)
    if key in found or not isinstance(symbol.node, syntax.ClassDef):
        return
    found[key] = variables
    scope = symbol.name.rpartition(".")[0]
    parents = {(it.path, it.name): it for it in bases(modules, symbol) if isinstance(it, Symbol)}
    for node in symbol.node.bases:
        arguments: tuple[Type, ...] = ()
        if isinstance(node, syntax.Subscript):
            arguments = tuple(resolve_type(modules, symbol.path, it, scope, variables) for it in node.slices)
        for parent in parents.values():
            if parent.name.rpartition(".")[2] == syntax.last_name(node):
                _collect(modules, parent, dict(zip(_parameters(modules, parent), arguments, strict=False)), found)
    for parent in parents.values():
        _collect(modules, parent, {}, found)


def _parameters(modules: Modules, symbol: Symbol) -> tuple[str, ...]:
    """The names of a class's own type variables, in order: of `class X[T]`, `Generic[T]`, or of any base's brackets."""
    node = symbol.node
    if not isinstance(node, syntax.ClassDef):
        return ()
    if node.type_parameters:
        return node.type_parameters
    names: list[str] = []
    for base in node.bases:
        if not isinstance(base, syntax.Subscript):
            continue
        inside = [it.id for it in base.slices if isinstance(it, syntax.Name)]
        if library_name(modules, symbol.path, base.value) in ("typing.Generic", "typing.Protocol"):
            return tuple(inside)
        names += [it for it in inside if it not in names and is_variable(modules, symbol.path, it)]
    return tuple(names)
