"""Decorators of the project: the function that takes a decorated one's place, and where it calls that one."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import Modules, Symbol


def wrappers(modules: Modules, symbol: Symbol) -> Iterator[tuple[Symbol, tuple[syntax.Call, ...]]]:
    """For each decorator, innermost first: its inner function, and that function's calls of the decorated one."""
    if not isinstance(symbol.node, syntax.FunctionDef):
        return
    for it in reversed(symbol.node.decorators):
        name = syntax.dotted(it.func if isinstance(it, syntax.Call) else it)
        found = lookup(modules, symbol.path, symbol.name.rpartition(".")[0], name) if name is not None else None
        if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
            yield from _inner(modules, found)


def _inner(modules: Modules, decorator: Symbol) -> Iterator[tuple[Symbol, tuple[syntax.Call, ...]]]:
    facts = modules.files[decorator.path]
    below = [decorator.name, *(name for name, _ in facts.functions if name.startswith(f"{decorator.name}."))]
    taken: set[str] = set()
    for name in below:
        node = facts.definitions[name]
        calls = tuple(it for it in facts.scope(name).calls if isinstance(it.func, syntax.Name) and it.func.id in taken)
        if calls and isinstance(node, syntax.FunctionDef):
            yield Symbol(decorator.path, name, node), calls
        if isinstance(node, syntax.FunctionDef):
            taken |= {it.name for it in node.parameters[:1]}
