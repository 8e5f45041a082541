"""Where a project's services get their sessions from, and what they call them."""

from collections.abc import Iterator, Mapping

from lsp_server.facts.file import FileFacts
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
    providers: tuple[SessionProvider, ...], aliases: tuple[SessionAlias, ...], near: str, files: Mapping[str, FileFacts]
) -> SessionProvider | None:
    """The provider that the files around use most; of two that are used alike, the nearest."""
    mine = [it for it in providers if it.path in files] or list(providers)
    if len(mine) < 2:
        return mine[0] if mine else None
    by_alias: dict[str, set[str]] = {}
    for alias in aliases:
        if alias.provider:
            by_alias.setdefault(alias.provider, set()).add(alias.name)

    def uses(it: SessionProvider) -> int:
        names = {it.name, *by_alias.get(it.name, ())}
        return sum(imported.name in names for facts in files.values() for imported in facts.imports)

    return max(mine, key=lambda it: (shared_parts(it.path, near), uses(it)))


def alias_near(
    aliases: tuple[SessionAlias, ...], provider: SessionProvider | None, near: str, files: Mapping[str, FileFacts]
) -> SessionAlias | None:
    """The nearest `Annotated` alias of a provider."""
    mine = [it for it in aliases if it.path in files and provider is not None and it.provider == provider.name]
    return max(mine, key=lambda it: shared_parts(it.path, near), default=None)


def is_async(provider: SessionProvider | None, services: tuple[Service, ...]) -> Convention[bool]:
    """Whether services are asynchronous: as the provider is, or else as they are."""
    if provider is not None:
        return Convention(provider.is_async, (Place(provider.path, provider.symbol.node.span),))
    return majority(((it.is_async, place_of(it)) for it in services), True)
