"""What is so although it is not written there: a route's full path, the status that an answer has, how rows load."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.places.values import Hint
from lsp_server.project.routes.values import Route
from lsp_server.project.view import Project
from lsp_server.text import Span


def hints(project: Project, path: str, wanted: frozenset[str]) -> tuple[Hint, ...]:
    """The hints of a file in the order of its text; `wanted` are the kinds: `paths`, `statuses`, `loading`."""
    kinds = {"paths": _paths, "statuses": _statuses, "loading": _loading}
    found = (it for name, kind in kinds.items() if name in wanted for it in kind(project, path))
    return tuple(sorted(set(found), key=lambda it: (it.offset, it.text)))


def _paths(project: Project, path: str) -> Iterator[Hint]:
    """Behind the path of a declaration, where routers above it add something."""
    for span, routes in _declarations(project, path).items():
        call = _call(project, path, span)
        written = call.argument(0, "path") if call is not None else None
        if written is None:
            continue
        text = written.value if isinstance(written, syntax.Constant) else None
        full = tuple(dict.fromkeys(it.path if it.known else f"…{it.path}" for it in routes))
        if full != (text,):
            more = f" and {len(full) - 1} more" if len(full) > 1 else ""
            yield Hint(written.span.end, f"{full[0]}{more}", "Reached as " + ", ".join(full))


def _statuses(project: Project, path: str) -> Iterator[Hint]:
    """Where none is written: behind a declaration that of its answer, behind `raise` that of a domain error."""
    for span, routes in _declarations(project, path).items():
        call = _call(project, path, span)
        given = call.keyword("status_code") if call is not None else None
        if routes[0].method != "WEBSOCKET" and not _says(project, path, given, routes[0].answered):
            yield Hint(span.end, f"→ {routes[0].answered}", "The status of the answer where all goes well")
    raised: dict[Span, set[int]] = {}
    for route in project.routes:
        for it in route.raises:
            if it.path == path and it.via is not None and it.status is not None:
                raised.setdefault(it.span, set()).add(it.status)
    for span, statuses in raised.items():
        shown = ", ".join(map(str, sorted(statuses)))
        yield Hint(span.end, f"→ {shown}", "The status that the client gets, through the application's handler")


def _says(project: Project, path: str, node: syntax.Expr | None, status: int) -> bool:
    return node is not None and str(status) in project.files[path].document.slice(node.span)


def _loading(project: Project, path: str) -> Iterator[Hint]:
    """Behind a relationship that does not say how it loads."""
    for table in project.tables_in(path):
        for it in table.relationships:
            if it.path == path and it.lazy is None and not it.is_reverse:
                yield Hint(it.span.end, 'lazy="select"', "Loaded when it is first read, by a statement for each row")


def _declarations(project: Project, path: str) -> dict[Span, list[Route]]:
    found: dict[Span, list[Route]] = {}
    for it in (one for one in project.routes_in(path) if one.declared_in == path):
        found.setdefault(it.span, []).append(it)
    return found


def _call(project: Project, path: str, span: Span) -> syntax.Call | None:
    around = nodes_at(project.files[path], span)
    return next((it for it in around if isinstance(it, syntax.Call) and it.span == span), None)
