"""Which function of the project a call goes to: through variables, `self`, attributes, inheritance and dependencies."""

from collections.abc import Mapping
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.functions.signatures import method
from lsp_server.project.names.classes import class_bodies, key, lookup, mro
from lsp_server.project.names.modules import Module, Modules, Symbol
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type
from lsp_server.project.types.variables import type_variables

_DEPTH = 8
_AROUND = ("type", "collections.abc.AsyncIterator", "collections.abc.AsyncGenerator", "collections.abc.Iterator",
           "collections.abc.Generator")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inside:
    """A function of the project, whose names the calls use.

    `of` is the class of `self` (or `cls`) where that is known better than by the text: a subclass that inherits.
    """

    modules: Modules
    path: str
    name: str  # qualified
    of: Symbol | None = None

    @property
    def node(self) -> syntax.FunctionDef | None:
        found = self.modules.files[self.path].definitions.get(self.name)
        return found if isinstance(found, syntax.FunctionDef) else None

    @property
    def owner(self) -> Symbol | None:
        """The class that the function is a method of, or that a function around it is."""
        if self.of is not None:
            return self.of
        definitions, scope = self.modules.files[self.path].definitions, self.name
        while scope := scope.rpartition(".")[0]:
            if isinstance(node := definitions.get(scope), syntax.ClassDef):
                return Symbol(self.path, scope, node)
        return None


@dataclass(frozen=True, slots=True)
class Called:
    """What a call runs: a function, and of a method the class that it runs for."""

    function: Symbol
    owner: Symbol | None = None


def callee(at: Inside, call: syntax.Call) -> Symbol | None:
    """The function or method that a call runs; of a class its `__init__`. None: a library's, or not known."""
    found = called(at, call)
    return found.function if found is not None else None


def called(at: Inside, call: syntax.Call) -> Called | None:
    """Like `callee`, with the class that a method runs for: an inherited method works on the heir's names."""
    return named(at, call.func)


def named(at: Inside, func: syntax.Expr) -> Called | None:
    """What would run if the expression were called: `add_task(send_mail)` runs `send_mail`."""
    found = _target(at, func)
    if found is None:
        return None
    if isinstance(found.function.node, syntax.ClassDef):
        init = method(at.modules, found.function, "__init__")
        return Called(init, found.function) if init is not None else None
    return found if isinstance(found.function.node, syntax.FunctionDef) else None


def instance_of(at: Inside, node: syntax.Expr) -> Symbol | None:
    """The project's class that an expression is an instance of, or is itself; None: none, or not known."""
    return _instance(at, node, _DEPTH)


def instances_of(at: Inside, node: syntax.Expr) -> tuple[Symbol, ...]:
    """The project's classes that an expression may be an instance of: both where it is annotated as `A | B`."""
    one = instance_of(at, node)
    if one is not None:
        return (one,)
    found = _annotation(at, node.id) if isinstance(node, syntax.Name) else None
    if found is None:
        return ()
    type_ = resolve_type(at.modules, *found)
    parts = type_.args if type_.name == "typing.Union" else ()
    classes = (_class_of(it, at.owner) for it in parts)
    return tuple(it for it in classes if it is not None)


def _annotation(at: Inside, name: str) -> tuple[str, syntax.Expr, str] | None:
    """What a parameter, a variable of the function or one of a module is annotated as: its file, node and scope."""
    function = at.node
    parameter = function.parameter(name) if function is not None else None
    if parameter is not None:
        scope = at.name.rpartition(".")[0]
        return (at.path, parameter.annotation, scope) if parameter.annotation is not None else None
    for it in at.modules.files[at.path].scope(at.name).assignments.get(name, ())[:1] if function is not None else ():
        return (at.path, it.annotation, at.name) if it.annotation is not None else None
    found = lookup(at.modules, at.path, at.name, name)
    node = found.node if isinstance(found, Symbol) else None
    if isinstance(found, Symbol) and isinstance(node, syntax.Assign) and node.annotation is not None:
        return found.path, node.annotation, ""
    return None


