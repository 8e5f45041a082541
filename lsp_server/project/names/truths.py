"""Conditions whose outcome the text tells: `path in SKIPPED`, `not spec.legacy`."""

from collections.abc import Callable

from lsp_server.facts import syntax
from lsp_server.project.names.literals import Placed, followed, items, value_at
from lsp_server.project.names.modules import Modules

Placing = Callable[[syntax.Expr], Placed]


def truth_at(modules: Modules, it: Placed) -> bool | None:
    """Whether a condition holds; None where that is not known."""
    return condition(modules, it.node, lambda node: Placed(node, it.path, it.scope))


def condition(modules: Modules, node: syntax.Expr, place: Placing) -> bool | None:
    """The same for a condition whose parts use the names of several files: `place` says where each belongs."""
    match node:
        case syntax.UnaryOp(op="not", operand=operand):
            found = condition(modules, operand, place)
            return None if found is None else not found
        case syntax.BoolOp(op=op, left=left, right=right):
            return _both(op, condition(modules, left, place), condition(modules, right, place))
        case syntax.Compare(left=left, ops=("in" | "not in" as op,), comparators=(right,)):
            return _among(modules, place(left), place(right), op == "in")
        case syntax.Compare(left=left, ops=("==" | "!=" as op,), comparators=(right,)):
            one, other = value_at(modules, place(left)), value_at(modules, place(right))
            return None if one is None or other is None else (one == other) == (op == "==")
        case _:
            value = value_at(modules, place(node))
            return bool(value.value) if value is not None else None


def _both(op: str, left: bool | None, right: bool | None) -> bool | None:
    deciding = op == "or"
    if deciding in (left, right):
        return deciding
    return None if None in (left, right) else not deciding


def _among(modules: Modules, left: Placed, right: Placed, wanted: bool) -> bool | None:
    value = value_at(modules, left)
    if value is None or not isinstance(followed(modules, right).node, syntax.Collection):
        return None
    values = [value_at(modules, one) for one in items(modules, right)]
    if value in values:
        return wanted
    return None if None in values else not wanted
