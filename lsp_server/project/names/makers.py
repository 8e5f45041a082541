"""Where an object comes from: `settings = Settings()`, or the call of a function that returns one."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import Modules, Symbol

_DEPTH = 4  # of functions that hand on what others return


@dataclass(frozen=True, slots=True)
class Made:
    """The call that makes an object, with the file and the function ("" is the module) whose names it uses."""

    call: syntax.Call
    path: str
    scope: str


def made_by(modules: Modules, path: str, scope: str, owner: syntax.Expr, depth: int = _DEPTH) -> Made | None:
    """The call that an object comes from: `Spec("/x")`, a name for it, or `get_spec()` that returns it.

    Of a function that returns one thing or another it is the call of the function itself.
    """
    if isinstance(owner, syntax.Call):
        return _returned(modules, path, scope, owner, depth) or Made(owner, path, scope)
    name = syntax.dotted(owner)
    match lookup(modules, path, scope, name) if name is not None else None:
        case Symbol(path=where, node=syntax.Assign(value=syntax.Call() as call)):
            return _returned(modules, where, "", call, depth) or Made(call, where, "")
        case _:
            return None


def class_made(modules: Modules, made: Made) -> Symbol | None:
    """The class of the project that a call makes one of; of a function the one that it is annotated to return."""
    found = lookup(modules, made.path, made.scope, syntax.dotted(made.call.func) or "")
    if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
        returned = syntax.dotted(found.node.returns)
        found = lookup(modules, found.path, "", returned) if returned is not None else None
    return found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None


def _returned(modules: Modules, path: str, scope: str, call: syntax.Call, depth: int) -> Made | None:
    """What a function of the project makes, where it returns one thing alone."""
    found = lookup(modules, path, scope, syntax.dotted(call.func) or "") if depth > 0 else None
    if not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
        return None
    facts = modules.files[found.path].scope(found.name)
    if len(facts.returned) != 1:
        return None
    (value,) = facts.returned
    name = syntax.dotted(value)
    if name is not None and (assigned := facts.assignments.get(name, ())):
        local = assigned[0].value if len(assigned) == 1 else None
        return made_by(modules, found.path, found.name, local, depth - 1) if isinstance(local, syntax.Call) else None
    if name is not None and found.node.parameter(name.partition(".")[0]) is not None:
        return None
    return made_by(modules, found.path, found.name, value, depth - 1)
