"""Which functions of a project are dependencies because something asks for them: `Depends(get_org)`, wherever it is."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.functions import signatures
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled
from lsp_server.project.names.classes import key, library_name
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.types.link import resolve_type

DEPENDS = frozenset(
    f"{package}{name}" for package in ("fastapi.", "fastapi.params.") for name in ("Depends", "Security")
)
_SIGNS = (b"Depends(", b"Security(")

_Key = tuple[str, str]  # path and qualified name of a function


@settled
def is_asked_for(modules: Modules, path: str, name: str) -> bool:
    """Whether a `Depends(…)` or `Security(…)` of the project runs this function, or makes an instance by it."""
    return (path, name) in _asked_for(modules)


@settled
def _asked_for(modules: Modules) -> frozenset[_Key]:
    return frozenset(everywhere(modules, _asked_in))


@placeless
def _asked_in(modules: Modules, path: str) -> tuple[_Key, ...]:
    """The functions that are asked for in a file, each once."""
    facts = modules.files[path]
    if not facts.says("Depends(", "Security("):
        return ()
    return tuple(sorted(set(_asked(modules, facts))))


def _asked(modules: Modules, facts: FileFacts) -> Iterator[_Key]:
    yield from _among(modules, facts.path, "", facts.scope().nodes)
    for name, _ in facts.classes:
        yield from _among(modules, facts.path, name, facts.scope(name).nodes)
    for name, node in facts.functions:
        around = name.rpartition(".")[0]
        yield from _among(modules, facts.path, around, syntax.walk(*node.decorators))
        for it in node.parameters:
            written = (one for one in (it.annotation, it.default) if one is not None)
            yield from _among(modules, facts.path, around, syntax.walk(*written), it.annotation)
        if _stands_in_body(facts, node):
            yield from _among(modules, facts.path, name, facts.scope(name).nodes)


def _stands_in_body(facts: FileFacts, node: syntax.FunctionDef) -> bool:
    """A look at the text: most bodies need not be read for this."""
    node.suite.asked()
    return any(facts.document.data.find(it, node.header.end, node.span.end) >= 0 for it in _SIGNS)


def _among(
    modules: Modules,
    path: str,
    scope: str,
    nodes: Iterator[syntax.Node] | tuple[syntax.Node, ...],
    annotation: syntax.Expr | None = None,
) -> Iterator[_Key]:
    for it in nodes:
        if not isinstance(it, syntax.Call) or syntax.last_name(it.func) not in ("Depends", "Security"):
            continue
        if library_name(modules, path, it, scope) not in DEPENDS:
            continue
        target = it.argument(0, "dependency")
        if target is None:  # `Depends()` stands for the annotated class.
            runs = resolve_type(modules, path, annotation, scope).symbol if annotation is not None else None
        else:
            runs = signatures.runs(modules, path, scope, target)
        called = _called(modules, runs) if runs is not None else None
        if called is not None:
            yield key(called)


def _called(modules: Modules, runs: Symbol) -> Symbol | None:
    return signatures.constructor(modules, runs) if isinstance(runs.node, syntax.ClassDef) else runs
