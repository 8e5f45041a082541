"""The project as one value. Each part is linked when it is asked for, and kept while nothing that it reads changes."""

from dataclasses import dataclass

from lsp_server.project.incremental.files import Files
from lsp_server.project.mentions.link import link_mentions, mentions_in, mentions_of, things_in
from lsp_server.project.mentions.values import Mention, Thing
from lsp_server.project.models.fields import root_of
from lsp_server.project.models.link import has_table, link_tables, table_by_db_name, table_named, table_of, tables_in
from lsp_server.project.models.schemas import fields_of, is_schema, link_schemas, schema_of, schemas_in
from lsp_server.project.models.values import Field, Schema, Table
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import nearest
from lsp_server.project.queries.link import link_flow
from lsp_server.project.queries.values import Flow
from lsp_server.project.reach.link import Reacher
from lsp_server.project.reach.reached import reaching
from lsp_server.project.reach.values import Reach
from lsp_server.project.routes.exception_handlers import link_exception_handlers
from lsp_server.project.routes.link import link_routes, routes_at, routes_in, routes_of
from lsp_server.project.routes.values import ExceptionHandler, Route
from lsp_server.project.services.conventions import Conventions, import_root, link_conventions
from lsp_server.project.services.layers import Layers, link_layers
from lsp_server.project.services.link import link_services, services_in
from lsp_server.project.services.values import Service
from lsp_server.project.sessions.link import link_session_aliases, link_sessions, provider_of, providers_in
from lsp_server.project.sessions.values import SessionAlias, SessionProvider
from lsp_server.project.settings.link import link_settings
from lsp_server.project.settings.values import Settings
from lsp_server.project.tests.apps import App, link_apps
from lsp_server.project.tests.exercised import Exercise, exercised
from lsp_server.project.tests.fixtures import fixtures_in, link_fixtures
from lsp_server.project.tests.link import link_tests, tests_in
from lsp_server.project.tests.values import Fixture, Test
from lsp_server.project.types.enums import link_enums
from lsp_server.project.types.values import Enum, Type
from lsp_server.text import Span


