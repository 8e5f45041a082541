"""Reads of the environment: `os.getenv("API", "/api")`, and what they give where the variable is not set."""

from lsp_server.facts import syntax
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.modules import Modules

_GETS = frozenset({"os.getenv", "os.environ.get", "os.environb.get", "os.environ.setdefault", "os.environ.pop"})


def reads_environment(modules: Modules, path: str, node: syntax.Call, scope: str = "") -> bool:
    """Whether a call asks for the value of an environment variable."""
    return library_name(modules, path, node, scope) in _GETS


def value_without(modules: Modules, path: str, node: syntax.Expr, scope: str = "") -> syntax.Expr | None:
    """What an expression gives where its variable is not set: the default of a read, or what stands behind its `or`.

    None for anything else. A setting is told by its default in the same way: no text says what the environment holds.
    """
    match node:
        case syntax.Call() if reads_environment(modules, path, node, scope):
            return node.argument(1, "default")
        case syntax.BoolOp(op="or", left=syntax.Call() as read, right=right):
            if reads_environment(modules, path, read, scope):
                default = read.argument(1, "default")
                return right if default is None or _is_empty(default) else default
        case _:
            pass
    return None


def _is_empty(node: syntax.Expr) -> bool:
    return isinstance(node, syntax.Constant) and not node.value
