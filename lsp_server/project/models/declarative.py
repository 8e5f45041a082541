"""Which classes SQLAlchemy maps: declarative bases, mixins, abstract classes, tables."""

from lsp_server.facts import syntax
from lsp_server.project.models.table_names import bare_table_name
from lsp_server.project.names.classes import class_bodies, library_name, mro
from lsp_server.project.names.constants import truth_of
from lsp_server.project.names.modules import External, Modules, Symbol

_BASES = frozenset({"sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"})
_MAKERS = ("declarative_base", "generate_base", "automap_base")
_MAPPERS = ("mapped", "mapped_as_dataclass")


def is_declarative(modules: Modules, symbol: Symbol) -> bool:
    """Whether a class takes part in SQLAlchemy's declarative mapping, as a base, an abstract class or a table."""
    if not isinstance(symbol.node, syntax.ClassDef):
        return False
    if any(syntax.last_name(it) in _MAPPERS for it in symbol.node.decorators):
        return True
    return any(_is_base(modules, it) for it in mro(modules, symbol))


def is_mapped(modules: Modules, symbol: Symbol) -> bool:
    """Whether a declarative class has a table: its own, or that of the class it inherits from."""
    node = symbol.node
    if not isinstance(node, syntax.ClassDef) or _attribute_is_true(modules, symbol, node, "__abstract__"):
        return False
    if _is_direct_base(modules, symbol, node):
        return False
    return bare_table_name(modules, symbol) is not None


def mapped_above(modules: Modules, symbol: Symbol) -> Symbol | None:
    """The nearest ancestor that is mapped itself: then the class shares its table, or joins it with an own one."""
    for owner, _ in class_bodies(modules, symbol)[1:]:
        if is_declarative(modules, owner) and is_mapped(modules, owner):
            return owner
    return None


def allows_unmapped(modules: Modules, symbol: Symbol) -> bool:
    """Whether annotations without `Mapped[…]` count for a class: `__allow_unmapped__ = True`."""
    name = "__allow_unmapped__"
    return any(_attribute_is_true(modules, owner, node, name) for owner, node in class_bodies(modules, symbol))


def has_own_table(symbol: Symbol) -> bool:
    """Whether the class body itself names a table."""
    node = symbol.node
    return isinstance(node, syntax.ClassDef) and any(
        (isinstance(it, syntax.Assign) and any(syntax.dotted(t) in ("__tablename__", "__table__") for t in it.targets))
        or (isinstance(it, syntax.FunctionDef) and it.name == "__tablename__")
        for it in node.body
    )


def is_declared_attr(node: syntax.FunctionDef) -> bool:
    """Whether a method of a mixin or mapped class makes an attribute of each class: `@declared_attr`."""
    names = [syntax.dotted(it) or "" for it in node.decorators]
    return any(it.rpartition(".")[2] == "declared_attr" or "declared_attr." in it for it in names)


def _is_base(modules: Modules, ancestor: Symbol | External) -> bool:
    match ancestor:
        case External(name=name):
            return name in _BASES or name.startswith(("advanced_alchemy.base.", "flask_sqlalchemy."))
        case Symbol(path=path, node=syntax.Assign(value=syntax.Call() as call)):
            return syntax.last_name(call) in _MAKERS
        case Symbol(path=path, node=syntax.ClassDef() as node):
            if any(syntax.last_name(it) == "as_declarative" for it in node.decorators):
                return True
            return library_name(modules, path, node.keyword("metaclass")).endswith("DeclarativeMeta")
        case _:
            return False


def _is_direct_base(modules: Modules, symbol: Symbol, node: syntax.ClassDef) -> bool:
    """`class Base(DeclarativeBase)`: the root of the mapped classes is none itself."""
    if any(syntax.last_name(it) == "as_declarative" for it in node.decorators) or node.keyword("metaclass"):
        return True
    return any(library_name(modules, symbol.path, it) in _BASES for it in node.bases)


def _attribute_is_true(modules: Modules, symbol: Symbol, node: syntax.ClassDef, name: str) -> bool:
    return any(
        isinstance(it, syntax.Assign)
        and any(syntax.dotted(target) == name for target in it.targets)
        and truth_of(modules, symbol.path, it.value) is True
        for it in node.body
    )
