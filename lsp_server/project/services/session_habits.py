"""Where a project's services get their sessions from, and what they call them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from lsp_server.facts.file import FileFacts
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import shared_parts
from lsp_server.project.services.evidence import Convention, Place, majority
from lsp_server.project.services.service_habits import place_of
from lsp_server.project.services.values import Service
from lsp_server.project.sessions.values import SessionAlias, SessionProvider


def session_names(services: tuple[Service, ...], files: Mapping[str, FileFacts]) -> Iterator[tuple[str, Place]]:
    """What services call the session; where there are none, what any function does."""
    given = [(it.session.name, place_of(it)) for it in services if it.session]
    yield from given
    if not given:
        for path, facts in files.items():
            for _, node in facts.functions:
                for it in node.parameters:
                    if it.name in ("session", "db", "db_session") and it.annotation is not None:
                        yield it.name, Place(path, it.span)


def provider_near(
    providers: tuple[SessionProvider, ...],
    aliases: tuple[SessionAlias, ...],
    near: str,
    files: Mapping[str, FileFacts],
    modules: Modules,
) -> SessionProvider | None:
    """Of the providers that the files around use, the nearest; of two that are alike near, the one used most."""
    mine = [it for it in providers if it.path in files] or list(providers)
    if len(mine) < 2:
        return mine[0] if mine else None
    uses = _uses(mine, aliases, files, modules)
    return max(
        mine,
        key=lambda it: (uses[it.path, it.name] > 0, shared_parts(it.path, near), uses[it.path, it.name]),
    )


def _uses(
    providers: Iterable[SessionProvider],
    aliases: tuple[SessionAlias, ...],
    files: Mapping[str, FileFacts],
    modules: Modules,
) -> Counter[tuple[str, str]]:
    """How often each provider is imported, itself or by an alias, through re-exports too.

    Two providers of one name are told apart by what the name means where it is imported.
    """
    meant = {(it.path, it.name): (it.path, it.name) for it in providers}
    meant |= {(it.path, it.name): (it.provider_path, it.provider) for it in aliases if it.provider and it.provider_path}
    names = {name for _, name in meant}
    found = Counter[tuple[str, str]]()
    for path, facts in files.items():
        for it in facts.imports:
            if it.name in names and isinstance(symbol := modules.resolve(path, it.local), Symbol):
                found[meant.get((symbol.path, symbol.name), (symbol.path, symbol.name))] += 1
    return found


def alias_near(
    aliases: tuple[SessionAlias, ...], provider: SessionProvider | None, near: str, files: Mapping[str, FileFacts]
) -> SessionAlias | None:
    """The nearest `Annotated` alias of a provider."""
    of = (provider.path, provider.name) if provider is not None else None
    mine = [it for it in aliases if it.path in files and (it.provider_path, it.provider) == of]
    return max(mine, key=lambda it: shared_parts(it.path, near), default=None)


def is_async(provider: SessionProvider | None, services: tuple[Service, ...]) -> Convention[bool]:
    """Whether services are asynchronous: as the provider is, or else as they are."""
    if provider is not None:
        return Convention(provider.is_async, (Place(provider.path, provider.symbol.node.span),))
    return majority(((it.is_async, place_of(it)) for it in services), True)
