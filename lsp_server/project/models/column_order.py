"""The order of a table's columns, which SQLAlchemy 2 decides in another way than the versions before."""

from collections.abc import Iterable
from dataclasses import dataclass

from lsp_server.project.models.values import Field, Table
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.versions import pinned

_SECOND = (2,)


@dataclass(frozen=True, slots=True)
class Placed:
    """A column with what decides about its place. They come as the class has them: its own first, then the mixins'."""

    field: Field
    sort_order: int
    by_function: bool  # a `declared_attr` makes it
    own: bool  # of the class itself


def in_order(modules: Modules, symbol: Symbol, found: Iterable[Placed]) -> tuple[Field, ...]:
    """The columns of a class as its table has them."""
    if not _is_old(modules, symbol.path):
        return tuple(it.field for it in sorted(found, key=lambda it: it.sort_order))
    return tuple(it.field for it in sorted(found, key=lambda it: _made(symbol, it)))


def imports_decide(modules: Modules, table: Table) -> bool:
    """Whether the order hangs on which of several files is imported first: so it does before SQLAlchemy 2."""
    others = {it.path for it in table.fields} - {table.path}
    return table.library == "sqlalchemy" and len(others) > 1 and _is_old(modules, table.path)


def _is_old(modules: Modules, path: str) -> bool:
    version = pinned(modules, "sqlalchemy", path)
    return version is not None and version < _SECOND


def _made(symbol: Symbol, it: Placed) -> tuple[int, bool, int]:
    """When the column comes into being: as its statement runs, in a file that is imported first; functions run last."""
    if it.by_function:
        return (2 if it.own else 1, True, 0)
    return (0, it.field.path == symbol.path, it.field.span.start)