def _target(at: Inside, func: syntax.Expr, depth: int = _DEPTH) -> Called | None:
    if isinstance(func, syntax.Name) and func.id == "cls" and at.owner is not None:
        return Called(at.owner, at.owner)  # `cls(…)` makes one
    name = syntax.dotted(func)
    if name is not None and not _is_local(at, name.partition(".")[0]):
        found = lookup(at.modules, at.path, at.name, name)
        if isinstance(found, Symbol) and not isinstance(found.node, syntax.Assign):
            return Called(found, _class_around(at.modules, found))
        if isinstance(found, Symbol):
            return _of_class(at, _instance(at, func, depth), "__call__")
    if not isinstance(func, syntax.Attribute):
        return None
    if isinstance(func.value, syntax.Call) and syntax.dotted(func.value.func) == "super":
        above = _above(at, func.attr)
        return Called(above, at.owner) if above is not None else None
    return _of_class(at, _instance(at, func.value, depth), func.attr)


def _of_class(at: Inside, owner: Symbol | None, name: str) -> Called | None:
    found = method(at.modules, owner, name) if owner is not None else None
    return Called(found, owner) if found is not None else None


def _class_around(modules: Modules, function: Symbol) -> Symbol | None:
    """The class that a function is written in."""
    scope = function.name.rpartition(".")[0]
    node = modules.files[function.path].definitions.get(scope)
    return Symbol(function.path, scope, node) if isinstance(node, syntax.ClassDef) else None


def _above(at: Inside, name: str) -> Symbol | None:
    """`super().name`"""
    owner, here = at.owner, Inside(at.modules, at.path, at.name).owner
    order = mro(at.modules, owner) if owner is not None else ()
    behind = next((index for index, it in enumerate(order) if here is not None and key(it) == key(here)), 0)
    for it in order[behind + 1 :]:
        if isinstance(it, Symbol):
            found = at.modules.files[it.path].definitions.get(f"{it.name}.{name}")
            if isinstance(found, syntax.FunctionDef):
                return Symbol(it.path, f"{it.name}.{name}", found)
    return None


def _instance(at: Inside, node: syntax.Expr, depth: int) -> Symbol | None:
    """The project's class that an expression is an instance of, or is itself."""
    if depth <= 0:
        return None
    match node:
        case syntax.Await(value=value):
            return _instance(at, value, depth - 1)
        case syntax.Name(id="self" | "cls"):
            return at.owner
        case syntax.Call():
            return _made(at, node, depth - 1)
        case syntax.Name(id=name):
            return _variable(at, name, depth - 1)
        case syntax.Attribute(value=value, attr=attr):
            found = lookup(at.modules, at.path, at.name, syntax.dotted(node) or "")
            if isinstance(found, Symbol):
                return _of_symbol(at, found, depth - 1)
            owner = _instance(at, value, depth - 1)
            return _attribute(at, owner, attr, depth - 1) if owner is not None else None
        case _:
            return None


def _made(at: Inside, call: syntax.Call, depth: int) -> Symbol | None:
    """What a call gives: a new instance, or what the function is annotated to return."""
    target = _target(at, call.func, depth)
    if target is None or isinstance(target.function.node, syntax.ClassDef):
        return target.function if target is not None else None
    found = target.function
    if not isinstance(found.node, syntax.FunctionDef):
        return None
    there = Inside(at.modules, found.path, found.name, target.owner)
    if found.node.returns is not None:
        return _annotated(there, found.node.returns, found.name.rpartition(".")[0])
    returned = at.modules.files[found.path].scope(found.name).returned
    return _instance(there, returned[0], depth - 1) if len(returned) == 1 else None


