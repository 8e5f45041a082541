"""Classes that only say what others implement: ports, whose methods are no place for statements."""

from lsp_server.facts import syntax
from lsp_server.project.names.classes import bases, class_bodies
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.services.values import Service

_ABSTRACT = frozenset({"abc.ABC", "abc.ABCMeta", "typing.Protocol", "typing_extensions.Protocol"})


def is_port(modules: Modules, service: Service) -> bool:
    """Whether a service is a class that is abstract itself, or leaves a method of its bases abstract."""
    if service.node is None:
        return False
    symbol = Symbol(service.path, service.name, service.node)
    if any(isinstance(it, External) and it.name in _ABSTRACT for it in bases(modules, symbol)):
        return True
    if any(it.arg == "metaclass" and syntax.last_name(it.value) == "ABCMeta" for it in service.node.keywords):
        return True
    nearest: dict[str, syntax.FunctionDef] = {}
    for _, owner in class_bodies(modules, symbol):
        for it in owner.body:
            if isinstance(it, syntax.FunctionDef):
                nearest.setdefault(it.name, it)
    return any(_is_abstract(it) for it in nearest.values())


def _is_abstract(node: syntax.FunctionDef) -> bool:
    return any((syntax.last_name(it) or "").startswith("abstract") for it in node.decorators)
