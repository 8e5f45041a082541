"""The symbols of a workspace that no server for types has: routes, tables by their name in the database, settings."""

import re
from collections.abc import Iterator

from lsp_server.places.outline import route_name
from lsp_server.places.values import Symbol
from lsp_server.project.tests.values import may_mean
from lsp_server.project.view import Project
from lsp_server.text import Span

_PARAMETER = re.compile(r"{[^{}]*}")


def search(project: Project, query: str) -> tuple[Symbol, ...]:
    """The symbols that a query means, best first; all for an empty one.

    `POST /heroes/{id}` means the route whatever its parameter is called, `/heroes/7` the one that a request would
    reach, `post hero` every one with these words, and `htm` what has these letters in this order.
    """
    wanted = _plain(query)
    ranked = ((_rank(wanted, it), at, it) for at, it in enumerate(_all(project)))
    found = sorted((rank, at, it) for rank, at, it in ranked if rank is not None) if wanted else None
    return tuple(it for _, _, it in found) if found is not None else tuple(_all(project))


def _all(project: Project) -> Iterator[Symbol]:
    for route in project.routes:
        yield Symbol(route_name(route), "route", route.handler, route.file, route.node.name_span)
    for table in project.tables:
        yield Symbol(f"table {table.table}", "table", table.name, table.path, table.node.name_span)
    for settings in project.settings:
        for it in settings.settings:
            start = it.field.span.start
            span = Span(start, min(it.field.span.end, start + len(it.field.name.encode())))
            for variable in it.variables[:1]:
                yield Symbol(variable, "setting", f"{settings.symbol.name}.{it.field.name}", it.field.path, span)


def _rank(wanted: str, it: Symbol) -> int | None:
    """How well a symbol fits: 0 is best; None: not at all."""
    name = _plain(it.name)
    if name == wanted:
        return 0
    words = wanted.split()
    if all(word in name for word in words):
        return 1 if name.endswith(words[-1]) else 2
    method, _, path = wanted.rpartition(" ")
    is_request = it.kind == "route" and path.startswith("/") and name.startswith(method)
    if is_request and any(may_mean(one, it.name.lower().rpartition(" ")[2]) for one in (path, f"{{}}{path}")):
        return 1
    if all(word in f"{name} {it.container.lower()}" for word in words):
        return 3
    letters = iter(name)
    return 4 if all(letter in letters for letter in wanted if letter != " ") else None


def _plain(text: str) -> str:
    """In small letters, with every path parameter called the same."""
    return _PARAMETER.sub("{}", " ".join(text.lower().split()))