def _variable(at: Inside, name: str, depth: int) -> Symbol | None:
    function = at.node
    if function is None:
        return _of_name(at, name, depth)
    scope = at.modules.files[at.path].scope(at.name)
    for it in scope.assignments.get(name, ())[:1]:
        if it.annotation is not None and (said := _annotated(at, it.annotation, at.name)):
            return said
        return _instance(at, it.value, depth) if it.value is not None else None
    if name in scope.entered:
        return _instance(at, scope.entered[name], depth)
    parameter = function.parameter(name)
    if parameter is None:
        around = at.name.rpartition(".")[0]
        outer = at.modules.files[at.path].definitions.get(around)
        if isinstance(outer, syntax.FunctionDef):
            return _variable(Inside(at.modules, at.path, around, at.of), name, depth)
        return _of_name(at, name, depth)
    if parameter.annotation is not None:
        return _annotated(at, parameter.annotation, at.name.rpartition(".")[0])
    if isinstance(parameter.default, syntax.Call):  # `service=Depends(get_service)`
        target = parameter.default.argument(0, "dependency")
        return _made(at, syntax.Call(parameter.span, target, (), ()), depth) if target is not None else None
    return None


def _is_local(at: Inside, name: str) -> bool:
    """Whether the function, or one around it, binds the name itself."""
    if name in ("self", "cls"):
        return at.node is not None
    facts, scope = at.modules.files[at.path], at.name
    while scope:
        function = facts.definitions.get(scope)
        if isinstance(function, syntax.FunctionDef) and (
            function.parameter(name) is not None or name in facts.scope(scope).assignments
        ):
            return True
        scope = scope.rpartition(".")[0]
    return False


def _of_name(at: Inside, name: str, depth: int) -> Symbol | None:
    found = lookup(at.modules, at.path, at.name, name)
    return _of_symbol(at, found, depth) if isinstance(found, Symbol) else None


def _of_symbol(at: Inside, found: Symbol | Module, depth: int) -> Symbol | None:
    if not isinstance(found, Symbol):
        return None
    if isinstance(found.node, syntax.ClassDef):
        return found
    if isinstance(found.node, syntax.Assign) and found.node.value is not None:
        if found.node.annotation is not None and (
            said := _annotated(Inside(at.modules, found.path, ""), found.node.annotation, "")
        ):
            return said
        return _instance(Inside(at.modules, found.path, ""), found.node.value, depth)
    return None


def _attribute(at: Inside, owner: Symbol, name: str, depth: int) -> Symbol | None:
    """The class of `owner`'s attribute: annotated in a body, set by a method, or a property."""
    for it, node in class_bodies(at.modules, owner):
        inside = Inside(at.modules, it.path, it.name, owner)
        for one in node.body:
            if isinstance(one, syntax.Assign) and any(syntax.dotted(target) == name for target in one.targets):
                said = _annotated(inside, one.annotation, it.name) if one.annotation else None
                return said or (_instance(inside, one.value, depth) if one.value is not None else None)
            if isinstance(one, syntax.FunctionDef):
                if one.name == name and one.returns is not None:
                    return _annotated(inside, one.returns, it.name)
                there = Inside(at.modules, it.path, f"{it.name}.{one.name}", owner)
                for made in at.modules.files[it.path].scope(there.name).assignments.get(f"self.{name}", ()):
                    said = _annotated(inside, made.annotation, it.name) if made.annotation else None
                    return said or (_instance(there, made.value, depth) if made.value is not None else None)
    return None


def _annotated(at: Inside, annotation: syntax.Expr, scope: str) -> Symbol | None:
    """The class that an annotation names: `Self` the class of `self`, `type[Hero]` Hero, `M` what the heir says."""
    type_ = resolve_type(at.modules, at.path, annotation, scope, _variables(at, scope))
    return _class_of(type_, at.owner)


def _class_of(type_: Type, owner: Symbol | None) -> Symbol | None:
    if type_.name == "typing.Self":
        return owner
    if type_.symbol is None and type_.name in _AROUND and type_.args:
        return _class_of(type_.args[0], owner)
    return type_.symbol if type_.symbol is not None and isinstance(type_.symbol.node, syntax.ClassDef) else None


def _variables(at: Inside, scope: str) -> Mapping[str, Type]:
    """What the type variables of the class `scope` stand for in the class of `self`."""
    if at.of is None or (at.path, scope) == key(at.of):
        return {}
    return type_variables(at.modules, at.of).get((at.path, scope), {})
