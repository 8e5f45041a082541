"""A database session: who makes it, who closes it, who commits, and whether objects expire then.

Shown on a function that provides sessions, and on everything through which one is injected: `Depends(get_session)`,
an `Annotated` alias, a parameter.
"""

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, facts_table, link, place, reader
from lsp_server.cards.dependency import depended_on
from lsp_server.facts import syntax
from lsp_server.markup import Code, Line, Strong, Words, joined
from lsp_server.project.names.classes import key
from lsp_server.project.routes.overrides import link_overrides
from lsp_server.project.sessions.values import SessionProvider
from lsp_server.project.view import Project

_CLASSES = {
    "sqlmodel-async": "sqlmodel.ext.asyncio.session.AsyncSession",
    "sqlalchemy-async": "sqlalchemy.ext.asyncio.AsyncSession",
    "sqlmodel-sync": "sqlmodel.Session",
    "sqlalchemy-sync": "sqlalchemy.orm.Session",
}


def show(cursor: Cursor) -> Shown | None:
    found = depended_on(cursor)
    made = cursor.project.provider_of(found.symbol) if found is not None else None
    if found is None or made is None:
        return None
    project = cursor.project
    node = made.symbol.node
    at = node.name_span if isinstance(node, syntax.FunctionDef | syntax.ClassDef) else node.span
    head = (Strong("Session"), " ", Code(made.name), " → ", Code(_CLASSES[made.kind]), ", in ")
    aliases = (it for it in project.session_aliases if (it.provider_path, it.provider) == (made.path, made.name))
    overrides = [it for it in link_overrides(project.modules) if key(it.replaced) == key(made.symbol)]
    table = facts_table(
        ("closed", ("when the provider ends",) if made.closes else ("not by the provider",)),
        ("commits", _commits(made)),
        ("rolls back", ("on an exception, explicitly",) if made.rolls_back else _implicitly(made)),
        ("expire_on_commit", _expires(made)),
        ("injected as", joined(_alias(it.name, it.path, project) for it in aliases)),
        ("overridden in", joined(reader(project, it.where, it.path, it.span.start) for it in overrides)),
    )
    assert table is not None
    return Shown((Line((*head, place(project, made.path, at.start))), table), found.span)


def _commits(made: SessionProvider) -> Words:
    if made.commits:
        return ("the provider, after the handler has returned: services only flush",)
    return ("nobody but who uses it: a service or a handler has to",)


def _implicitly(made: SessionProvider) -> Words:
    return ("when it is closed without a commit",) if made.closes else ("not by the provider",)


def _expires(made: SessionProvider) -> Words:
    if made.expire_on_commit is False:
        return (Code("False"), ": objects keep what was loaded after a commit")
    said: Words = (Code("True"),) if made.expire_on_commit else (Code("True"), " (the default)")
    if made.is_async:
        return (*said, ": reading an attribute after a commit raises MissingGreenlet until it is refreshed")
    return (*said, ": attributes are loaded again when they are read after a commit")


def _alias(name: str, path: str, project: Project) -> Words:
    node = project.files[path].assignments.get(name)
    return (link(project, name, path, node.span.start if node is not None else 0),)


CARD = Card("session", show)
