"""Functions that only stand for an expression: all they do is return it."""

from lsp_server.facts import syntax


def only_returned(function: syntax.FunctionDef) -> syntax.Expr | None:
    """What a plain function without decorators returns, where that is all that its body says; else None."""
    if function.decorators or function.is_async:
        return None
    body = [it for it in function.body if not _is_docstring(it)]
    return body[0].value if len(body) == 1 and isinstance(body[0], syntax.Return) else None


def _is_docstring(node: syntax.Stmt) -> bool:
    return isinstance(node, syntax.ExprStmt) and isinstance(node.value, syntax.Constant)
