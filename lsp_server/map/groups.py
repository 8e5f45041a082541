"""What stands together in the picture, and what it is called."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.map.values import Group
from lsp_server.project.models.values import Table
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routes.values import Route

# File names that say nothing about what is in the file: the folder says more.
_PLAIN = frozenset(
    "__init__ main app api routes router routers endpoint endpoints views views_api controller controllers models "
    "model tables service services crud repository repositories queries schemas deps dependencies base core utils "
    "tests".split()
)


@dataclass(frozen=True)
class Groups:
    """Names groups for the routes and tables that are drawn."""

    routes: tuple[Route, ...]
    tables: tuple[Table, ...]

    def of_route(self, route: Route) -> Group:
        """A file's routes; where they have different tags, those of a tag."""
        tag = route.tags[-1] if route.tags and self._tags[route.file] > 1 else ""
        name = tag or _title(route.file)
        return Group(f"routes:{route.file}{f'#{tag}' if tag else ''}", "routes", name, route.file)

    def of_table(self, table: Table) -> Group:
        """The tables of a file; where each has a file of its own, those of a folder."""
        folder = table.path.rpartition("/")[0]
        if self._in_file[table.path] > 1 or self._in_folder[folder] == 1:
            return Group(f"tables:{table.path}", "tables", _title(table.path), table.path)
        return Group(f"tables:{folder}", "tables", _title(f"{folder}/__init__.py"), folder or ".")

    @cached_property
    def _tags(self) -> Mapping[str, int]:
        """How many different tags the routes of a file have."""
        pairs = {(it.file, it.tags[-1] if it.tags else "") for it in self.routes}
        return Counter(path for path, _ in pairs)

    @cached_property
    def _in_file(self) -> Mapping[str, int]:
        return Counter(it.path for it in self.tables)

    @cached_property
    def _in_folder(self) -> Mapping[str, int]:
        return Counter(it.path.rpartition("/")[0] for it in self.tables)


def of_function(path: str, name: str, owner: Symbol | None) -> Group:
    """The functions of a class, or those of a module that stand in no class. The layer is known when all are."""
    if owner is not None:
        return Group(f"functions:{owner.path}:{owner.name}", "services", owner.name, owner.path)
    around = name.rpartition(".")[0]
    if around[:1].isupper():
        return Group(f"functions:{path}:{around}", "services", around, path)
    return Group(f"functions:{path}", "services", _title(path), path)


def of_test(path: str) -> Group:
    return Group(f"tests:{path}", "tests", path.rpartition("/")[2].removesuffix(".py"), path)


def unlike(groups: Iterable[Group]) -> dict[str, str]:
    """The name of each group by its id; those of one name and layer get the folder that tells them apart."""
    listed = list(groups)
    seen = Counter((it.layer, it.name) for it in listed)
    return {it.id: it.name if seen[it.layer, it.name] == 1 else _longer(it) for it in listed}


def _longer(it: Group) -> str:
    folders = [part for part in it.path.split("/")[:-1] if part not in it.name.split("/")]
    return f"{folders[-1]}/{it.name}" if folders else it.name


def _title(path: str) -> str:
    """What a file is about: its name, with its folder where the name is one that every project has."""
    parts = path.removesuffix(".py").split("/")
    stem = parts[-1]
    if stem == "__init__":
        return parts[-2] if len(parts) > 1 else path
    return f"{parts[-2]}/{stem}" if stem in _PLAIN and len(parts) > 1 and parts[-2] not in ("src", "app") else stem
