"""Conditions whose outcome the text tells: `path in SKIPPED`, `not spec.legacy`."""

from lsp_server.facts import syntax
from lsp_server.project.names.literals import Placed, followed, items, value_at
from lsp_server.project.names.modules import Modules


def truth_at(modules: Modules, it: Placed) -> bool | None:
    """Whether a condition holds; None where that is not known."""
    match it.node:
        case syntax.UnaryOp(op="not", operand=operand):
            found = truth_at(modules, _at(it, operand))
            return None if found is None else not found
        case syntax.BoolOp(op=op, left=left, right=right):
            return _both(op, truth_at(modules, _at(it, left)), truth_at(modules, _at(it, right)))
        case syntax.Compare(left=left, ops=("in" | "not in" as op,), comparators=(right,)):
            return _among(modules, _at(it, left), _at(it, right), op == "in")
        case syntax.Compare(left=left, ops=("==" | "!=" as op,), comparators=(right,)):
            one, other = value_at(modules, _at(it, left)), value_at(modules, _at(it, right))
            return None if one is None or other is None else (one == other) == (op == "==")
        case _:
            value = value_at(modules, it)
            return bool(value.value) if value is not None else None


def _at(it: Placed, node: syntax.Expr) -> Placed:
    return Placed(node, it.path, it.scope)


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
