"""Tables of the project: SQLModel classes with `table=True` and SQLAlchemy's declarative classes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled, tracked
from lsp_server.project.models.composites import unread_composites
from lsp_server.project.models.config import alias_generator, configured
from lsp_server.project.models.declarative import is_declarative, is_mapped, mapped_above
from lsp_server.project.models.declarative_columns import declarative_fields
from lsp_server.project.models.ends import Reverse, reversed_end, settled_ends
from lsp_server.project.models.fields import declared_fields, pydantic_field
from lsp_server.project.models.relationships import relationships
from lsp_server.project.models.sqlmodel_columns import sqlmodel_column
from lsp_server.project.models.table_arguments import TableArguments, read_table_arguments
from lsp_server.project.models.table_names import table_name
from lsp_server.project.models.unread import unread_bases
from lsp_server.project.models.values import Column, Field, ForeignKey, Relationship, Table
from lsp_server.project.names.classes import class_bodies, key
from lsp_server.project.names.constants import truth_of
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import nearest

# A cheap look before the work: what maps a class to a table says one of these.
_SIGNS = ("table", "Table", "Mapped", "mapped_column", "Column", "relationship", "__mapper_args__")


def link_tables(modules: Modules) -> tuple[Table, ...]:
    """Every mapped class of the project, in the order of files and definitions."""
    return everywhere(modules, tables_in)


@tracked
def tables_in(modules: Modules, path: str) -> tuple[Table, ...]:
    """The mapped classes of a file."""
    return tuple(it for name in _mapped_in(modules, path) if (it := table_of(modules, path, name)) is not None)


@dataclass(frozen=True, slots=True)
class _Mapped:
    """A class with a table, and whose rules say what is in it."""

    symbol: Symbol
    node: syntax.ClassDef
    library: Literal["sqlmodel", "sqlalchemy"]

    @property
    def path(self) -> str:
        return self.symbol.path


@dataclass(frozen=True, slots=True)
class TableName:
    """Of a table what finds it. Seldom changes, so that much can depend on the names of all tables."""

    path: str
    name: str
    table: str  # in the database: "hero", "public.hero"
    bodies: tuple[tuple[str, str], ...]  # the class and those of the project that it inherits from: path and name


@settled
def table_names(modules: Modules) -> tuple[TableName, ...]:
    """The names of all tables, in the order of files and definitions."""
    return everywhere(modules, _names_in)


@placeless
def _names_in(modules: Modules, path: str) -> tuple[TableName, ...]:
    found = (_mapped(modules, path, name) for name in _mapped_in(modules, path))
    return tuple(
        TableName(
            path,
            it.node.name,
            table_name(modules, it.symbol),
            tuple(key(owner) for owner, _ in class_bodies(modules, it.symbol)),
        )
        for it in found
        if it is not None
    )


def table_by_db_name(modules: Modules, name: str, importer: str) -> Table | None:
    """The table called `name` in the database; of several the one nearest to a file."""
    there = (table_of(modules, *it) for it in _by_db_name(modules).get(name, ()))
    return nearest((it for it in there if it is not None), importer)


@tracked
def _by_db_name(modules: Modules) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The classes by the names of their tables, each by its path and qualified name."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for it in table_names(modules):
        found[it.table] = (*found.get(it.table, ()), it.bodies[0])
    return found


@tracked
def table_of(modules: Modules, path: str, name: str) -> Table | None:
    """The table that a class is, by its qualified name in a file."""
    written = _written(modules, path, name)
    return _with_targets(modules, written) if written is not None else None


def has_table(modules: Modules, path: str, name: str) -> bool:
    """Whether a class is mapped to a table: sooner said than what is in it."""
    return _mapped(modules, path, name) is not None


def table_named(modules: Modules, name: str, importer: str) -> Table | None:
    """The table that a file means by a name: what it resolves to there, else the nearest class of that name."""
    found = modules.resolve(importer, name)
    if isinstance(found, Symbol):
        return table_of(modules, found.path, found.name)
    if found is not None:
        return None
    there = (table_of(modules, *it) for it in modules.files.classes_named(name.rpartition(".")[2]))
    return nearest((it for it in there if it is not None), importer)


def is_table(modules: Modules, symbol: Symbol) -> bool:
    """Whether a class has `table=True` and is mapped for it.

    SQLModel (0.0.50) leaves a class that inherits from a table class unmapped.
    """
    if not isinstance(symbol.node, syntax.ClassDef) or not _says_table(modules, symbol, symbol.node):
        return False
    above = class_bodies(modules, symbol)[1:]
    return not any(_says_table(modules, owner, node) for owner, node in above)


def _says_table(modules: Modules, symbol: Symbol, node: syntax.ClassDef) -> bool:
    if node.keyword("table") is not None:
        return truth_of(modules, symbol.path, node.keyword("table"), symbol.name) is True
    config = configured(modules, symbol, "table") if node.bases else None
    return config is not None and truth_of(modules, *config) is True


@tracked
def _mapped_in(modules: Modules, path: str) -> tuple[str, ...]:
    """The qualified names of a file's mapped classes."""
    facts = modules.files[path]
    named = facts.classes if facts.says(*_SIGNS) else ()
    return tuple(name for name, _ in named if _mapped(modules, path, name) is not None)


