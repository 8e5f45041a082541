"""Column types that the project makes itself: what they are for the database (SQLAlchemy 2.1, "Custom Types")."""

from lsp_server.facts import syntax
from lsp_server.project.models.dialect_types import on_postgresql
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import class_bodies, mro
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import External, Modules, Symbol

_DECORATORS = frozenset({"sqlalchemy.TypeDecorator", "sqlalchemy.types.TypeDecorator"})
# What a class may do to be another type than its base or its `impl` says, for one database or for all.
_OTHERWISE = frozenset({"get_col_spec", "compile", "dialect_impl", "adapt", "type_engine"})


def stored_as(modules: Modules, symbol: Symbol) -> Placed | None:
    """The expression of the type that values of the class are stored as; None where it is no type, or can't be told.

    Of a TypeDecorator what its `load_dialect_impl` chooses for PostgreSQL, or its `impl`; of a class below another type
    that type, as it is written.
    """
    bodies = class_bodies(modules, symbol)
    functions = [it for _, node in bodies for it in node.body if isinstance(it, syntax.FunctionDef)]
    if any(it.name in _OTHERWISE or (it.name == "__init__" and not _passes_nothing_on(it)) for it in functions):
        return None
    above = [it for it in mro(modules, symbol) if isinstance(it, External)]
    if any(canonical(it.name) in _DECORATORS for it in above):
        for owner, node in bodies:
            for it in node.body:
                if isinstance(it, syntax.FunctionDef) and it.name == "load_dialect_impl":
                    chosen = on_postgresql(it)
                    if syntax.dotted(chosen) in ("self.impl", "self.impl_instance"):
                        break
                    return Placed(chosen, owner.path, f"{owner.name}.{it.name}") if chosen is not None else None
        for owner, node in bodies:
            for it in node.body:
                if isinstance(it, syntax.Assign) and it.value is not None and syntax.dotted(it.targets[0]) == "impl":
                    return Placed(it.value, owner.path, owner.name)
        return None
    is_type = bool(above) and canonical(above[0].name).startswith("sqlalchemy.")
    if not is_type or not bodies or len(bodies[-1][1].bases) != 1:
        return None
    owner, node = bodies[-1]
    return Placed(node.bases[0], owner.path, owner.name.rpartition(".")[0])


def own_parameters(modules: Modules, symbol: Symbol) -> frozenset[str] | None:
    """The parameters of the constructor of a class, or of one of the project above it; None where there is none."""
    for _, node in class_bodies(modules, symbol):
        for it in node.body:
            if isinstance(it, syntax.FunctionDef) and it.name == "__init__":
                return frozenset(one.name for one in it.parameters)
    return None


def class_made_by(modules: Modules, function: Symbol) -> Symbol | None:
    """The class that a function defines and returns; None where it may return something else."""
    if not isinstance(function.node, syntax.FunctionDef):
        return None
    names = {syntax.dotted(it) for it in modules.files[function.path].scope(function.name).returned}
    name = next(iter(names)) if len(names) == 1 else None
    found = modules.symbol(function.path, f"{function.name}.{name}") if name is not None else None
    return found if found is not None and isinstance(found.node, syntax.ClassDef) else None


def _passes_nothing_on(init: syntax.FunctionDef) -> bool:
    """Whether what the constructor takes stays its own: `super().__init__()` leaves the type at its defaults.

    `**kwargs` handed on are those of a TypeDecorator, which seldom has any.
    """
    calls = [it for it in syntax.walk_scope(*init.body) if isinstance(it, syntax.Call)]
    upwards = [it for it in calls if syntax.last_name(it.func) == "__init__"]
    return bool(upwards) and not any(it.args or any(one.arg for one in it.keywords) for it in upwards)
