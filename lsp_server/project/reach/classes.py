"""Which table class an expression names: `Hero`, `models.Hero`, `cls`, `self.model`, `type(self)`, a parameter."""

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import instance_of
from lsp_server.project.models.values import Table
from lsp_server.project.names.classes import class_bodies, key, lookup
from lsp_server.project.names.modules import Symbol
from lsp_server.project.reach.frames import NOTHING, Frame, Held
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.variables import type_variables

_DEPTH = 6


def named_class(frame: Frame, node: syntax.Expr | None, depth: int = _DEPTH) -> Held:
    """The table that the expression is the class of; as root the parameter that is the class."""
    if node is None or depth <= 0:
        return NOTHING
    match node:
        case syntax.Name(id="cls") if _is_first(frame, "cls"):
            return _table(frame, frame.at.owner)
        case syntax.Attribute(value=syntax.Name(id="self"), attr="__class__"):
            return _table(frame, frame.at.owner)
        case syntax.Call(func=syntax.Name(id="type"), args=(syntax.Name(id="self"),)):
            return _table(frame, frame.at.owner)
        case syntax.Call(func=func, args=(first, *_)) if syntax.last_name(func) == "aliased":
            return named_class(frame, first, depth - 1)
        case syntax.Attribute(value=syntax.Name(id="self" | "cls"), attr=attr):
            return _attribute(frame, attr, depth)
        case syntax.Name():
            return _name(frame, node, depth)
        case syntax.Attribute():
            return _global(frame, syntax.dotted(node), depth)
        case _:
            return NOTHING


def _name(frame: Frame, node: syntax.Name, depth: int) -> Held:
    bindings = frame.bindings(node)
    found = NOTHING
    for it in bindings:
        if it.how == "parameter":
            found = found | _parameter(frame, it.name)
        elif it.how == "assigned":
            found = found | named_class(frame, it.value, depth - 1)
        elif it.how == "element" and isinstance(it.value, syntax.Collection):
            for one in it.value.elements:
                found = found | named_class(frame, one, depth - 1)
    return found if bindings else _global(frame, node.id, depth)


def _parameter(frame: Frame, name: str) -> Held:
    """Of `model: type[Hero]` Hero; a parameter of any other class is known where the function is called."""
    function = frame.at.node
    parameter = function.parameter(name) if function is not None else None
    if parameter is None or parameter.annotation is None:
        return Held(roots=frozenset({name}))
    owner, scope = frame.at.owner, frame.at.name.rpartition(".")[0]
    variables = type_variables(frame.modules, owner).get((frame.at.path, scope), {}) if owner is not None else {}
    type_ = resolve_type(frame.modules, frame.at.path, parameter.annotation, scope, variables)
    if type_.name == "type" and type_.args:
        return _table(frame, type_.args[0].symbol) or Held(roots=frozenset({name}))
    return NOTHING if type_.name in _PLAIN else Held(roots=frozenset({name}))


_PLAIN = frozenset("int str float bool bytes uuid.UUID datetime.datetime datetime.date list dict tuple set".split())


def _global(frame: Frame, name: str | None, depth: int) -> Held:
    found = lookup(frame.modules, frame.at.path, frame.at.name, name) if name is not None else None
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
        value = found.node.value
        call = value if isinstance(value, syntax.Call) else None
        if call is not None and syntax.last_name(call.func) == "aliased":
            return named_class(frame.elsewhere(found.path, ""), call, depth - 1)
        return NOTHING
    return _table(frame, found) if isinstance(found, Symbol) else NOTHING


def _attribute(frame: Frame, name: str, depth: int) -> Held:
    """`self.model`: set in the class or an ancestor's body, annotated `type[M]`, or set by a method."""
    owner = frame.at.owner
    if owner is None:
        return NOTHING
    for it, node in class_bodies(frame.modules, owner):
        inside = frame.elsewhere(it.path, it.name, owner)
        for one in node.body:
            if isinstance(one, syntax.Assign) and one.value is not None and _binds(one, name):
                return named_class(inside, one.value, depth - 1)
    for it, node in class_bodies(frame.modules, owner):
        for one in node.body:
            if isinstance(one, syntax.FunctionDef):
                found = _set_by(frame, owner, it, one, name, depth)
                if found:
                    return found
            elif isinstance(one, syntax.Assign) and _binds(one, name) and one.annotation is not None:
                variables = type_variables(frame.modules, owner).get(key(it), {})
                type_ = resolve_type(frame.modules, it.path, one.annotation, it.name, variables)
                if type_.name == "type" and type_.args:
                    return _table(frame, type_.args[0].symbol)
    return NOTHING


def _set_by(frame: Frame, owner: Symbol, class_: Symbol, method: syntax.FunctionDef, name: str, depth: int) -> Held:
    scope = f"{class_.name}.{method.name}"
    for it in frame.modules.files[class_.path].scope(scope).assignments.get(f"self.{name}", ()):
        there = frame.elsewhere(class_.path, scope, owner)
        found = named_class(there, it.value, depth - 1)
        if found.tables:
            return found
        # `self.model = model` in the constructor: what an heir's constructor passes on.
        for heir, _ in class_bodies(frame.modules, owner) if found.roots else ():
            init = f"{heir.name}.__init__"
            for call in frame.modules.files[heir.path].scope(init).calls:
                if heir.name != class_.name and _is_super_init(call):
                    inner = frame.elsewhere(heir.path, init, owner)
                    parameter = next(iter(found.roots))
                    place = [one.name for one in method.parameters].index(parameter) - 1
                    given = named_class(inner, call.argument(place, parameter), depth - 1)
                    if given.tables:
                        return given
    return NOTHING


def _is_super_init(call: syntax.Call) -> bool:
    match call.func:
        case syntax.Attribute(value=syntax.Call(func=syntax.Name(id="super")), attr="__init__"):
            return True
        case _:
            return False


def _binds(node: syntax.Assign, name: str) -> bool:
    return any(isinstance(it, syntax.Name) and it.id == name for it in node.targets)


def _is_first(frame: Frame, name: str) -> bool:
    function = frame.at.node
    return function is not None and bool(function.parameters) and function.parameters[0].name == name


def _table(frame: Frame, symbol: Symbol | None) -> Held:
    found: Table | None = frame.known.table_of(symbol) if symbol is not None else None
    return Held((found,), is_sql=True) if found is not None else NOTHING


def instance_table(frame: Frame, node: syntax.Expr) -> Held:
    """The table of an object whose class the call graph knows."""
    return _table(frame, instance_of(frame.at, node))
