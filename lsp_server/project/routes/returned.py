"""The status of responses that a handler makes itself: FastAPI sends those as they are, whatever is declared."""

from lsp_server.facts import syntax
from lsp_server.facts.scope import scope_of
from lsp_server.project.exceptions.statuses import status_of
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routes.parameter_places import is_response_name


def returned_status(modules: Modules, handler: Symbol) -> int | None:
    """The one status of a handler's good answers, where each `return` makes a response; None: what is declared."""
    node = handler.node
    if not isinstance(node, syntax.FunctionDef) or not node.suite.may_hold(b"Response"):
        return None
    returns = [it for it in scope_of(node).nodes if isinstance(it, syntax.Return)]
    found = {_status(modules, handler, it.value) for it in returns}
    if None in found or not _ends(node.suite.statements):
        return None
    good = {it for it in found if it is not None and it < 400}
    return good.pop() if len(good) == 1 else None


def _status(modules: Modules, handler: Symbol, value: syntax.Expr | None) -> int | None:
    """The status of `Response(status_code=204)`."""
    if not isinstance(value, syntax.Call):
        return None
    name = canonical(library_name(modules, handler.path, value, handler.name))
    if not is_response_name(name) or any(isinstance(it, syntax.Starred) for it in value.args):
        return None
    if any(it.arg is None for it in value.keywords):
        return None
    given = value.argument(1, "status_code")
    if given is None:
        return 307 if name.endswith(".RedirectResponse") else 200
    return status_of(modules, Placed(given, handler.path, handler.name))


def _ends(body: tuple[syntax.Stmt, ...]) -> bool:
    """Whether a body never runs past its last statement, which would answer with nothing."""
    match body[-1:]:
        case (syntax.Return() | syntax.Raise(),):
            return True
        case (syntax.If(body=inside, orelse=otherwise),):
            return _ends(inside) and _ends(otherwise)
        case (syntax.With(body=inside),):
            return _ends(inside)
        case _:
            return False
