"""The symbols of a workspace that no server for types has: routes, tables by their name in the database, settings."""

import re
from dataclasses import dataclass

from lsp_server.places.outline import route_name
from lsp_server.places.values import Symbol
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.values import Field
from lsp_server.project.settings.link import settings_in
from lsp_server.project.tests.values import meaning
from lsp_server.project.view import Project
from lsp_server.text import Span

_PARAMETER = re.compile(r"{[^{}]*}")


def search(project: Project, query: str) -> tuple[Symbol, ...]:
    """The symbols that a query means, best first; all for an empty one.

    `POST /heroes/{id}` means the route whatever its parameter is called, `/heroes/7` the one that a request would
    reach, `post hero` every one with these words, and `htm` what has these letters in this order.
    """
    parts = (_routes_in, _tables_in, _settings_in)
    known = [it for part in parts for it in everywhere(project, part)]
    wanted = _Wanted(_plain(query))
    if not wanted.text:
        return tuple(it.symbol for it in known)
    ranked = sorted((rank, at) for at, it in enumerate(known) if (rank := wanted.rank(it)) is not None)
    return tuple(known[at].symbol for _, at in ranked)


@dataclass(frozen=True, slots=True)
class _Known:
    """A symbol in the letters in which it is searched for."""

    symbol: Symbol
    name: str
    around: str  # with what it belongs to
    path: str  # of a route; "" of anything else


def _known(it: Symbol) -> _Known:
    name = _plain(it.name)
    path = it.name.lower().rpartition(" ")[2] if it.kind == "route" else ""
    return _Known(it, name, f"{name} {it.container.lower()}", path)


@tracked
def _routes_in(project: Project, path: str) -> tuple[_Known, ...]:
    return tuple(
        _known(Symbol(route_name(it), "route", it.handler, it.file, it.node.name_span))
        for it in project.routes_in(path)
    )


@tracked
def _tables_in(project: Project, path: str) -> tuple[_Known, ...]:
    return tuple(
        _known(Symbol(f"table {it.label}", "table", it.name, it.path, it.node.name_span))
        for it in project.tables_in(path)
    )


@tracked
def _settings_in(project: Project, path: str) -> tuple[_Known, ...]:
    return tuple(
        _known(Symbol(variable, "setting", f"{settings.symbol.name}.{it.field.name}", it.field.path, _name(it.field)))
        for settings in settings_in(project.modules, path)
        for it in settings.settings
        for variable in it.variables[:1]
    )


def _name(it: Field) -> Span:
    return Span(it.span.start, min(it.span.end, it.span.start + len(it.name.encode())))


class _Wanted:
    """A query, in the same letters."""

    def __init__(self, text: str) -> None:
        self.text, self._words = text, text.split()
        self._method, _, path = text.rpartition(" ")
        requests = (meaning(it) for it in (path, f"{{}}{path}")) if path.startswith("/") else ()
        self._requests = [it for it in requests if it is not None]
        self._letters = re.compile(".*?".join(map(re.escape, text.replace(" ", ""))), re.DOTALL)

    def rank(self, it: _Known) -> int | None:
        """How well a symbol fits: 0 is best; None: not at all."""
        name, words = it.name, self._words
        if name == self.text:
            return 0
        if all(word in name for word in words):
            return 1 if name.endswith(words[-1]) else 2
        if it.path and name.startswith(self._method) and any(one.fullmatch(it.path) for one in self._requests):
            return 1
        if all(word in it.around for word in words):
            return 3
        return 4 if self._letters.search(name) is not None else None


def _plain(text: str) -> str:
    """In small letters, with every path parameter called the same."""
    return _PARAMETER.sub("{}", " ".join(text.lower().split()))
