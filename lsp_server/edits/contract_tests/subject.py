"""What a contract test is about: the route, its rows, its payload, its answer and who is signed in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.edits.contract_tests.names import singular, snake
from lsp_server.edits.contract_tests.shapes import Shape, class_of, shape_of
from lsp_server.facts import syntax
from lsp_server.facts.scope import scope_of
from lsp_server.project.models.values import Field, Schema, Table
from lsp_server.project.names.modules import Symbol
from lsp_server.project.names.nearest import shared_parts
from lsp_server.project.routes.values import Dependency, Parameter, Route
from lsp_server.project.sessions.values import SessionProvider
from lsp_server.project.tests.apps import App, nearest_app
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project

_OWNER = re.compile(r"(user|owner|author|creator|account|created_by)(_id)?")


@dataclass(frozen=True, slots=True)
class Key:
    """A path parameter, and the column of a row that it names (None: not known)."""

    parameter: Parameter
    table: Table | None
    field: Field | None


@dataclass(frozen=True, slots=True)
class User:
    """Who is signed in, as the application sees it: what the dependency `symbol` gives.

    `table` holds the users' rows, where there is one; `row` tells whether the dependency gives such a row.
    """

    symbol: Symbol
    gives: Type
    table: Table | None

    @property
    def row(self) -> bool:
        gives = self.gives.symbol
        return (
            self.table is not None
            and gives is not None
            and (gives.path, gives.name) == (self.table.path, self.table.name)
        )


@dataclass(frozen=True, slots=True)
class Subject:
    project: Project
    route: Route
    app: App
    provider: SessionProvider | None
    resource: Table | None
    request: Schema | Table | None
    shape: Shape
    keys: tuple[Key, ...]
    user: User | None

    @property
    def is_async(self) -> bool:
        return self.provider is None or self.provider.is_async

    def owner_column(self, table: Table) -> Field | None:
        """The column that says whose a row is."""
        if self.user is None or self.user.table is table:
            return None
        for it in table.fields:
            key = it.column.foreign_key if it.column else None
            if key is not None and self.user.table is not None and is_target(key.table, self.user.table):
                return it
        named = (it for it in table.fields if _OWNER.fullmatch(it.name) and not (it.column and it.column.foreign_key))
        return next(named, None)


def needs_database(subject: Subject) -> bool:
    """Whether the application has a database at all: tables, or a session that its routes are given."""
    return subject.provider is not None or bool(subject.project.tables)


def subject_of(project: Project, route: Route) -> Subject | None:
    """All that is known of `route` for its tests; None where no application serves it."""
    app = nearest_app(project.apps, route.file)
    if app is None:
        return None
    shape = shape_of(project, route.response)
    request = class_of(project, route.request)
    user = _user(project, route)
    resource = _resource(project, route, shape, request)
    keys = tuple(_key(project, it, route, resource) for it in route.parameters if it.place == "path")
    return Subject(project, route, app, _provider(project, route, app), resource, request, shape, keys, user)


def is_target(name: str, table: Table) -> bool:
    """Whether a foreign key's table name means `table`; the schema may be left out."""
    return name == table.table or name.rpartition(".")[2] == table.table.rpartition(".")[2]


def table_named(project: Project, name: str) -> Table | None:
    """The table that a foreign key points at."""
    return next((it for it in project.tables if is_target(name, it)), None)


def table_called(project: Project, word: str, near: str) -> Table | None:
    """The table that people call `word` ("heroes", "hero-items"); of several the one nearest to the file `near`."""
    wanted = word.lower().replace("-", "_")
    forms = {wanted, singular(wanted)}

    def called(table: Table) -> set[str]:
        name, stored = snake(table.name), table.table.rpartition(".")[2]
        return {name, stored, singular(stored)}

    found = [it for it in project.tables if called(it) & forms]
    return max(found, key=lambda it: shared_parts(it.path, near), default=None)


def dependencies(route: Route) -> Iterator[Dependency]:
    """Every dependency of a route, outer ones first."""
    left = list(route.dependencies)
    while left:
        it = left.pop(0)
        yield it
        left.extend(it.children)


def _resource(project: Project, route: Route, shape: Shape, request: Schema | Table | None) -> Table | None:
    tables = [_table_of(project, it) for it in (shape.item, request)]
    if not any((shape.item, request)):
        # A DELETE says nothing of what it removes; the other routes at its path do.
        others = [it for it in project.routes if it.path == route.path and it is not route]
        tables += [_table_of(project, class_of(project, it.request)) for it in others]
        tables += [_table_of(project, shape_of(project, it.response).item) for it in others]
    if found := next((it for it in tables if it is not None), None):
        return found
    segments = [it for it in route.path.split("/") if it and "{" not in it]
    return next((it for it in (table_called(project, s, route.file) for s in reversed(segments)) if it), None)


def _table_of(project: Project, found: Schema | Table | None) -> Table | None:
    """The table that a schema belongs to."""
    if found is None or isinstance(found, Table):
        return found
    return project.table(found.table, found.path) if found.table is not None else None


