"""`select` chains, put together from however many statements build them."""

from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.models.link import table_of
from lsp_server.project.models.values import Table
from lsp_server.project.names.bindings import Binding
from lsp_server.project.names.classes import library_name, lookup
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.queries.values import Entity, Select, Step

_SELECTS = {
    "sqlmodel.select": "sqlmodel",
    "sqlalchemy.select": "sqlalchemy",
    "sqlalchemy.future.select": "sqlalchemy",
}
_DEPTH = 12


@dataclass(frozen=True)
class Selects:
    """Reads the selects of one function."""

    modules: Modules
    path: str
    name: str
    body: Body

    def read(self, node: syntax.Expr, depth: int = _DEPTH) -> Select | None:
        """The select that an expression is; None where it is none, or not known."""
        if depth <= 0:
            return None
        match node:
            case syntax.Call(func=syntax.Attribute(value=inner, attr=name)) if (
                found := self.read(inner, depth - 1)
            ) is not None:
                return replace(found, steps=(*found.steps, Step(name, node)), tail=node)
            case syntax.Call():
                library = _SELECTS.get(library_name(self.modules, self.path, node, self.name))
                if library is None:
                    return None
                entities = tuple(self.entity(it) for it in node.args)
                return Select(node, "sqlmodel" if library == "sqlmodel" else "sqlalchemy", entities, (), node)
            case syntax.Name():
                return self._named(node, depth)
            case _:
                return None

    def table(self, node: syntax.Expr | None) -> Table | None:
        """The table that a name stands for."""
        name = syntax.dotted(node)
        found = lookup(self.modules, self.path, self.name, name) if name is not None else None
        return table_of(self.modules, found.path, found.name) if isinstance(found, Symbol) else None

    def entity(self, node: syntax.Expr) -> Entity:
        """What one argument of a select asks for."""
        if isinstance(node, syntax.Attribute):
            table = self.table(node.value)
            if table is not None and table.field(node.attr) is not None:
                return Entity(node, table, node.attr)
        return Entity(node, self.table(node) if isinstance(node, syntax.Name | syntax.Attribute) else None)

    def _named(self, node: syntax.Name, depth: int) -> Select | None:
        sure, maybe = self.body.definition(node)
        if sure is None or sure.how != "assigned" or sure.value is None:
            return None
        found = self.read(sure.value, depth - 1)
        if found is None:
            return None
        for it in maybe:
            found = self._extended(found, it)
        shared = found.shared or self._reads(node.id) > 1
        return replace(found, tail=node if maybe or shared else found.tail, shared=shared)

    def _extended(self, found: Select, it: Binding) -> Select:
        """`query = query.where(…)` under an `if`."""
        steps: list[Step] = []
        node: syntax.Expr | None = it.value
        while isinstance(node, syntax.Call) and isinstance(node.func, syntax.Attribute):
            steps.insert(0, Step(node.func.attr, node, conditional=True))
            node = node.func.value
        if isinstance(node, syntax.Name) and node.id == it.name and steps:
            return replace(found, steps=(*found.steps, *steps))
        return replace(found, complete=False)

    def _reads(self, name: str) -> int:
        """How often a name is read for something else than to build on it."""
        count = 0
        for it in self.body.nodes:
            if isinstance(it, syntax.Name) and it.id == name:
                statement = self.body.statement(it)
                own = isinstance(statement, syntax.Assign) and any(syntax.dotted(t) == name for t in statement.targets)
                count += not own
        return count
