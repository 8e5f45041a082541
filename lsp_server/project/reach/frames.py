"""Where an expression stands, what is known about the project there, and what an expression was found to hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import Inside
from lsp_server.project.models.link import link_tables, table_named, table_of
from lsp_server.project.models.schemas import fields_of
from lsp_server.project.models.values import Field, Table
from lsp_server.project.names.bindings import Binding
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import nearest
from lsp_server.project.queries.link import link_flow


@dataclass(frozen=True)
class Held:
    """What an expression was found to hold: tables, and the parameters of its function that bring more.

    `roots` are parameters that are the thing itself (`execute(statement)`), so that nothing is known without
    them; `values` are parameters used in it, which may bring tables (`where(*conditions)`) and mostly don't.
    """

    tables: tuple[Table, ...] = ()
    roots: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    is_sql: bool = False  # an expression of SQLAlchemy's, not a plain value
    written: tuple[Table, ...] = ()  # of the tables: those that `insert`, `update` or `delete` names

    def __or__(self, other: "Held") -> "Held":
        if not other:
            return self
        return Held(
            unique((*self.tables, *other.tables)),
            self.roots | other.roots,
            self.values | other.values,
            self.is_sql or other.is_sql,
            unique((*self.written, *other.written)),
        )

    def __bool__(self) -> bool:
        return bool(self.tables or self.roots or self.values or self.is_sql)

    @property
    def as_value(self) -> "Held":
        """The same, standing inside something else."""
        return Held(self.tables, frozenset(), self.values | self.roots, self.is_sql, self.written)


NOTHING = Held()


@dataclass(frozen=True)
class Known:
    """The project, and what was found out while reading one function of it."""

    modules: Modules
    read: dict[object, tuple[Held, syntax.Node]] = field(default_factory=dict)
    running: set[object] = field(default_factory=set)

    def table_of(self, symbol: Symbol) -> Table | None:
        """The table that a class of the project is."""
        return table_of(self.modules, symbol.path, symbol.name)

    def table_named(self, name: str, importer: str) -> Table | None:
        """The table that a file means by a class name."""
        return table_named(self.modules, name, importer)

    def table_in_database(self, name: str, importer: str) -> Table | None:
        """The table of that name in the database, of several the one nearest to a file."""
        return nearest((it for it in link_tables(self.modules) if it.table == name), importer)

    def schema_fields(self, symbol: Symbol | None) -> tuple[Field, ...] | None:
        """The fields of the schema that a class of the project is."""
        return fields_of(self.modules, symbol.path, symbol.name) if symbol is not None else None

    def once(self, key: tuple[object, ...], node: syntax.Node, read: Callable[[], Held]) -> Held:
        """What `read` says of a node; what leads back to itself holds nothing more.

        The node is kept with the answer, so that its id stays its own.
        """
        key = (*key, id(node))
        if key in self.read:
            return self.read[key][0]
        if key in self.running:
            return NOTHING
        self.running.add(key)
        try:
            found = read()
        finally:
            self.running.discard(key)
        self.read[key] = (found, node)
        return found


@dataclass(frozen=True)
class Frame:
    """A function of the project (or, with the name "", a module; or a class) with the class it runs for."""

    known: Known
    at: Inside
    body: Body | None = None

    @property
    def modules(self) -> Modules:
        return self.known.modules

    @property
    def key(self) -> tuple[object, ...]:
        return (self.at.path, self.at.name, *((self.at.of.path, self.at.of.name) if self.at.of is not None else ()))

    def elsewhere(self, path: str, name: str, of: Symbol | None = None) -> "Frame":
        """Another function, class or module."""
        return frame_of(self.known, path, name, of)

    def bindings(self, node: syntax.Name) -> tuple[Binding, ...]:
        """What a local name may be bound to where it is read; () for a name from outside."""
        if self.body is None:
            return ()
        sure, maybe = self.body.definition(node)
        return tuple(it for it in (sure, *maybe) if it is not None)

    def appended(self, name: str) -> Iterator[syntax.Expr]:
        """What is put into a local list or added to a name: `filters.append(…)`, `filters += […]`."""
        for it in self.modules.files[self.at.path].scope(self.at.name).nodes:
            match it:
                case syntax.Call(func=syntax.Attribute(value=syntax.Name(id=owner), attr="append" | "extend")):
                    yield from it.args if owner == name else ()
                case syntax.AugAssign(target=syntax.Name(id=owner), value=value) if owner == name:
                    yield value
                case _:
                    pass


def frame_of(known: Known, path: str, name: str, of: Symbol | None = None) -> Frame:
    """The frame of a function by its qualified name, with the class that it runs for."""
    node = known.modules.files[path].definitions.get(name) if name else None
    flow = link_flow(known.modules, path, name, True) if isinstance(node, syntax.FunctionDef) else None
    return Frame(known, Inside(known.modules, path, name, of), flow.body if flow is not None else None)


def arguments(call: syntax.Call, function: syntax.FunctionDef, bound: bool) -> dict[str, syntax.Expr]:
    """The arguments of a call by the parameters they fill; `bound`: the first parameter is `self` or `cls`.

    What a `*args` or `**kwargs` brings is left out.
    """
    positional = [it for it in function.parameters if it.kind == "positional"][1 if bound else 0 :]
    found: dict[str, syntax.Expr] = {}
    for parameter, value in zip(positional, call.args, strict=False):
        if isinstance(value, syntax.Starred):
            break
        found[parameter.name] = value
    rest = next((it.name for it in function.parameters if it.kind == "var_positional"), None)
    if rest is not None and len(call.args) > len(positional):
        left = call.args[len(positional) :]
        found[rest] = syntax.Collection(call.span, "tuple", left)
    found |= {it.arg: it.value for it in call.keywords if it.arg is not None}
    return found


def unique(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    return tuple({(it.path, it.symbol.name): it for it in tables}.values()) if len(tables) > 1 else tables
