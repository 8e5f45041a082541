"""Where tests put something else in the place of a dependency: `app.dependency_overrides[get_session] = …`."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.text import Span

_WORD = "dependency_overrides"


@dataclass(frozen=True, slots=True)
class Override:
    """One entry. `by` is what runs instead; None where that is not a name of the project, such as a lambda."""

    replaced: Symbol
    by: Symbol | None
    path: str
    span: Span  # of the name of what is replaced
    where: str  # qualified name of the function, "" at module level


def link_overrides(modules: Modules) -> tuple[Override, ...]:
    """Every override of the project, in the order of files and places."""
    return everywhere(modules, overrides_in)


@tracked
def overrides_in(modules: Modules, path: str) -> tuple[Override, ...]:
    """The overrides that a file writes down."""
    if not modules.files[path].says(_WORD):
        return ()
    found = (it for scope, nodes in scopes(modules, path, (_WORD,)) for it in _overrides(modules, path, scope, nodes))
    return tuple(sorted(found, key=lambda it: it.span))


def _overrides(modules: Modules, path: str, scope: str, nodes: tuple[syntax.Node, ...]) -> Iterator[Override]:
    for old, new in (pair for it in nodes for pair in _pairs(it)):
        replaced = _symbol(modules, path, scope, old)
        if replaced is not None:
            yield Override(replaced, _symbol(modules, path, scope, new), path, old.span, scope)


def _pairs(node: syntax.Node) -> Iterator[tuple[syntax.Expr, syntax.Expr]]:
    """What is replaced by what: an item, a dict, `|= {…}`, `update({…})`, `setdefault`, monkeypatch's `setitem`."""
    match node:
        case syntax.Assign(targets=(syntax.Subscript(value=table, slices=(old,)), *_), value=new) if new is not None:
            if syntax.last_name(table) == _WORD:
                yield old, new
        case syntax.Assign(targets=(table, *_), value=syntax.Dict(items=items)) if syntax.last_name(table) == _WORD:
            yield from ((old, new) for old, new in items if old is not None)
        case syntax.Call(func=syntax.Attribute(value=table, attr="update"), args=(syntax.Dict(items=items), *_)):
            if syntax.last_name(table) == _WORD:
                yield from ((old, new) for old, new in items if old is not None)
        case syntax.AugAssign(target=table, value=syntax.Dict(items=items)) if syntax.last_name(table) == _WORD:
            yield from ((old, new) for old, new in items if old is not None)
        case syntax.Call(func=syntax.Attribute(value=table, attr="setdefault"), args=(old, new)):
            if syntax.last_name(table) == _WORD:
                yield old, new
        case syntax.Call(func=syntax.Attribute(attr="setitem"), args=(table, old, new)):
            if syntax.last_name(table) == _WORD:
                yield old, new
        case _:
            return


def _symbol(modules: Modules, path: str, scope: str, node: syntax.Expr) -> Symbol | None:
    name = syntax.dotted(node)
    found = lookup(modules, path, scope, name) if name is not None else None
    return found if isinstance(found, Symbol) else None
