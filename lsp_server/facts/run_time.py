"""What a program imports where a type checker is shown something else: the `else` of `if TYPE_CHECKING:`."""

from collections.abc import Iterator, Mapping

from lsp_server.facts import syntax
from lsp_server.facts.imports import ImportedName

SIGN = "TYPE_CHECKING"


def imports_at_run_time(body: tuple[syntax.Stmt, ...]) -> Mapping[str, ImportedName]:
    """These `from … import …` of a module by the names that they bind."""
    return {
        it.bound: ImportedName(it.bound, node.module, node.level, it.name, it.span)
        for branch in _branches(body)
        for node in syntax.statements(*branch)
        if isinstance(node, syntax.ImportFrom)
        for it in node.names
        if it.name != "*"
    }


def _branches(body: tuple[syntax.Stmt, ...]) -> Iterator[tuple[syntax.Stmt, ...]]:
    for it in body:
        match it:
            case syntax.If(test=syntax.UnaryOp(op="not", operand=test), body=inner, orelse=orelse) if _is_sign(test):
                yield inner if orelse else ()
            case syntax.If(test=test, orelse=orelse) if _is_sign(test):
                yield orelse
            case _:
                pass


def _is_sign(test: syntax.Expr) -> bool:
    return syntax.last_name(test) == SIGN