@tracked
def _mapped(modules: Modules, path: str, name: str) -> _Mapped | None:
    """A class that is mapped to a table; None: it is not, or there is none of that name."""
    facts = modules.files.get(path)
    node = facts.definitions.get(name) if facts is not None and facts.says(*_SIGNS) else None
    if not isinstance(node, syntax.ClassDef) or not (node.bases or node.decorators):
        return None
    symbol = Symbol(path, name, node)
    if is_table(modules, symbol):
        return _Mapped(symbol, node, "sqlmodel")
    declared = is_declarative(modules, symbol) and is_mapped(modules, symbol)
    return _Mapped(symbol, node, "sqlalchemy") if declared else None


@tracked
def _written(modules: Modules, path: str, name: str) -> Table | None:
    """The table that a class is, with its relationships as they are written."""
    mapped = _mapped(modules, path, name)
    if mapped is None:
        return None
    read = _sqlmodel_fields if mapped.library == "sqlmodel" else declarative_fields
    return _table(modules, mapped, read(modules, mapped.symbol))


def _sqlmodel_fields(modules: Modules, symbol: Symbol) -> tuple[Field, ...]:
    generate = alias_generator(modules, symbol)
    return tuple(
        replace(pydantic_field(modules, it, generate(it.name)), column=sqlmodel_column(modules, it))
        for it in declared_fields(modules, symbol)
    )


def _table(modules: Modules, mapped: _Mapped, fields: tuple[Field, ...]) -> Table:
    symbol, node = mapped.symbol, mapped.node
    extra = read_table_arguments(modules, symbol)
    names = {it.column.name: it.name for it in fields if it.column is not None} | {it.name: it.name for it in fields}
    return Table(
        name=node.name,
        path=symbol.path,
        symbol=symbol,
        node=node,
        library=mapped.library,
        table=table_name(modules, symbol),
        fields=_with_keys(fields, extra),
        relationships=relationships(modules, symbol),
        unique=tuple(tuple(names.get(it, it) for it in one) for one in extra.unique),
        indexes=tuple(tuple(names.get(it, it) for it in one) for one in extra.indexes),
        bases=tuple(name for it in node.bases if (name := syntax.last_name(it)) is not None),
        unread=(*unread_bases(modules, symbol), *unread_composites(modules, symbol)),
    )


def _with_keys(fields: tuple[Field, ...], extra: TableArguments) -> tuple[Field, ...]:
    """The fields with the keys that `__table_args__` gives them, and with the database's own numbering."""
    foreign = dict(reversed(extra.foreign_keys))
    found = [replace(it, column=_with_key(it, extra, foreign)) for it in fields]
    keys = [it for it in found if it.column is not None and it.column.primary_key]
    return tuple(_numbered(it, len(keys) == 1) for it in found)


def _with_key(it: Field, extra: TableArguments, foreign: Mapping[str, ForeignKey]) -> Column | None:
    column = it.column
    if column is None:
        return None
    if not column.primary_key and {it.name, column.name} & set(extra.primary_key):
        column = replace(column, primary_key=True, nullable=False)
    if not column.primary_key and {it.name, column.name} & set(extra.mapped_key):
        column = replace(column, primary_key=True, mapped_key=True, numbering=False)
    key = foreign.get(column.name) or foreign.get(it.name)
    if key is None or column.foreign_key is not None:
        return column
    return replace(column, foreign_key=replace(key, by_table=True))