def _key(project: Project, parameter: Parameter, route: Route, resource: Table | None) -> Key:
    """`hero_id` is Hero.id, `slug` is the resource's slug, `id` and `item_id` the resource's primary key."""
    parts = [it.name for it in resource.primary_key] if resource else []
    in_path = {it.name for it in route.parameters if it.place == "path"}
    if resource is not None and len(parts) > 1 and set(parts) <= in_path and parameter.name in parts:
        return Key(parameter, resource, resource.field(parameter.name))
    word, _, column = parameter.name.rpartition("_")
    table = table_called(project, word, route.file) if word else None
    if table is not None and (found := table.field(column)) is not None:
        return Key(parameter, table, found)
    if table is not None and column in ("id", "uuid", "pk") and len(table.primary_key) == 1:
        return Key(parameter, table, table.primary_key[0])
    if resource is None:
        # "/password-recovery/{email}": the one table that has such a unique column.
        naming = [(t, f) for t in project.tables if (f := t.field(parameter.name)) and f.column and f.column.unique]
        return Key(parameter, *naming[0]) if len(naming) == 1 else Key(parameter, None, None)
    if (found := resource.field(parameter.name)) is not None:
        if not (found.column and found.column.foreign_key and len(resource.primary_key) == 1):
            return Key(parameter, resource, found)
        target = table_named(project, found.column.foreign_key.table)
        return Key(parameter, target, target.field(found.column.foreign_key.column) if target else None)
    # The last parameter names the resource itself when it looks like an identifier.
    last = [it for it in route.parameters if it.place == "path"][-1] is parameter
    if last and re.fullmatch(r"(\w+_)?(id|uuid|pk)", parameter.name) and len(resource.primary_key) == 1:
        segment = route.path.split(f"{{{parameter.name}")[0].rstrip("/").rpartition("/")[2]
        by_path = table_called(project, segment, route.file)
        if by_path is None or by_path is resource:
            return Key(parameter, resource, resource.primary_key[0])
    return Key(parameter, None, None)


def _provider(project: Project, route: Route, app: App) -> SessionProvider | None:
    """What gives the route its session; a route without one is tested on the session of its neighbours."""
    used = {(it.symbol.path, it.symbol.name) for it in dependencies(route) if it.symbol is not None}
    providers = [it for it in project.sessions if "." not in it.name and not re.search(r"(^|/)tests?/", it.path)]
    known = next((it for it in providers if (it.symbol.path, it.symbol.name) in used), None)
    depended = {(d.symbol.path, d.symbol.name) for r in project.routes for d in dependencies(r) if d.symbol is not None}
    others = [it for it in providers if (it.symbol.path, it.symbol.name) in depended and it.path in app.reaches]
    return known or max(others, key=lambda it: shared_parts(it.path, route.file), default=None)


def _user(project: Project, route: Route) -> User | None:
    """The dependency to replace: the deepest that gives a user's row, else the outermost that gives something."""
    signed_in = [
        (it.symbol, _gives(project, it.symbol))
        for it in dependencies(route)
        if it.kind == "auth" and it.symbol is not None and isinstance(it.symbol.node, syntax.FunctionDef)
    ]
    rows = [(symbol, gives) for symbol, gives in signed_in if isinstance(class_of(project, gives), Table)]
    if rows:
        symbol, gives = rows[-1]
        found = class_of(project, gives)
        return User(symbol, gives, found if isinstance(found, Table) else None)
    scalars = [(symbol, gives) for symbol, gives in signed_in if gives.name]
    if not scalars:
        return None
    symbol, gives = scalars[0]
    if gives.name == "bool":
        return User(symbol, gives, None)  # it says that somebody is let in, and not who
    return User(
        symbol, gives, table_called(project, "user", route.file) or table_called(project, "account", route.file)
    )


def _gives(project: Project, symbol: Symbol) -> Type:
    node = symbol.node
    returns = node.returns if isinstance(node, syntax.FunctionDef) else None
    if isinstance(node, syntax.FunctionDef) and returns is None:
        return _without_annotation(node)
    if isinstance(returns, syntax.Subscript) and (syntax.last_name(returns) or "").endswith(("Generator", "Iterator")):
        returns = returns.slices[0]
    return resolve_type(project.modules, symbol.path, returns)


def _without_annotation(node: syntax.FunctionDef) -> Type:
    """What an unannotated dependency gives, where that is plain: `True`, or nothing at all since it only checks."""
    nodes = scope_of(node).nodes
    given = [it.value for it in nodes if isinstance(it, syntax.Return | syntax.Yield)]
    if all(isinstance(it, syntax.Constant) and it.value is True for it in given) and given:
        return Type("bool", node.name_span, "bool")
    nothing = all(it is None or (isinstance(it, syntax.Constant) and it.value is None) for it in given)
    return Type("None", node.name_span, "None") if nothing else Type("", node.name_span, "")
