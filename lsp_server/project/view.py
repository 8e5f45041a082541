"""The project as one value. Each part is linked on first use and then kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.models.link import link_tables
from lsp_server.project.models.schemas import link_schemas
from lsp_server.project.models.values import Schema, Table
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import nearest
from lsp_server.project.queries.link import Linker, link_flow
from lsp_server.project.queries.values import Flow
from lsp_server.project.routers.link import Routers
from lsp_server.project.routes.exception_handlers import Handlers, link_exception_handlers
from lsp_server.project.routes.link import link_routes
from lsp_server.project.routes.values import ExceptionHandler, Route
from lsp_server.project.services.conventions import Conventions, import_root, link_conventions
from lsp_server.project.services.layers import Layers, link_layers
from lsp_server.project.services.link import Service, link_services
from lsp_server.project.sessions.link import link_session_aliases, link_sessions, provider_of
from lsp_server.project.sessions.values import SessionAlias, SessionProvider
from lsp_server.project.tests.apps import App, link_apps
from lsp_server.project.tests.fixtures import link_fixtures
from lsp_server.project.tests.link import link_tests
from lsp_server.project.tests.values import Fixture, Test
from lsp_server.project.types.enums import link_enums
from lsp_server.project.types.values import Enum


@dataclass(frozen=True)
class Project:
    """All that is known about one workspace folder at one moment. `files` is keyed by path."""

    files: Mapping[str, FileFacts]

    @cached_property
    def modules(self) -> Modules:
        return Modules(self.files)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every mapped class, in the order of files and definitions."""
        return link_tables(self.modules)

    @cached_property
    def schemas(self) -> tuple[Schema, ...]:
        """Every pydantic or SQLModel class without a table."""
        return link_schemas(self.modules, self.tables)

    @cached_property
    def enums(self) -> tuple[Enum, ...]:
        """Every enumeration."""
        return link_enums(self.modules)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every operation with its full path, in the order of files and declarations."""
        return link_routes(self._routers, self._handlers)

    @cached_property
    def exception_handlers(self) -> tuple[ExceptionHandler, ...]:
        """Every exception handler of the applications, in the order of files and registrations."""
        return link_exception_handlers(self._handlers)

    @cached_property
    def _handlers(self) -> Handlers:
        """The exception handlers, asked by routes for the status of what is raised."""
        return Handlers(self._routers)

    @cached_property
    def _routers(self) -> Routers:
        """The routers, asked by routes for what is above them."""
        return Routers(self.modules)

    @cached_property
    def sessions(self) -> tuple[SessionProvider, ...]:
        """Every function that provides a database session."""
        return link_sessions(self.modules)

    @cached_property
    def session_aliases(self) -> tuple[SessionAlias, ...]:
        """Every `Annotated` name under which a session is injected."""
        return link_session_aliases(self.modules)

    def provider_of(self, symbol: Symbol) -> SessionProvider | None:
        """The session provider that a function of the project is."""
        return provider_of(self.modules, symbol)

    def table(self, name: str, importer: str) -> Table | None:
        """The table that a file means by a name: what it resolves to there, else the nearest class of that name."""
        found = self.modules.resolve(importer, name)
        if isinstance(found, Symbol):
            return self.table_of(found)
        last = name.rpartition(".")[2]
        return nearest((it for it in self.tables if it.name == last), importer) if found is None else None

    def table_of(self, symbol: Symbol) -> Table | None:
        """The table that a class of the project is."""
        return self._tables_by_class.get((symbol.path, symbol.name))

    def table_by_db_name(self, name: str, importer: str = "") -> Table | None:
        """The table called `name` in the database ("hero", "public.hero"); of several the one nearest to a file."""
        return nearest((it for it in self.tables if it.table == name), importer)

    def schema(self, name: str, importer: str) -> Schema | None:
        """The schema that a file means by a name: what it resolves to there, else the nearest class of that name."""
        found = self.modules.resolve(importer, name)
        if isinstance(found, Symbol):
            return self.schema_of(found)
        last = name.rpartition(".")[2]
        return nearest((it for it in self.schemas if it.name == last), importer) if found is None else None

    def schema_of(self, symbol: Symbol) -> Schema | None:
        """The schema that a class of the project is."""
        return self._schemas_by_class.get((symbol.path, symbol.name))

    def flow(self, path: str, name: str) -> Flow | None:
        """The database work of a function by its qualified name; None: there is no such function."""
        node = self.files[path].definitions.get(name)
        if not isinstance(node, syntax.FunctionDef):
            return None
        if (path, name) not in self._flows:
            self._flows[path, name] = link_flow(self._linker, path, name, node)
        return self._flows[path, name]

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Every class or module of functions that serves a table."""
        return link_services(self.files, self.modules, self.tables)

    def conventions_near(self, path: str) -> Conventions:
        """How the part of the repository that `path` belongs to writes its code."""
        if path not in self._conventions:
            self._conventions[path] = link_conventions(
                self.files, self.modules, self.services, self.sessions, self.session_aliases, self.schemas, path
            )
        return self._conventions[path]

    def import_root(self, path: str) -> str:
        """The folder on the import path that a file lies in: `backend` of `backend/app/models.py`."""
        return import_root(path, self.modules)[0]

    def layers_near(self, path: str) -> Layers:
        """Where the application that `path` belongs to keeps its database work."""
        root = self.import_root(path)
        if root not in self._layers:
            of_root = tuple(it for it in self.files if not root or it.startswith(f"{root}/"))
            self._layers[root] = link_layers(self.modules, of_root)
        return self._layers[root]

    @cached_property
    def _layers(self) -> dict[str, Layers]:
        """Layers already asked for, by import root."""
        return {}

    @cached_property
    def _conventions(self) -> dict[str, Conventions]:
        """Conventions already asked for."""
        return {}

    def flows(self, path: str) -> tuple[Flow, ...]:
        """The functions of a file that do database work."""
        found = (self.flow(path, name) for name, _ in self.files[path].functions)
        return tuple(it for it in found if it is not None and (it.queries or it.calls or it.helpers))

    @cached_property
    def _linker(self) -> Linker:
        return Linker(self.modules, self.table_of, self.table)

    @cached_property
    def _flows(self) -> dict[tuple[str, str], Flow]:
        """Flows already asked for."""
        return {}

    @cached_property
    def _tables_by_class(self) -> Mapping[tuple[str, str], Table]:
        return {(it.path, it.symbol.name): it for it in self.tables}

    @cached_property
    def _schemas_by_class(self) -> Mapping[tuple[str, str], Schema]:
        return {(it.path, it.symbol.name): it for it in self.schemas}

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """Every test function, with the requests it sends."""
        return link_tests(self.files, self.modules)

    @cached_property
    def fixtures(self) -> tuple[Fixture, ...]:
        """Every pytest fixture of the project."""
        return link_fixtures(self.files, self.modules)

    @cached_property
    def apps(self) -> tuple[App, ...]:
        """Every FastAPI application, with the files it imports."""
        return link_apps(self.modules)
