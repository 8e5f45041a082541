"""Methods that are only promised: which classes of the project keep the promise."""

from collections.abc import Mapping

from lsp_server.facts import syntax
from lsp_server.project.functions.signatures import method
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import class_bodies, key
from lsp_server.project.names.modules import Modules, Symbol

Heirs = Mapping[tuple[str, str], tuple[Symbol, ...]]


@tracked
def heirs(modules: Modules) -> Heirs:
    """For each class of the project the classes that inherit from it, in the order of files and definitions."""
    found: dict[tuple[str, str], list[Symbol]] = {}
    for path, facts in modules.files.items():
        for name, node in facts.classes:
            if node.bases:
                symbol = Symbol(path, name, node)
                for above, _ in class_bodies(modules, symbol)[1:]:
                    found.setdefault(key(above), []).append(symbol)
    return {name: tuple(them) for name, them in found.items()}


def implementations(
    modules: Modules, heirs: Heirs, function: Symbol, owner: Symbol
) -> tuple[tuple[Symbol, Symbol], ...]:
    """The methods that may run in place of an abstract one, each with the class it runs for."""
    found: dict[tuple[str, str], tuple[Symbol, Symbol]] = {}
    name = function.name.rpartition(".")[2]
    for heir in heirs.get(key(owner), ()):
        own = method(modules, heir, name)
        if own is not None and not is_abstract(own):
            found.setdefault(key(own), (own, heir))
    return tuple(found.values())


def is_abstract(function: Symbol) -> bool:
    """Whether a method has nothing in it: `...`, `pass`, `raise NotImplementedError`, a docstring."""
    node = function.node
    if not isinstance(node, syntax.FunctionDef):
        return False
    if any(syntax.last_name(it) == "abstractmethod" for it in node.decorators):
        return True
    left = [it for it in node.body if not _is_docstring(it)]
    return "." in function.name and bool(left) and all(_is_empty(it) for it in left) and node.name != "__init__"


def _is_docstring(node: syntax.Stmt) -> bool:
    return isinstance(node, syntax.ExprStmt) and isinstance(node.value, syntax.Constant)


def _is_empty(node: syntax.Stmt) -> bool:
    match node:
        case syntax.ExprStmt(value=syntax.EllipsisLiteral()):
            return True
        case syntax.Raise(exc=exc):
            return syntax.last_name(exc) == "NotImplementedError"
        case _:
            return False
