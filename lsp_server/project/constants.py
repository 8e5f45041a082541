"""Values that can be known without running the code: literals and the module-level constants they go through."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.classes import lookup
from lsp_server.project.modules import Modules, Symbol

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
    """The text of an expression, in one line."""
    return " ".join(modules.files[path].document.slice(node.span).split())


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
        case _:
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
    name = syntax.dotted(node)
    found = lookup(modules, path, scope, name) if name is not None else None
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign) and (found.path, found.name) not in seen:
        return _evaluate(modules, found.path, found.node.value, "", seen | {(found.path, found.name)})
    if not isinstance(node, syntax.Attribute) or found is not None:
        return None
    owner = syntax.dotted(node.value)
    if owner == "self" or owner is None:
        return None
    made = lookup(modules, path, scope, owner)
    if not isinstance(made, Symbol) or not isinstance(made.node, syntax.ClassDef):
        return None
    return _attribute(modules, made, made.node, node.attr, seen)


def _attribute(
    modules: Modules, symbol: Symbol, node: syntax.ClassDef, name: str, seen: frozenset[tuple[str, str]]
) -> Known | None:
    if (symbol.path, f"{symbol.name}.{name}") in seen:
        return None
    for it in node.body:
        if isinstance(it, syntax.Assign) and any(isinstance(t, syntax.Name) and t.id == name for t in it.targets):
            inner = seen | {(symbol.path, f"{symbol.name}.{name}")}
            return _evaluate(modules, symbol.path, it.value, symbol.name, inner)
    return None
