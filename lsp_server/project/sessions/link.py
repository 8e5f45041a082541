"""Who provides database sessions in the project, and under which names they are injected."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.functions.depends import dependency_of
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.sessions.expressions import Scope, session_class
from lsp_server.project.sessions.providers import provide
from lsp_server.project.sessions.values import SessionAlias, SessionProvider


def link_sessions(modules: Modules) -> tuple[SessionProvider, ...]:
    """Every provider of the project, in the order of files and definitions. Test fixtures are none."""
    return everywhere(modules, providers_in)


def link_session_aliases(modules: Modules) -> tuple[SessionAlias, ...]:
    """Every `SessionDep = Annotated[AsyncSession, Depends(get_session)]`, in the order of files and names."""
    return everywhere(modules, aliases_in)


@tracked
def providers_in(modules: Modules, path: str) -> tuple[SessionProvider, ...]:
    """The providers of a file."""
    return tuple(_providers(modules, path))


@tracked
def aliases_in(modules: Modules, path: str) -> tuple[SessionAlias, ...]:
    """The session aliases of a file."""
    return tuple(_aliases(modules, path))


def provider_of(modules: Modules, symbol: Symbol) -> SessionProvider | None:
    """The provider that a function is, or an object whose class has `__call__`; None: it provides no session."""
    return provide(Scope(modules, symbol.path), symbol)


def _providers(modules: Modules, path: str) -> Iterator[SessionProvider]:
    facts = modules.files[path]
    if not _may_provide(facts):
        return
    for name, node in facts.definitions.items():
        last = name.rpartition(".")[2]
        if isinstance(node, syntax.FunctionDef) and (not last.startswith("__") or last == "__call__"):
            found = provider_of(modules, Symbol(path, name, node))
            if found is not None:
                yield found
    for name, assignment in facts.assignments.items():
        found = provider_of(modules, Symbol(path, name, assignment))
        if found is not None:
            yield found


def _may_provide(facts: FileFacts) -> bool:
    """A cheap look before the work: who passes on a session yields it, or names it and returns or makes one."""
    return facts.says("yield") or (facts.says("ession") and facts.says("return", "()"))


def _aliases(modules: Modules, path: str) -> Iterator[SessionAlias]:
    facts = modules.files[path]
    if not facts.says("Depends") or not facts.says("Annotated"):
        return
    for name, node in facts.assignments.items():
        value = node.value
        if not isinstance(value, syntax.Subscript) or syntax.last_name(value.value) != "Annotated":
            continue
        target = dependency_of(modules, path, value, None)
        provider = provider_of(modules, target) if target is not None else None
        if provider is not None:
            yield SessionAlias(name, path, provider.name, provider.path)
        elif target is None and value.slices and session_class(modules, path, value.slices[0]) is not None:
            yield SessionAlias(name, path, None)
