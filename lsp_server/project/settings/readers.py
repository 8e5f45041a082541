"""Who reads a setting: `settings.DATABASE_URL`, wherever what stands before the dot is the settings class."""

import re
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.facts.file import FileFacts
from lsp_server.project.functions.calls import Inside, instance_of
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import key, mro
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.settings.values import Reader
from lsp_server.text import Span


def readers(modules: Modules, symbol: Symbol, name: str) -> tuple[Reader, ...]:
    """The places outside the class that read its attribute `name`, in the order of files and places."""
    return tuple(_readers(modules, symbol, name))


def _readers(modules: Modules, symbol: Symbol, name: str) -> Iterator[Reader]:
    sought = re.compile(rb"\.\s*(" + re.escape(name.encode()) + rb")(?!\w)")
    for path in _speaking(modules, symbol.name.rpartition(".")[2]):
        facts = modules.files[path]
        if not facts.says(name):
            continue
        for hit in sought.finditer(facts.whole_data):
            found = _reader(modules, symbol, path, facts, Span(*hit.span(1)))
            if found is not None:
                yield found


def _reader(modules: Modules, symbol: Symbol, path: str, facts: FileFacts, span: Span) -> Reader | None:
    node = next(iter(nodes_at(facts, span)), None)
    if not isinstance(node, syntax.Attribute) or node.attr_span != span:
        return None
    around = facts.enclosing(span)
    scope = next((it for it, one in around if isinstance(one, syntax.FunctionDef)), "")
    owner = instance_of(Inside(modules, path, scope), node.value)
    if owner is None or key(symbol) not in {key(it) for it in mro(modules, owner)}:
        return None
    return Reader(path, span, scope)


@tracked
def _speaking(modules: Modules, last: str) -> tuple[str, ...]:
    """The files that may speak of the settings of a class with this last name."""
    holders = _holders(modules, last)
    return tuple(path for path, it in modules.files.items() if it.says(*holders))


def _holders(modules: Modules, last: str) -> frozenset[str]:
    """Names without which a file can't speak of the settings: the class, its variables, functions that give it."""
    found, sought = {last}, last.encode()
    for facts in modules.files.values():
        if not facts.says(last):
            continue
        data = facts.document.data
        for name, node in facts.assignments.items():
            if sought in data[node.span.start : node.span.end]:
                found.add(name)
        for name, function in facts.functions:
            if facts.says_in(function, sought) and _gives(function, last):
                found.add(name.rpartition(".")[2])
    return frozenset(found)


def _gives(function: syntax.FunctionDef, name: str) -> bool:
    """Whether a function is annotated to return the class, or returns a new one."""
    returned = [it.value for it in function.body if isinstance(it, syntax.Return)]
    return any(syntax.last_name(it) == name for it in (function.returns, *returned))