@dataclass(frozen=True)
class Project:
    """All that is known about one workspace folder at one moment. `files` is keyed by path.

    Holds nothing itself: made anew for each moment, it finds what was linked before (see `incremental`).
    """

    files: Files

    @property
    def modules(self) -> Modules:
        return Modules(self.files)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every mapped class, in the order of files and definitions."""
        return link_tables(self.modules)

    def tables_in(self, path: str) -> tuple[Table, ...]:
        """The mapped classes of a file: quicker than to look through all."""
        return tables_in(self.modules, path) if path in self.files else ()

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """Every pydantic or SQLModel class without a table."""
        return link_schemas(self.modules)

    def schemas_in(self, path: str) -> tuple[Schema, ...]:
        """Those of a file."""
        return schemas_in(self.modules, path) if path in self.files else ()

    @property
    def enums(self) -> tuple[Enum, ...]:
        """Every enumeration."""
        return link_enums(self.modules)

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every operation with its full path, in the order of files and declarations."""
        return link_routes(self.modules)

    def routes_of(self, path: str) -> tuple[Route, ...]:
        """The operations whose handlers stand in a file: quicker than to look through all."""
        return routes_of(self.modules, path) if path in self.files else ()

    def routes_in(self, path: str) -> tuple[Route, ...]:
        """The operations that a file declares, wherever their handlers stand."""
        return routes_in(self.modules, path) if path in self.files else ()

    def routes_at(self, path: str, place: Span) -> tuple[Route, ...]:
        """The operations whose handler or declaration is around a place of a file: quicker than for all of it."""
        return routes_at(self.modules, path, place) if path in self.files else ()

    @property
    def exception_handlers(self) -> tuple[ExceptionHandler, ...]:
        """Every exception handler of the applications, in the order of files and registrations."""
        return link_exception_handlers(self.modules)

    @property
    def sessions(self) -> tuple[SessionProvider, ...]:
        """Every function that provides a database session."""
        return link_sessions(self.modules)

    def sessions_in(self, path: str) -> tuple[SessionProvider, ...]:
        """Those of a file: quicker than to look through all."""
        return providers_in(self.modules, path) if path in self.files else ()

    @property
    def session_aliases(self) -> tuple[SessionAlias, ...]:
        """Every `Annotated` name under which a session is injected."""
        return link_session_aliases(self.modules)

    def provider_of(self, symbol: Symbol) -> SessionProvider | None:
        """The session provider that a function of the project is."""
        return provider_of(self.modules, symbol)

    def table(self, name: str, importer: str) -> Table | None:
        """The table that a file means by a name: what it resolves to there, else the nearest class of that name."""
        return table_named(self.modules, name, importer)

    def table_of(self, symbol: Symbol) -> Table | None:
        """The table that a class of the project is."""
        return table_of(self.modules, symbol.path, symbol.name)

    def table_by_db_name(self, name: str, importer: str = "") -> Table | None:
        """The table called `name` in the database ("hero", "public.hero"); of several the one nearest to a file."""
        return table_by_db_name(self.modules, name, importer)

    def schema(self, name: str, importer: str) -> Schema | None:
        """The schema that a file means by a name: what it resolves to there, else the nearest class of that name."""
        found = self.modules.resolve(importer, name)
        if isinstance(found, Symbol):
            return self.schema_of(found)
        if found is not None:
            return None
        places = self.files.classes_named(name.rpartition(".")[2])
        there = (schema_of(self.modules, *it) for it in places)
        return nearest((it for it in there if it is not None), importer)

    def schema_of(self, symbol: Symbol) -> Schema | None:
        """The schema that a class of the project is."""
        return schema_of(self.modules, symbol.path, symbol.name)

    def schema_fields(self, symbol: Symbol) -> tuple[Field, ...] | None:
        """The fields of the schema that a class is; None: it is none. Quicker than to look for its table as well."""
        return fields_of(self.modules, symbol.path, symbol.name)

    def root_of(self, symbol: Symbol) -> Type | None:
        """What the body of a RootModel is; None: the class is none."""
        return root_of(self.modules, symbol)

    def has_fields(self, symbol: Symbol) -> bool:
        """Whether a class is a table or a schema: quicker than to look for what is in it."""
        return has_table(self.modules, symbol.path, symbol.name) or is_schema(self.modules, symbol.path, symbol.name)

    def flow(self, path: str, name: str) -> Flow | None:
        """The database work of a function by its qualified name; None: there is no such function."""
        return link_flow(self.modules, path, name, True)

    @property
    def services(self) -> tuple[Service, ...]:
        """Every class or module of functions that serves a table."""
        return link_services(self.modules)

    def services_in(self, path: str) -> tuple[Service, ...]:
        """Those of a file."""
        return services_in(self.modules, path) if path in self.files else ()

    def conventions_near(self, path: str) -> Conventions:
        """How the part of the repository that `path` belongs to writes its code."""
        return link_conventions(self.modules, path)

    def import_root(self, path: str) -> str:
        """The folder on the import path that a file lies in: `backend` of `backend/app/models.py`."""
        return import_root(path, self.modules)[0]

    def layers_near(self, path: str) -> Layers:
        """Where the application that `path` belongs to keeps its database work."""
        return link_layers(self.modules, self.import_root(path))

    def reach(self, route: Route) -> Reach:
        """The tables that a route works on, and through which functions; what is not known of it."""
        return self.reacher.of_route(route)

    @property
    def reacher(self) -> Reacher:
        """The same, for who asks about many routes and functions."""
        return Reacher(self.modules)

    def routes_reaching(self, table: Table) -> tuple[Route, ...]:
        """The routes that work on a table, directly or through what they call."""
        return reaching(self.modules, table)

    @property
    def tests(self) -> tuple[Test, ...]:
        """Every test function, with the requests it sends."""
        return link_tests(self.modules)

    def tests_in(self, path: str) -> tuple[Test, ...]:
        """Those of a file."""
        return tests_in(self.modules, path) if path in self.files else ()

    def exercises_of(self, route: Route) -> tuple[Exercise, ...]:
        """The requests that tests send to a route."""
        return exercised(self.modules, route)

    def tests_of(self, route: Route) -> tuple[Test, ...]:
        """The tests that send a request to a route."""
        return tuple(dict.fromkeys(it.test for it in self.exercises_of(route)))

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """Every pytest fixture of the project."""
        return link_fixtures(self.modules)

    def fixtures_in(self, path: str) -> tuple[Fixture, ...]:
        """Those of a file."""
        return fixtures_in(self.modules, path) if path in self.files else ()

    @property
    def settings(self) -> tuple[Settings, ...]:
        """Every class that is filled from the environment."""
        return link_settings(self.modules)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every place that speaks of something by a text or by convention."""
        return link_mentions(self.modules)

    def mentions_in(self, path: str) -> tuple[Mention, ...]:
        """Those of a file: quicker than to look through all."""
        return mentions_in(self.modules, path) if path in self.files else ()

    def mentions_of(self, thing: Thing) -> tuple[Mention, ...]:
        """Every place that speaks of one thing."""
        return mentions_of(self.modules, thing)

    def things_in(self, path: str) -> frozenset[Thing]:
        """What is defined in a file and spoken of somewhere."""
        return things_in(self.modules, path)

    @property
    def apps(self) -> tuple[App, ...]:
        """Every FastAPI application, with the files it imports."""
        return link_apps(self.modules)
