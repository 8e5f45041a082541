"""Classes that share one table with the class above, or join theirs to it: SQLAlchemy's kinds of inheritance."""

from collections.abc import Mapping

from lsp_server.facts import syntax
from lsp_server.project.models.declarative import has_own_table, is_declarative, mapped_above
from lsp_server.project.models.link import table_names, table_of
from lsp_server.project.models.values import Table
from lsp_server.project.names.constants import text_of
from lsp_server.project.names.modules import Modules, Symbol


def shared_with(modules: Modules, table: Table) -> Table | None:
    """The mapped class whose table this one uses, the next one above; None: the class has a table of its own."""
    if table.library != "sqlalchemy" or not is_declarative(modules, table.symbol) or has_own_table(table.symbol):
        return None
    above = mapped_above(modules, table.symbol)
    found = table_of(modules, above.path, above.name) if above is not None else None
    # Where a mixin names the tables, each class has its own.
    return found if found is not None and found.table == table.table else None


def sharing(modules: Modules, table: Table) -> tuple[Table, ...] | None:
    """The classes below that use the table of this class, in the order in which they are defined.

    None where several files define them: then the order of imports decides about that of the columns.
    """
    key = (table.path, table.symbol.name)
    names = [it for it in table_names(modules) if key in it.bodies[1:]]
    below = [it for one in names if (it := table_of(modules, one.path, one.name)) is not None]
    found = sorted(
        (it for it in below if it.table == table.table and shared_with(modules, it) is not None),
        key=lambda it: (it.path != table.path, it.node.span.start),
    )
    return tuple(found) if len({it.path for it in found} - {table.path}) < 2 else None


def joined_with(modules: Modules, table: Table) -> Table | None:
    """The mapped class above one that has a table of its own: rows of both are one object."""
    if table.library != "sqlalchemy" or shared_with(modules, table) is not None:
        return None
    above = mapped_above(modules, table.symbol) if is_declarative(modules, table.symbol) else None
    return table_of(modules, above.path, above.name) if above is not None else None


def joined_below(modules: Modules, table: Table) -> tuple[Table, ...]:
    """The classes below with tables of their own."""
    key = (table.path, table.symbol.name)
    names = [it for it in table_names(modules) if key in it.bodies[1:]]
    below = [it for one in names if (it := table_of(modules, one.path, one.name)) is not None]
    return tuple(it for it in below if it.table != table.table)


def extending(modules: Modules, table: Table) -> tuple[str, ...]:
    """The classes above or below that name the same table once more, to add columns to it (`extend_existing`)."""
    key = (table.path, table.symbol.name)
    above = joined_with(modules, table)
    names = [it for it in table_names(modules) if key in it.bodies[1:] and it.table == table.table]
    below = [it for one in names if (it := table_of(modules, one.path, one.name)) is not None]
    again = [it.name for it in below if shared_with(modules, it) is None]
    return tuple([above.name, *again] if above is not None and above.table == table.table else again)


def mapper_texts(modules: Modules, symbol: Symbol) -> Mapping[str, str | None]:
    """What `__mapper_args__` of the class itself says: texts and names of columns; None for what is not known."""
    node = symbol.node
    for it in node.body if isinstance(node, syntax.ClassDef) else ():
        if not isinstance(it, syntax.Assign) or not any(syntax.dotted(one) == "__mapper_args__" for one in it.targets):
            continue
        match it.value:
            case syntax.Dict(items=pairs):
                given = [(name.value, value) for name, value in pairs if isinstance(name, syntax.Constant)]
            case syntax.Call(func=syntax.Name(id="dict"), keywords=keywords):
                given = [(one.arg, one.value) for one in keywords if one.arg is not None]
            case _:
                given = []
        return {str(name): _text(modules, symbol, value) for name, value in given}
    return {}


def _text(modules: Modules, symbol: Symbol, node: syntax.Expr) -> str | None:
    """A text or an enumeration's member; a column by the name of its attribute."""
    known = text_of(modules, symbol.path, node, symbol.name)
    return known if known is not None else node.id if isinstance(node, syntax.Name) else None
