"""Values that can be known without running the code: literals and the module-level constants they go through."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.names.classes import class_bodies, externals, lookup
from lsp_server.project.names.environment import value_without
from lsp_server.project.names.makers import class_made, made_by
from lsp_server.project.names.members import member
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.one_line import one_line

_ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum"})
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is known, which may be None."""

    value: Value


def evaluate(modules: Modules, path: str, node: syntax.Expr | None, scope: str = "") -> Known | None:
    """What an expression in the file `path` is, inside the class or function `scope`; None: not known."""
    return _evaluate(modules, path, node, scope, frozenset())


def text_of(modules: Modules, path: str, node: syntax.Expr | None, scope: str = "") -> str | None:
    """The string that an expression is, where that is known."""
    found = evaluate(modules, path, node, scope)
    return found.value if found is not None and isinstance(found.value, str) else None


def truth_of(modules: Modules, path: str, node: syntax.Expr | None, scope: str = "") -> bool | None:
    """The True or False that an expression is, where that is known."""
    found = evaluate(modules, path, node, scope)
    return found.value if found is not None and isinstance(found.value, bool) else None


def source(modules: Modules, path: str, node: syntax.Expr) -> str:
    """The text of an expression, in one line and without comments."""
    return one_line(modules.files[path].document.slice(node.span))


def _evaluate(
    modules: Modules, path: str, node: syntax.Expr | None, scope: str, seen: frozenset[tuple[str, str]]
) -> Known | None:
    match node:
        case syntax.Constant(value=str() | int() | float() | None as value):
            return Known(value)
        case syntax.UnaryOp(op="-", operand=operand):
            found = _evaluate(modules, path, operand, scope, seen)
            return Known(-found.value) if found is not None and isinstance(found.value, int | float) else None
        case syntax.BinOp(left=left, op=op, right=right):
            return _combine(
                _evaluate(modules, path, left, scope, seen), op, _evaluate(modules, path, right, scope, seen)
            )
        case syntax.JoinedStr(values=values):
            parts = [_evaluate(modules, path, it, scope, seen) for it in values]
            return Known("".join(str(it.value) for it in parts if it is not None)) if all(parts) else None
        case syntax.Name() | syntax.Attribute():
            return _named(modules, path, node, scope, seen)
        case syntax.Subscript(value=syntax.Dict() as mapping, slices=(key,)):
            return _evaluate(modules, path, entry(mapping, key), scope, seen)
        case syntax.Call() | syntax.BoolOp():
            return _evaluate(modules, path, value_without(modules, path, node, scope), scope, seen)
        case _:
            return None


def entry(mapping: syntax.Dict, key: syntax.Expr) -> syntax.Expr | None:
    """The value of a literal key in a dict that is written down; the last one counts, and none behind `**more`."""
    if not isinstance(key, syntax.Constant):
        return None
    for name, value in reversed(mapping.items):
        if not isinstance(name, syntax.Constant):
            return None
        if name.value == key.value:
            return value
    return None


def _combine(left: Known | None, op: str, right: Known | None) -> Known | None:
    if left is None or right is None:
        return None
    match left.value, op, right.value:
        case str(a), "+", str(b):
            return Known(a + b)
        case int(a), "+", int(b):
            return Known(a + b)
        case int(a), "-", int(b):
            return Known(a - b)
        case int(a), "*", int(b):
            return Known(a * b)
        case int(a), "**", int(b) if 0 <= b <= 64 and abs(a) <= 1024:
            return Known(a**b)
        case _:
            return None


def _named(
    modules: Modules, path: str, node: syntax.Expr, scope: str, seen: frozenset[tuple[str, str]]
) -> Known | None:
    """A module-level constant, or an attribute of a class: `LIMIT`, `limits.NAME`, `Role.USER`."""
    if isinstance(node, syntax.Name) and (bound := _in_class_body(modules, path, scope, node)) is not None:
        sign = (path, f"{scope}.{node.id}")
        return _evaluate(modules, path, bound, scope, seen | {sign}) if sign not in seen else None
    name = syntax.dotted(node)
    if name is not None and is_parameter(modules, path, scope, name.partition(".")[0]):
        return None
    found = lookup(modules, path, scope, name) if name is not None else None
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign) and (found.path, found.name) not in seen:
        return _evaluate(modules, found.path, found.node.value, "", seen | {(found.path, found.name)})
    if not isinstance(node, syntax.Attribute) or found is not None:
        return None
    made = made_by(modules, path, scope, node.value)
    if made is not None:
        sign = (made.path, f"{made.call.span.start}.{node.attr}")
        given = member(modules, made.path, made.scope, made.call, node.attr) if sign not in seen else None
        if given is not None:
            return _evaluate(modules, given.path, given.node, given.scope, seen | {sign})
        class_ = class_made(modules, made)
        return _attribute(modules, class_, node.attr, seen) if class_ is not None else None
    owner = syntax.dotted(node.value)
    if owner == "self" or owner is None:
        return None
    if node.attr in ("name", "value") and isinstance(node.value, syntax.Attribute):
        return _of_member(modules, path, node.value, node.attr, scope, seen)
    of = lookup(modules, path, scope, owner)
    if not isinstance(of, Symbol) or not isinstance(of.node, syntax.ClassDef):
        return None
    return _attribute(modules, of, node.attr, seen)


def is_parameter(modules: Modules, path: str, scope: str, name: str) -> bool:
    """Whether the function `scope`, or one around it, has a parameter of this name: only its callers know the value."""
    definitions = modules.files[path].definitions
    while scope:
        function = definitions.get(scope)
        if isinstance(function, syntax.FunctionDef) and function.parameter(name) is not None:
            return True
        scope = scope.rpartition(".")[0]
    return False


def _in_class_body(modules: Modules, path: str, scope: str, node: syntax.Name) -> syntax.Expr | None:
    """What a name inside a class body was bound to further up in it: `VERSION` of `PREFIX: str = f"/api/{VERSION}"`."""
    owner = modules.files[path].definitions.get(scope) if scope else None
    if not isinstance(owner, syntax.ClassDef):
        return None
    above = (it for it in owner.body if isinstance(it, syntax.Assign) and it.span.end <= node.span.start)
    found = [it.value for it in above if any(syntax.dotted(one) == node.id for one in it.targets)]
    return found[-1] if found else None


def _of_member(
    modules: Modules, path: str, member: syntax.Attribute, what: str, scope: str, seen: frozenset[tuple[str, str]]
) -> Known | None:
    """`Role.ADMIN.name` and `Role.ADMIN.value` of an enumeration of the project."""
    found = lookup(modules, path, scope, syntax.dotted(member.value) or "")
    if not isinstance(found, Symbol) or not externals(modules, found) & _ENUMS:
        return None
    value = _attribute(modules, found, member.attr, seen)
    return Known(member.attr) if value is not None and what == "name" else value


def _attribute(modules: Modules, symbol: Symbol, name: str, seen: frozenset[tuple[str, str]]) -> Known | None:
    """What a class or one above it binds a name to; a field's default counts."""
    for owner, node in class_bodies(modules, symbol):
        for it in node.body:
            if not isinstance(it, syntax.Assign) or not any(syntax.dotted(one) == name for one in it.targets):
                continue
            if (owner.path, f"{owner.name}.{name}") in seen:
                return None
            value = it.value
            if isinstance(value, syntax.Call) and syntax.last_name(value.func) == "Field":
                value = value.argument(0, "default")
            return _evaluate(modules, owner.path, value, owner.name, seen | {(owner.path, f"{owner.name}.{name}")})
    return None
