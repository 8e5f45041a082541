"""Which table a word means: `hero` and `heroes` are Hero, and of two tables of one name the nearest."""

from collections.abc import Mapping
from dataclasses import dataclass

from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.link import TableName, table_names
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import shared_parts
from lsp_server.project.services.entity_names import EntityName


@dataclass(frozen=True, slots=True)
class Spellings:
    """Tables by what functions and classes call them."""

    by_word: Mapping[str, tuple[TableName, ...]]

    def near(self, word: str, path: str, modules: Modules) -> TableName | None:
        """The table of that spelling that the file means: the one it imports, else the nearest."""
        candidates = self.by_word.get(word, ())
        for it in candidates:
            found = modules.resolve(path, it.name)
            if isinstance(found, Symbol) and found.path == it.path:
                return it
        return max(candidates, key=lambda it: shared_parts(it.path, path), default=None)


@tracked
def spellings(modules: Modules) -> Spellings:
    """Of all tables, the singular and the plural of their names."""
    found: dict[str, tuple[TableName, ...]] = {}
    for it in table_names(modules):
        name = EntityName(it.name)
        for word in {name.snake, name.plural}:
            found[word] = (*found.get(word, ()), it)
    return Spellings(found)
