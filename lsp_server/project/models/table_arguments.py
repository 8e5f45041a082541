"""What `__table_args__` adds to a table: keys, unique constraints and indexes over columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.models.column_calls import key_target, split_key
from lsp_server.project.models.table_names import mapper_keys, table_arguments
from lsp_server.project.models.values import ForeignKey
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.constants import text_of, truth_of
from lsp_server.project.names.modules import Modules, Symbol

_CONSTRAINTS = frozenset(
    f"sqlalchemy.{it}"
    for it in ("UniqueConstraint", "Index", "CheckConstraint", "ForeignKeyConstraint", "PrimaryKeyConstraint")
)


@dataclass(frozen=True, slots=True)
class TableArguments:
    """Columns by their names in the database, or by attribute name where the code gives the attribute."""

    primary_key: tuple[str, ...] = ()
    mapped_key: tuple[str, ...] = ()  # of a view: what `__mapper_args__` makes the key for the mapper only
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[tuple[str, ForeignKey], ...] = ()  # with the column that holds it


def read_table_arguments(modules: Modules, symbol: Symbol) -> TableArguments:
    """The constraints and indexes in a class's `__table_args__`. Partial unique indexes are indexes only."""
    path, elements = table_arguments(modules, symbol)
    keys: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = []
    indexes: list[tuple[str, ...]] = []
    foreign: list[tuple[str, ForeignKey]] = []
    own = ((symbol.path, it) for it in (*constraints_among(modules, symbol), *indexes_beside(modules, symbol)))
    for path, it in (*((path, one) for one in elements), *own):
        if not isinstance(it, syntax.Call):
            continue
        match library_name(modules, path, it, symbol.name):
            case "sqlalchemy.PrimaryKeyConstraint":
                keys = _columns(modules, path, it.args)
            case "sqlalchemy.UniqueConstraint":
                unique.append(_columns(modules, path, it.args))
            case "sqlalchemy.Index":
                columns = _columns(modules, path, it.args[1:])
                indexes.append(columns)
                partial = any(word.arg in ("postgresql_where", "sqlite_where") for word in it.keywords)
                if truth_of(modules, path, it.keyword("unique")) and not partial and len(columns) == len(it.args) - 1:
                    unique.append(columns)
            case "sqlalchemy.ForeignKeyConstraint":
                foreign += _foreign(modules, path, it)
            case _:
                pass
    return TableArguments(
        primary_key=keys,
        mapped_key=mapper_keys(modules, symbol),
        unique=tuple(filter(None, unique)),
        indexes=tuple(filter(None, indexes)),
        foreign_keys=tuple(foreign),
    )


def constraints_among(modules: Modules, symbol: Symbol) -> Iterator[syntax.Call]:
    """`UniqueConstraint(a, b)` among the columns of a mapped class, which attach it to the table. Those of a mixin
    are copied for each class, and lose it; one that names columns in quotes stays without a table."""
    body = symbol.node.body if isinstance(symbol.node, syntax.ClassDef) else ()
    known: set[str] = set()
    for it in body:
        value = it.value if isinstance(it, syntax.ExprStmt | syntax.Assign) else None
        told = isinstance(it, syntax.ExprStmt) or (syntax.last_name(value) or "").endswith(("Constraint", "Index"))
        name = library_name(modules, symbol.path, value, symbol.name) if told else ""
        if isinstance(value, syntax.Call) and name in _CONSTRAINTS:
            named = {one.id for one in syntax.walk(*value.args) if isinstance(one, syntax.Name)}
            if named & known:
                yield value
        elif isinstance(it, syntax.Assign):
            known |= {one.id for one in it.targets if isinstance(one, syntax.Name)}


def indexes_beside(modules: Modules, symbol: Symbol) -> Iterator[syntax.Call]:
    """`Index("ix_hero_name", Hero.name)` on its own below the class."""
    for it in modules.files[symbol.path].body:
        value = it.value if isinstance(it, syntax.ExprStmt | syntax.Assign) else None
        if isinstance(value, syntax.Call) and syntax.last_name(value) == "Index":
            owners = {syntax.dotted(arg.value) for arg in syntax.walk(*value.args) if isinstance(arg, syntax.Attribute)}
            if symbol.name in owners:
                yield value


def _columns(modules: Modules, path: str, nodes: tuple[syntax.Expr, ...]) -> tuple[str, ...]:
    """Names of plain columns: strings, attributes of the class, columns with a direction; expressions are left out."""
    return tuple(name for it in nodes if (name := _column(modules, path, it)) is not None)


def _column(modules: Modules, path: str, node: syntax.Expr) -> str | None:
    match node:
        case syntax.Call(func=syntax.Attribute(value=inner, attr="desc" | "asc" | "nulls_last" | "nulls_first")):
            return _column(modules, path, inner)
        case syntax.Call(func=syntax.Name(id="desc" | "asc"), args=(inner,)):
            return _column(modules, path, inner)
        case syntax.Name(id=name):
            return text_of(modules, path, node) or name
        case syntax.Attribute(attr=attr):
            return attr
        case _:
            return text_of(modules, path, node)


def _foreign(modules: Modules, path: str, node: syntax.Call) -> Iterator[tuple[str, ForeignKey]]:
    here, there = node.argument(0, "columns"), node.argument(1, "refcolumns")
    ondelete = text_of(modules, path, node.keyword("ondelete"))
    if isinstance(here, syntax.Collection) and isinstance(there, syntax.Collection):
        for one, other in zip(here.elements, there.elements, strict=False):
            column, target = _column(modules, path, one), key_target(modules, path, other)
            if column is not None and target is not None:
                yield column, split_key(target, ondelete)
