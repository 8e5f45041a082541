"""What an attribute of a class is for a foreign key: `ForeignKey(Team.id)`, `ForeignKey(Team.id_path)`."""

from lsp_server.facts import syntax
from lsp_server.project.models.table_names import bare_table_name, table_name
from lsp_server.project.models.unread import unread_bases
from lsp_server.project.names.classes import class_bodies
from lsp_server.project.names.constants import text_of
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.text_functions import call_with_class_name

_COLUMNS = ("Column", "mapped_column", "deferred")


def attribute_target(modules: Modules, symbol: Symbol, name: str) -> str | None:
    """ "team.id" of the class Team and its attribute; None: not known.

    The attribute is a column, or a text that a function makes of the class: `@declared_attr def id_path(cls)`.
    """
    table = table_name(modules, symbol)
    for owner, node in class_bodies(modules, symbol):
        for it in reversed(node.body):
            match it:
                case syntax.FunctionDef(name=own) if own == name:
                    return _made(modules, symbol, owner, it, table)
                case syntax.Assign(targets=(syntax.Name(id=own), *_), value=value, annotation=hint) if own == name:
                    if hint is not None or syntax.last_name(value) in _COLUMNS:
                        return f"{table}.{_column_name(modules, owner, value) or name}" if table else None
                    return text_of(modules, owner.path, value, owner.name)
                case _:
                    pass
    # A base of a library may bring the column.
    return f"{table}.{name}" if table and unread_bases(modules, symbol) else None


def _made(modules: Modules, symbol: Symbol, owner: Symbol, node: syntax.FunctionDef, table: str) -> str | None:
    """A text that a function returns for the class, or the column that it makes."""
    returned = [it.value for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.Return)]
    if len(returned) == 1 and isinstance(returned[0], syntax.Call) and syntax.last_name(returned[0]) in _COLUMNS:
        return f"{table}.{_column_name(modules, owner, returned[0]) or node.name}" if table else None
    class_name, bare = symbol.name.rpartition(".")[2], bare_table_name(modules, symbol)
    return call_with_class_name(modules, owner.path, node, class_name, bare or None)


def _column_name(modules: Modules, owner: Symbol, node: syntax.Expr | None) -> str | None:
    """The name in the database that a column's call gives it."""
    if not isinstance(node, syntax.Call) or syntax.last_name(node) not in _COLUMNS:
        return None
    return text_of(modules, owner.path, node.argument(0, "name"), owner.name)
