"""What a route answers when all goes well: its status, and the type that the answer is made from (FastAPI 0.165)."""

from lsp_server.facts import syntax
from lsp_server.project.exceptions.statuses import status_of
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import externals, library_name
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routes.parameter_places import is_response_name
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type

_ITERATORS = frozenset(
    f"collections.abc.{it}" for it in ("Iterable", "Iterator", "Generator", "AsyncIterable", "AsyncIterator")
) | {"collections.abc.AsyncGenerator"}


def status(modules: Modules, said: Placed | None, response_class: Placed | None) -> int:
    """The status of a success: `status_code=…`, else that of the response class."""
    found = status_of(modules, said) if said is not None else None
    if found is not None or response_class is None:
        return found or 200
    class_ = library_name(modules, response_class.path, response_class.node, response_class.scope)
    return 307 if class_.endswith(".RedirectResponse") else 200


def response(modules: Modules, said: Placed | None, handler: Symbol) -> Type | None:
    """`response_model`, else what the handler is annotated to return, unless that is a response itself."""
    if said is not None:
        return None if _is_none(said.node) else resolve_type(modules, said.path, said.node, said.scope)
    node = handler.node
    if not isinstance(node, syntax.FunctionDef) or node.returns is None or _is_none(node.returns):
        return None
    found = resolve_type(modules, handler.path, node.returns, handler.name.rpartition(".")[0])
    if not found.name or found.name == "None" or _is_response(modules, found):
        return None
    return None if found.name in _ITERATORS and _yields(node) else found


def _is_response(modules: Modules, type_: Type) -> bool:
    names = {type_.name} if type_.symbol is None else externals(modules, type_.symbol)
    return any(is_response_name(canonical(it)) for it in names)


def _is_none(node: syntax.Expr) -> bool:
    return isinstance(node, syntax.Constant) and node.value is None


def _yields(node: syntax.FunctionDef) -> bool:
    """Whether the answer is sent piece by piece."""
    return any(isinstance(it, syntax.Yield) for it in syntax.walk_scope(*node.body))