def _numbered(it: Field, alone: bool) -> Field:
    """The field with SQLAlchemy's answer to who numbers the rows: the database, where it is told so, or by default
    for an integer that is the whole key, points nowhere and has no default."""
    column = it.column
    if column is None or not column.primary_key or column.numbering is False:
        return it
    numbered = column.numbering or (
        alone
        and it.type.name == "int"
        and it.default in (None, "None")
        and it.default_factory is None
        and column.foreign_key is None
        and (column.server_default is None or column.server_default.startswith("Identity"))
    )
    return replace(it, column=replace(column, autoincrement=True)) if numbered else it


def _with_targets(modules: Modules, table: Table) -> Table:
    """The table with the relationships' bare names looked up among all tables, open cardinalities settled, and with
    those that other classes give it by `backref`."""
    found = {it.name: _with_target(modules, table, it) for it in table.relationships}
    for owner, _ in class_bodies(modules, table.symbol) if table.library == "sqlalchemy" else ((table.symbol, None),):
        for it in _reverse_by_target(modules).get(key(owner), ()):
            made = _reversed(modules, it)
            if made is not None and table.field(made.name) is None:
                found.setdefault(made.name, made)
    return replace(table, relationships=tuple(found.values())) if found else table


def _with_symbol(modules: Modules, table: Table, it: Relationship) -> Relationship:
    if it.target_symbol is not None:
        return it
    named = (_mapped(modules, *place) for place in modules.files.classes_named(it.target))
    target = nearest((one for one in named if one is not None), table.path)
    return replace(it, target_symbol=target.symbol if target is not None else None)


def _with_target(modules: Modules, table: Table, it: Relationship) -> Relationship:
    it = _with_symbol(modules, table, it)
    if it.many is not None and it.backref is None:
        return it
    target_table = _written_at(modules, it.target_symbol)
    there = _with_above(modules, target_table) if target_table is not None else ()
    return settled_ends(_with_above(modules, table), there, it)


def _written_at(modules: Modules, symbol: Symbol | None) -> Table | None:
    return _written(modules, symbol.path, symbol.name) if symbol is not None else None


def _reversed(modules: Modules, it: Reverse) -> Relationship | None:
    source, target = _written(modules, *it.source), _written(modules, *it.target)
    written = source.relationship(it.name) if source is not None else None
    if source is None or target is None or written is None:
        return None
    return reversed_end(_with_above(modules, source), _with_above(modules, target), written)


@settled
def _reverse_by_target(modules: Modules) -> Mapping[tuple[str, str], tuple[Reverse, ...]]:
    """The relationships with a `backref`, by the classes that they lead to."""
    found: dict[tuple[str, str], tuple[Reverse, ...]] = {}
    for it in (one for path in modules.files.with_backrefs() for one in _reverse_in(modules, path)):
        found[it.target] = (*found.get(it.target, ()), it)
    return found


@placeless
def _reverse_in(modules: Modules, path: str) -> tuple[Reverse, ...]:
    """Those of the classes of a file; one that a class inherits from another table is that one's."""
    found: list[Reverse] = []
    tables = (_written(modules, path, name) for name in _mapped_in(modules, path))
    for table in (one for one in tables if one is not None):
        above = {it.name for one in _with_above(modules, table)[1:] for it in one.relationships}
        for it in table.relationships:
            target = _with_symbol(modules, table, it).target_symbol if it.backref is not None else None
            if target is not None and it.name not in above:
                found.append(Reverse(key(target), key(table.symbol), it.name))
    return tuple(found)


def _with_above(modules: Modules, table: Table) -> tuple[Table, ...]:
    """A table with those of the mapped classes that its class inherits from."""
    above = mapped_above(modules, table.symbol) if table.library == "sqlalchemy" else None
    written = _written(modules, above.path, above.name) if above is not None else None
    return (table, *_with_above(modules, written)) if written is not None else (table,)
