"""What a column type of the project is on PostgreSQL, where its `load_dialect_impl` chooses by the dialect."""

from lsp_server.facts import syntax

_NAME = "postgresql"


def on_postgresql(function: syntax.FunctionDef) -> syntax.Expr | None:
    """The type that a `load_dialect_impl` returns there; None where the text doesn't tell."""
    if len(function.parameters) < 2:
        return None
    dialect = function.parameters[1].name
    returned = _chosen(_returned(function.body, dialect), dialect)
    match returned:
        case syntax.Call(func=syntax.Attribute(value=syntax.Name(id=name), attr="type_descriptor"), args=(made,)):
            return _chosen(made, dialect) if name == dialect else None
        case _:
            return returned


def _returned(body: tuple[syntax.Stmt, ...], dialect: str) -> syntax.Expr | None:
    """The value of the first `return` that PostgreSQL comes to."""
    for it in body:
        match it:
            case syntax.Return(value=value):
                return value
            case syntax.If(test=test, body=then, orelse=orelse):
                holds = _holds(test, dialect)
                if holds is None:
                    return None
                found = _returned(then if holds else orelse, dialect)
                if found is not None:
                    return found
            case syntax.ExprStmt(value=syntax.Constant()):
                pass  # the docstring
            case _:
                return None
    return None


def _chosen(node: syntax.Expr | None, dialect: str) -> syntax.Expr | None:
    """Of `A if dialect.name == "postgresql" else B` the one that counts."""
    if not isinstance(node, syntax.IfExp):
        return node
    holds = _holds(node.test, dialect)
    return None if holds is None else _chosen(node.body if holds else node.orelse, dialect)


def _holds(test: syntax.Expr, dialect: str) -> bool | None:
    """Whether a comparison of the dialect's name holds for PostgreSQL; None: it is none."""
    match test:
        case syntax.Compare(left=left, ops=(op,), comparators=(other,)):
            if syntax.dotted(other) == f"{dialect}.name":
                left, other = other, left
            if syntax.dotted(left) != f"{dialect}.name":
                return None
            names = {it.value for it in _elements(other) if isinstance(it, syntax.Constant)}
            if len(names) != len(_elements(other)):
                return None
            if op in ("==", "in"):
                return _NAME in names
            return _NAME not in names if op in ("!=", "not in") else None
        case syntax.UnaryOp(op="not", operand=operand):
            inner = _holds(operand, dialect)
            return None if inner is None else not inner
        case _:
            return None


def _elements(node: syntax.Expr) -> tuple[syntax.Expr, ...]:
    return node.elements if isinstance(node, syntax.Collection) else (node,)
