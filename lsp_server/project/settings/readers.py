"""Who reads a setting: `settings.DATABASE_URL`, wherever what stands before the dot is the settings class.

Also the body of the class itself, by the bare name, and its validators, by the name as a string.
"""

import re
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.facts.file import FileFacts
from lsp_server.facts.scope import scope_of
from lsp_server.project.functions.calls import Inside, instances_of
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import class_bodies, key, mro
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.settings.values import Reader
from lsp_server.text import Span

_VALIDATORS = frozenset("validator root_validator field_validator model_validator".split())


def readers(modules: Modules, symbol: Symbol, name: str) -> tuple[Reader, ...]:
    """The places that read an attribute of the class, in the order of files and places, those in its body first."""
    return (*_in_bodies(modules, symbol, name), *_readers(modules, symbol, name))


def _in_bodies(modules: Modules, symbol: Symbol, name: str) -> Iterator[Reader]:
    for owner, node in class_bodies(modules, symbol):
        scope = modules.files[owner.path].scope(owner.name)
        made = scope.assignments.get(name, ())
        targets = {target.span for it in made for target in it.targets}
        for it in scope.nodes if made else ():  # a class does not see the names of those above it
            is_read = isinstance(it, syntax.Name) and it.id == name and it.span not in targets
            if is_read and it.span.start > made[0].span.end:
                yield Reader(owner.path, it.span, owner.name, default=True)
        for function in node.body:
            if isinstance(function, syntax.FunctionDef) and _is_validator(function):
                where = f"{owner.name}.{function.name}"
                yield from (Reader(owner.path, it, where) for it in _asked(function, name))


def _is_validator(function: syntax.FunctionDef) -> bool:
    return any(syntax.last_name(it) in _VALIDATORS for it in function.decorators)


def _asked(function: syntax.FunctionDef, name: str) -> Iterator[Span]:
    """`values["host"]`, `values.get("host")`, `info.data["host"]`"""
    for it in scope_of(function).nodes:
        match it:
            case syntax.Subscript(value=values, slices=(syntax.Constant(value=str(key), span=span),)):
                pass
            case syntax.Call(
                func=syntax.Attribute(value=values, attr="get"), args=(syntax.Constant(value=str(key), span=span), *_)
            ):
                pass
            case _:
                continue
        is_given = isinstance(values, syntax.Name) and function.parameter(values.id) is not None
        if key == name and (is_given or (isinstance(values, syntax.Attribute) and values.attr == "data")):
            yield span


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
    owners = instances_of(Inside(modules, path, scope), node.value)
    if all(key(symbol) not in {key(it) for it in mro(modules, one)} for one in owners):
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
