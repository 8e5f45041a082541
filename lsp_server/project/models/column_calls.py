"""`Column(...)`, `mapped_column(...)`, `ForeignKey(...)`: what the calls say, whoever makes them."""

from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.models.attribute_targets import attribute_target
from lsp_server.project.models.column_arguments import ColumnCall
from lsp_server.project.models.conditional_columns import chosen_column, common_column
from lsp_server.project.models.values import ForeignKey
from lsp_server.project.names.classes import library_name, lookup
from lsp_server.project.names.constants import evaluate, source, text_of, truth_of
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol

COLUMNS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column", "Column", "mapped_column"})
_WRAPPERS = frozenset({"sqlalchemy.orm.deferred", "deferred"})
_SERVER_GENERATED = frozenset({"sqlalchemy.Identity", "sqlalchemy.Computed", "sqlalchemy.FetchedValue"})
_NO_TYPES = frozenset(
    f"sqlalchemy.{it}" for it in ("CheckConstraint", "Sequence", "ColumnDefault", "DefaultClause", "UniqueConstraint")
)

_KEY_OPTIONS = ("name", "onupdate", "use_alter", "deferrable", "initially", "match", "link_to_name")


def column_call(modules: Modules, path: str, node: syntax.Expr | None, scope: str = "") -> ColumnCall | None:
    """What `Column(...)` or `mapped_column(...)` says, also inside `deferred(...)`; None for any other expression."""
    if isinstance(node, syntax.IfExp):
        return chosen_column(modules, Placed(node, path, scope), node, lambda it: column_call(modules, path, it, scope))
    if not isinstance(node, syntax.Call):
        return None
    name = library_name(modules, path, node, scope)
    if name == "typing.cast" and len(node.args) == 2:
        return column_call(modules, path, node.args[1], scope)
    if name in _WRAPPERS and node.args:
        inner = column_call(modules, path, node.args[0], scope)
        return replace(inner, listens=False) if inner is not None else None
    if name not in COLUMNS:
        return _made_by_helper(modules, path, node, scope)
    return replace(read_arguments(modules, path, node.args, node.keywords), listens=name.endswith("mapped_column"))


def _made_by_helper(modules: Modules, path: str, node: syntax.Call, scope: str) -> ColumnCall | None:
    """The Column(...) that a function of the project returns."""
    name = syntax.dotted(node.func)
    helper = lookup(modules, path, scope, name) if name is not None else None
    if not isinstance(helper, Symbol) or not isinstance(helper.node, syntax.FunctionDef):
        return None
    returned = (it.value for it in syntax.walk_scope(*helper.node.body) if isinstance(it, syntax.Return))
    made = [it for it in returned if isinstance(it, syntax.Call)]
    if not made or library_name(modules, helper.path, made[0]) not in COLUMNS:
        return None
    found = column_call(modules, helper.path, made[0])
    for it in made[1:]:
        other = column_call(modules, helper.path, it)
        if found is not None and other is not None:
            found = common_column(modules, found, other, made[0], f"{name}() returns one of several")
    return found


def read_arguments(
    modules: Modules, path: str, args: tuple[syntax.Expr, ...], keywords: tuple[syntax.Keyword, ...]
) -> ColumnCall:
    """The arguments of a column call: name, type, keys and the rest in any of their positions."""
    named = {it.arg: it.value for it in keywords if it.arg is not None}
    name = text_of(modules, path, named.get("name"))
    type_ = named.get("type_")
    foreign = generated = None
    sequence: syntax.Expr | None = None
    points = False
    checks: list[syntax.Expr] = []
    for index, it in enumerate(args):
        function = library_name(modules, path, it)
        if index == 0 and (text := text_of(modules, path, it)) is not None:
            name = text
        elif function in ("sqlalchemy.ForeignKey", "ForeignKey"):
            found, points = foreign_key(modules, path, it), True
            foreign = foreign or found
            checks += [it] if found is None else []
        elif function in _SERVER_GENERATED:
            generated = it
        elif function in _NO_TYPES:
            sequence = it if function == "sqlalchemy.Sequence" else sequence
            checks += [it] if function == "sqlalchemy.CheckConstraint" else []
        elif type_ is None and not isinstance(it, syntax.Starred | syntax.Constant):
            type_ = it
    return ColumnCall(path, named, name, type_, foreign, generated, sequence, tuple(checks), points)


def foreign_key(modules: Modules, path: str, node: syntax.Expr) -> ForeignKey | None:
    """`ForeignKey("team.id", ondelete="CASCADE")`, or with a column: `ForeignKey(Team.id)`."""
    if not isinstance(node, syntax.Call):
        return None
    target = key_target(modules, path, node.argument(0, "column"))
    if target is None:
        return None
    options = tuple((it.arg, source(modules, path, it.value)) for it in node.keywords if it.arg in _KEY_OPTIONS)
    return replace(split_key(target, text_of(modules, path, node.keyword("ondelete"))), options=options)


def key_target(modules: Modules, path: str, node: syntax.Expr | None) -> str | None:
    """ "team.id" of "team.id" itself or of `Team.id`."""
    text = text_of(modules, path, node)
    if text is not None or not isinstance(node, syntax.Attribute):
        return text
    owner = syntax.dotted(node.value)
    found = lookup(modules, path, "", owner.removesuffix(".__table__.c")) if owner is not None else None
    if not isinstance(found, Symbol) or not isinstance(found.node, syntax.ClassDef):
        return None
    return attribute_target(modules, found, node.attr)


def split_key(target: str, ondelete: str | None) -> ForeignKey:
    """ "public.team.id" is column id of table public.team."""
    table, _, column = target.rpartition(".")
    return ForeignKey(target, table, column, ondelete)


def timezone_of(modules: Modules, path: str, node: syntax.Expr | None, depth: int = 3) -> bool | None:
    """Whether a column type keeps time zones: `DateTime(timezone=True)`; None for no date-time, or not known."""
    match library_name(modules, path, node):
        case "sqlalchemy.DateTime" | "sqlalchemy.TIMESTAMP" | "sqlalchemy.dialects.postgresql.TIMESTAMP" | "DateTime":
            if not isinstance(node, syntax.Call):
                return False
            given = node.argument(0, "timezone")
            return False if given is None else truth_of(modules, path, given)
        case "sqlalchemy.DATETIME":
            return False
        case "sqlmodel.UTCDateTime" | "sqlalchemy_utc.UtcDateTime" | "sqlalchemy_utc.sqltypes.UtcDateTime":
            return True
        case _:
            return _of_project(modules, path, node, depth)


def _of_project(modules: Modules, path: str, node: syntax.Expr | None, depth: int) -> bool | None:
    """A TypeDecorator of the project is what its `impl` says; a constant is what it holds."""
    name = syntax.dotted(node.func if isinstance(node, syntax.Call) else node)
    found = lookup(modules, path, "", name) if name is not None and depth else None
    if not isinstance(found, Symbol):
        return None
    if isinstance(found.node, syntax.Assign):
        return timezone_of(modules, found.path, found.node.value, depth - 1)
    if isinstance(found.node, syntax.ClassDef):
        for it in found.node.body:
            if isinstance(it, syntax.Assign) and any(syntax.dotted(target) == "impl" for target in it.targets):
                return timezone_of(modules, found.path, it.value, depth - 1)
    return None


def is_none(modules: Modules, path: str, node: syntax.Expr | None) -> bool:
    """Whether an expression is None, written or through a constant."""
    known = evaluate(modules, path, node)
    return known is not None and known.value is None
