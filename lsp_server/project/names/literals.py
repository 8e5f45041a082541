"""Lists and texts that code writes down, followed through the names of the module and of the function."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.constants import Known, entry, evaluate, is_parameter
from lsp_server.project.names.members import member
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.substituted import substituted

_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Placed:
    """An expression, with the file and the function ("" is the module) whose names it uses."""

    node: syntax.Expr
    path: str
    scope: str = ""
    given: tuple[tuple[str, str], ...] = ()  # texts that the call in question gives to parameters of the function


def followed(modules: Modules, it: Placed, depth: int = _DEPTH) -> Placed:
    """The expression that a name stands for: `ROUTERS` is the list it was assigned; anything else is itself."""
    name = syntax.dotted(it.node)
    if depth <= 0:
        return it
    if name is None:
        part = _part(modules, it, depth)
        return followed(modules, part, depth - 1) if part is not None else it
    local = _assigned(modules, it.path, it.scope, name)
    if local is not None:
        return followed(modules, local, depth - 1)
    if is_parameter(modules, it.path, it.scope, name.partition(".")[0]):
        return it
    found = lookup(modules, it.path, it.scope, name)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign) and found.node.value is not None:
        return followed(modules, Placed(found.node.value, found.path), depth - 1)
    part = _part(modules, it, depth) if found is None else None
    return followed(modules, part, depth - 1) if part is not None else it


def _part(modules: Modules, it: Placed, depth: int) -> Placed | None:
    """What `spec.path` or `entry["path"]` is, where the object or the dict is written down."""
    match it.node:
        case syntax.Attribute(value=owner, attr=name):
            whole = followed(modules, replace(it, node=owner), depth - 1)
            if isinstance(whole.node, syntax.Call):
                given = member(modules, whole.path, whole.scope, whole.node, name)
                return Placed(given.node, given.path, given.scope) if given is not None and given.node else None
        case syntax.Subscript(value=owner, slices=(key,)):
            whole = followed(modules, replace(it, node=owner), depth - 1)
            value = entry(whole.node, key) if isinstance(whole.node, syntax.Dict) else None
            return replace(whole, node=value) if value is not None else None
        case _:
            pass
    return None


def items(modules: Modules, it: Placed | None, depth: int = _DEPTH) -> tuple[Placed, ...]:
    """The elements of a list, tuple or set that is written down; () where it is none, or not known."""
    return tuple(_items(modules, it, depth)) if it is not None else ()


def _items(modules: Modules, it: Placed, depth: int) -> Iterator[Placed]:
    if depth <= 0:
        return
    it = followed(modules, it)
    match it.node:
        case syntax.Collection(elements=elements):
            for element in elements:
                if isinstance(element, syntax.Starred):
                    yield from _items(modules, replace(it, node=element.value), depth - 1)
                else:
                    yield replace(it, node=element)
        case syntax.BinOp(op="+", left=left, right=right):
            yield from _items(modules, replace(it, node=left), depth - 1)
            yield from _items(modules, replace(it, node=right), depth - 1)
        case syntax.Call(func=syntax.Name(id="list" | "tuple" | "set" | "sorted" | "reversed"), args=(inner, *_)):
            yield from _items(modules, replace(it, node=inner), depth - 1)
        case syntax.Dict(items=pairs):
            yield from (replace(it, node=key) for key, _ in pairs if key is not None)
        case syntax.Call(func=syntax.Attribute(value=owner, attr="items" | "values" as attr), args=()):
            mapping = followed(modules, replace(it, node=owner))
            for key, value in mapping.node.items if isinstance(mapping.node, syntax.Dict) else ():
                if key is not None and attr == "items":
                    yield replace(mapping, node=syntax.Collection(value.span, "tuple", (key, value)))
                elif attr == "values":
                    yield replace(mapping, node=value)
        case _:
            return


def text_at(modules: Modules, it: Placed | None) -> str | None:
    """The string that an expression is; names of the function around it count."""
    found = value_at(modules, it) if it is not None else None
    return found.value if found is not None and isinstance(found.value, str) else None


def value_at(modules: Modules, it: Placed) -> Known | None:
    """The value that an expression is, where the text tells."""
    if isinstance(it.node, syntax.Attribute | syntax.Subscript):
        it = _part(modules, it, _DEPTH) or it
    return evaluate(modules, it.path, with_locals(modules, it), it.scope)


def with_locals(modules: Modules, it: Placed, depth: int = _DEPTH) -> syntax.Expr:
    """The expression with what its function assigns once put in place of the names, where that is a plain value."""
    if not it.scope or depth <= 0:
        return it.node
    known: dict[str, syntax.Expr] = {}
    for node in syntax.walk(it.node):
        if isinstance(node, syntax.Name) and node.id not in known:
            said = dict(it.given).get(node.id)
            if said is not None:
                known[node.id] = syntax.Constant(node.span, said)
                continue
            local = _assigned(modules, it.path, it.scope, node.id)
            if local is not None:
                inner = with_locals(modules, replace(local, given=it.given), depth - 1)
                value = evaluate(modules, local.path, inner, local.scope)
                if value is not None:
                    known[node.id] = syntax.Constant(node.span, value.value)
    return substituted(it.node, known) if known else it.node


def _assigned(modules: Modules, path: str, scope: str, name: str) -> Placed | None:
    """What the function `scope`, or one around it, assigns to a name; None where it assigns it not exactly once."""
    facts = modules.files[path]
    while scope:
        function = facts.definitions.get(scope)
        if isinstance(function, syntax.FunctionDef):
            found = [it.value for it in facts.scope(scope).assignments.get(name, ()) if it.value is not None]
            if found or function.parameter(name) is not None:
                return Placed(found[0], path, scope) if len(found) == 1 else None
        scope = scope.rpartition(".")[0]
    return None
