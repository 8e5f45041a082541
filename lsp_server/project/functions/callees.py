"""What a call of a plain name runs: a function of the project, or the constructor of a class."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.functions.signatures import constructor
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol


@dataclass(frozen=True, slots=True)
class Callee:
    """A function by its path and qualified name."""

    path: str
    name: str
    node: syntax.FunctionDef

    @property
    def parameters(self) -> tuple[syntax.Parameter, ...]:
        """Those that callers give: without `self` and `cls`."""
        return self.node.parameters[1 if is_method(self.node) else 0 :]


def callee_of(modules: Modules, at: Placed, call: syntax.Call) -> Callee | None:
    """What a call at a place runs; None: it is a library's, or not known."""
    found = lookup(modules, at.path, at.scope, syntax.dotted(call.func) or "")
    if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
        found = constructor(modules, found)
    if not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
        return None
    return Callee(found.path, found.name, found.node)


def is_method(node: syntax.FunctionDef) -> bool:
    """Whether a function is called on an instance or a class, by the name of its first parameter."""
    return any(it.name in ("self", "cls") for it in node.parameters[:1])
