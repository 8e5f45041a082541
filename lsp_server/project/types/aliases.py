"""Generic aliases: `Dep = Annotated[T, Depends()]` and `type Dep[T] = …`, used as `Dep[Service]`."""

from lsp_server.facts import syntax
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.modules import Modules, Symbol


def alias_parameters(modules: Modules, symbol: Symbol) -> tuple[str, ...]:
    """The type variables of an alias, in the order in which brackets fill them; () of anything else."""
    match symbol.node:
        case syntax.TypeAlias(type_parameters=names):
            return names
        case syntax.Assign(value=syntax.Call() as call):  # `TypeAliasType("Dep", …, type_params=(T,))`
            given = call.keyword("type_params")
            elements = given.elements if isinstance(given, syntax.Collection) else ()
            return tuple(it.id for it in elements if isinstance(it, syntax.Name))
        case syntax.Assign(value=syntax.Subscript() | syntax.BinOp() as value):
            used = dict.fromkeys(it.id for it in syntax.walk(value) if isinstance(it, syntax.Name))
            return tuple(it for it in used if is_variable(modules, symbol.path, it))
        case _:
            return ()


def is_variable(modules: Modules, path: str, name: str) -> bool:
    """Whether a name of a file is a `TypeVar`."""
    found = modules.resolve(path, name)
    if not isinstance(found, Symbol) or not isinstance(found.node, syntax.Assign):
        return False
    return library_name(modules, found.path, found.node.value) == "typing.TypeVar"
