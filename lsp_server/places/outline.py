"""The symbols of a file: its routes, tables, schemas, services, dependencies, fixtures and tests.

Only what a server for types does not know of, or not by that name: editors show both answers side by side.
"""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.places.values import Entry
from lsp_server.project.models.values import Field, Relationship
from lsp_server.project.routes.values import Route
from lsp_server.project.services.values import Service
from lsp_server.project.tests.values import Test
from lsp_server.project.view import Project
from lsp_server.text import Span


def outline(project: Project, path: str) -> tuple[Entry, ...]:
    """The symbols of a file in the order of its text; none of a file that the project does not have."""
    parts = (_routes, _tables, _schemas, _services, _sessions, _fixtures, _tests)
    return tuple(sorted((it for part in parts for it in part(project, path)), key=lambda it: it.span))


def _routes(project: Project, path: str) -> Iterator[Entry]:
    """Those whose handlers stand here, each by its method and full path."""
    for it in project.routes_of(path):
        yield Entry(route_name(it), f"{it.handler} → {it.status}", "route", it.node.span, it.node.name_span)


def route_name(it: Route) -> str:
    """`POST /heroes/{hero_id}`; what stands before an unknown prefix is an ellipsis."""
    return f"{it.method} {it.path}" if it.known else f"{it.method} …{it.path}"


def _tables(project: Project, path: str) -> Iterator[Entry]:
    for it in project.tables_in(path):
        written = (one for one in it.relationships if one.path == path and not one.is_reverse)
        inside = [*(_column(one) for one in it.fields if one.path == path and one.owner == it.symbol.name),
                  *map(_relationship, written)]  # fmt: skip
        children = sorted((one for one in inside if it.node.span.contains(one.span)), key=lambda one: one.span)
        yield Entry(it.name, f"table {it.table}".rstrip(), "table", it.node.span, it.node.name_span, tuple(children))


def _column(it: Field) -> Entry:
    column = it.column
    is_key = column is not None and (column.primary_key or column.foreign_key is not None)
    target = f" → {column.foreign_key.target}" if column is not None and column.foreign_key is not None else ""
    return Entry(it.name, it.type.text + target, "key" if is_key else "column", it.span, _name(it.span, it.name))


def _relationship(it: Relationship) -> Entry:
    many = "many " if it.many else ""
    return Entry(it.name, f"→ {many}{it.target}", "relationship", it.span, _name(it.span, it.name))


def _schemas(project: Project, path: str) -> Iterator[Entry]:
    for it in project.schemas_in(path):
        of = f" of {it.table}" if it.table is not None else ""
        role = "schema" if it.role == "other" else f"{it.role} schema"
        yield Entry(it.name, f"{role}{of}", "schema", it.node.span, it.node.name_span)


def _services(project: Project, path: str) -> Iterator[Entry]:
    """Classes that serve a table; of a module of functions, each operation by itself."""
    seen: set[Span] = set()
    for it in project.services_in(path):
        operations = [one for name, one in it.operations.items() if name not in it.inherited]
        methods = tuple(
            Entry(one.name, f"of {it.table}", "method", one.span, one.name_span)
            for one in sorted(operations, key=lambda one: one.span)
        )
        if it.node is None:
            yield from (one for one in methods if one.span not in seen)
            seen |= {one.span for one in methods}
        elif it.node.span not in seen:
            seen.add(it.node.span)
            yield Entry(it.name, _serves(project, it), "service", it.node.span, it.node.name_span, methods)


def _serves(project: Project, service: Service) -> str:
    tables = [it.table for it in project.services_in(service.path) if it.node is service.node]
    return f"serves {', '.join(dict.fromkeys(tables))}"


def _sessions(project: Project, path: str) -> Iterator[Entry]:
    for it in project.sessions_in(path):
        node = it.symbol.node
        if it.path == path and isinstance(node, syntax.FunctionDef):
            yield Entry(it.name, "provides the session", "dependency", node.span, node.name_span)


def _fixtures(project: Project, path: str) -> Iterator[Entry]:
    for it in project.fixtures_in(path):
        gives = f" of {it.gives}" if it.gives else ""
        yield Entry(it.name, f"{it.scope} fixture{gives}", "fixture", it.node.span, it.node.name_span)


def _tests(project: Project, path: str) -> Iterator[Entry]:
    for it in project.tests_in(path):
        yield Entry(it.name, _requests(it), "test", it.node.span, it.node.name_span)


def _requests(test: Test) -> str:
    """What it asks for, as far as its text tells: `POST /heroes/, GET {}/heroes/{}`."""
    sent = [f"{it.method} {it.path or it.route_name}" for it in test.calls]
    return ", ".join(dict.fromkeys(sent))


def _name(span: Span, name: str) -> Span:
    return Span(span.start, min(span.end, span.start + len(name.encode())))
