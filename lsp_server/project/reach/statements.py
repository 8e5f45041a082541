"""Which tables a statement names: `select(…)`, `update(…)`, a condition, an alias, whatever builds them.

Followed are local names with all they may be bound to, lists that conditions are put into, names of the module,
and functions of the project that return a part of a statement.
"""

import re
from collections.abc import Iterable

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import called
from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.names.classes import library_name, lookup
from lsp_server.project.names.modules import Symbol
from lsp_server.project.reach.classes import named_class
from lsp_server.project.reach.frames import NOTHING, Frame, Held, arguments
from lsp_server.project.types.link import resolve_type

EXECUTING = frozenset("exec execute scalars scalar stream stream_scalars".split())
_LOADING = frozenset("selectinload joinedload subqueryload immediateload contains_eager".split())
_CROSSING = frozenset(
    "join outerjoin join_from outerjoin_from any has contains of_type select_from with_parent".split()
)
_WRITING = frozenset("insert update delete Insert Update Delete".split())
_CONSTRUCTS = frozenset("Select Insert Update Delete Exists".split())  # classes that may be called as well
_BUILDING = frozenset(
    "where filter filter_by join outerjoin select_from order_by group_by having limit offset distinct options subquery "
    "cte alias with_only_columns add_columns union union_all intersect except_ exists scalar_subquery correlate values "
    "returning on_conflict_do_update on_conflict_do_nothing with_for_update execution_options label desc asc "
    "is_ is_not isnot in_ notin_ not_in like ilike between any has contains of_type slice from_select over "
    "within_group filter params select correlate_except prefix_with suffix_with add_cte selectinload joinedload "
    "load_only columns "
    "outerjoin_from join_from nullslast nullsfirst nulls_last nulls_first op cast as_scalar".split()
)
_PLAIN = frozenset(
    "int str float bool bytes None uuid.UUID datetime.datetime datetime.date decimal.Decimal typing.Literal".split()
)
_OTHERS = frozenset("fastapi starlette pydantic httpx redis logging pathlib asyncio".split())
_SQL_TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?([\w.\"]+)", re.IGNORECASE)
_DEPTH = 40


def statement(frame: Frame, node: syntax.Expr | None, depth: int = _DEPTH) -> Held:
    """The tables that an expression names, and the parameters that may bring more."""
    if node is None or depth <= 0:
        return NOTHING
    return frame.known.once(("statement", frame.key), node, lambda: _read(frame, node, depth - 1))


def _read(frame: Frame, node: syntax.Expr, depth: int) -> Held:
    match node:
        case syntax.Name():
            return _name(frame, node, depth)
        case syntax.Attribute(value=inner):
            return named_class(frame, node) or statement(frame, inner, depth)
        case syntax.Call():
            return _call(frame, node, depth)
        case syntax.Compare(left=left, comparators=others):
            return _each(frame, (left, *others), depth).as_value
        case syntax.BoolOp(left=left, right=right):
            return _each(frame, (left, right), depth)
        case syntax.BinOp(left=left, right=right):
            return _each(frame, (left, right), depth).as_value
        case syntax.UnaryOp(operand=inner) | syntax.Starred(value=inner) | syntax.NamedExpr(value=inner):
            return statement(frame, inner, depth)
        case syntax.IfExp(body=one, orelse=other):
            return _each(frame, (one, other), depth)
        case syntax.Collection(elements=elements):
            return _each(frame, elements, depth)
        case syntax.Dict(items=items):
            return _each(frame, tuple(value for _, value in items), depth)
        case syntax.Comprehension(element=element):
            return statement(frame, element, depth)
        case syntax.Subscript(value=inner):
            return statement(frame, inner, depth)
        case _:
            return NOTHING


def _each(frame: Frame, nodes: Iterable[syntax.Expr], depth: int) -> Held:
    found = NOTHING
    for it in nodes:
        found = found | statement(frame, it, depth)
    return found


# --------------------------------------------------------------------------- names


def _name(frame: Frame, node: syntax.Name, depth: int) -> Held:
    bindings = frame.bindings(node)
    if not bindings:
        return named_class(frame, node) or _global(frame, node.id, depth)
    found = NOTHING
    for it in bindings:
        if it.how == "parameter":
            found = found | (named_class(frame, node) if node.id == "cls" else _parameter(frame, it.name))
        elif (
            it.how == "assigned"
            or isinstance(it.node, syntax.AugAssign)
            or (it.how == "element" and isinstance(it.value, syntax.Collection))
        ):
            found = found | statement(frame, it.value, depth)
        elif it.how == "other" and isinstance(it.value, syntax.Call):
            found = found | _of_pair(frame, it.value, depth)
    return found | _each(frame, frame.appended(node.id), depth)


def _of_pair(frame: Frame, call: syntax.Call, depth: int) -> Held:
    """`statement, total = self._filtered(…)`: what any part of it names."""
    return statement(frame, call, depth)


def _parameter(frame: Frame, name: str) -> Held:
    """A statement or a condition that is given; not what is plainly a value."""
    function = frame.at.node
    parameter = function.parameter(name) if function is not None else None
    if parameter is None or name == "self":
        return NOTHING
    if parameter.annotation is not None:
        type_ = resolve_type(frame.modules, frame.at.path, parameter.annotation, frame.at.name.rpartition(".")[0])
        if type_.name in _PLAIN or type_.enum is not None or type_.literals:
            return NOTHING
        if type_.symbol is not None and not type_.args:
            return NOTHING
        if type_.name.partition(".")[0] in _OTHERS or type_.name.endswith("Session"):
            return NOTHING
    return Held(roots=frozenset({name}))


def _global(frame: Frame, name: str, depth: int) -> Held:
    found = lookup(frame.modules, frame.at.path, frame.at.name, name)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
        return statement(frame.elsewhere(found.path, ""), found.node.value, depth)
    return NOTHING


# --------------------------------------------------------------------------- calls


def _call(frame: Frame, node: syntax.Call, depth: int) -> Held:
    given = (*node.args, *(it.value for it in node.keywords))
    name = library_name(frame.modules, frame.at.path, node, frame.at.name)
    last = name.rpartition(".")[2]
    if name.startswith(("sqlalchemy.", "sqlmodel.")) and (not last[:1].isupper() or last in _CONSTRUCTS):
        return _library(frame, node, name, given, depth)
    if syntax.last_name(node.func) == "getattr" and node.args:
        return statement(frame, node.args[0], depth)
    if not isinstance(node.func, syntax.Attribute):
        return _project(frame, node, depth)
    inner = statement(frame, node.func.value, depth)
    if inner.is_sql or (inner.roots and node.func.attr in _BUILDING and _called_here(frame, node) is None):
        if node.func.attr in EXECUTING or _makes_object(frame, node):
            return NOTHING
        found = inner | _each(frame, given, depth).as_value | Held(is_sql=True)
        if node.func.attr in _CROSSING or node.func.attr in _LOADING:
            over = (node.func.value, *given) if node.func.attr in ("any", "has", "contains", "of_type") else given
            found = found | Held(tuple(it for one in over for it in crossed(frame, one)))
        return found
    return _project(frame, node, depth)


def _called_here(frame: Frame, node: syntax.Call) -> Symbol | None:
    found = called(frame.at, node)
    return found.function if found is not None else None


def _makes_object(frame: Frame, node: syntax.Call) -> bool:
    """`Hero.model_validate(…)`, `Hero.find(…)`: what a class does, not what is selected of it."""
    assert isinstance(node.func, syntax.Attribute)
    return bool(named_class(frame, node.func.value)) and node.func.attr not in _BUILDING


def _library(frame: Frame, node: syntax.Call, name: str, given: tuple[syntax.Expr, ...], depth: int) -> Held:
    last = name.rpartition(".")[2]
    if last == "text":
        return _raw(frame, node)
    found = _each(frame, given, depth)
    if last not in ("cast", "col", "subquery", "cte", "alias", "aliased"):
        found = found.as_value
    found = found | Held(is_sql=True)
    if last in _LOADING or last in _CROSSING:
        found = found | Held(tuple(it for one in given for it in crossed(frame, one)))
    if last in _WRITING:
        first = named_class(frame, node.args[0]) if node.args else NOTHING
        found = found | Held(written=first.tables, tables=first.tables, roots=first.roots)
    elif last in ("select", "Select") and node.args:
        found = found | Held(roots=named_class(frame, node.args[0]).roots)
    return found


def _project(frame: Frame, node: syntax.Call, depth: int) -> Held:
    """What a function of the project returns, with what it is given."""
    target = called(frame.at, node)
    function = target.function.node if target is not None else None
    if target is None or not isinstance(function, syntax.FunctionDef) or function.name == "__init__":
        return NOTHING
    there = frame.elsewhere(target.function.path, target.function.name, target.owner)
    returned = frame.modules.files[target.function.path].scope(target.function.name).returned
    inside = _each(there, returned, depth)
    if not inside:
        return NOTHING
    given = arguments(node, function, target.owner is not None and is_bound(function))
    found = Held(inside.tables, is_sql=inside.is_sql, written=inside.written)
    for name in sorted(inside.roots):
        found = found | statement(frame, given.get(name), depth)
    for name in sorted(inside.values):
        found = found | statement(frame, given.get(name), depth).as_value
    return found


def is_bound(function: syntax.FunctionDef) -> bool:
    """Whether the first parameter is filled by what the method is called on."""
    static = any(syntax.last_name(it) == "staticmethod" for it in function.decorators)
    return not static and bool(function.parameters) and function.parameters[0].name in ("self", "cls")


def _raw(frame: Frame, node: syntax.Call) -> Held:
    """`text("SELECT … FROM hero")`: its tables; where one of them is not the project's, the text is unknown."""
    value = node.args[0] if node.args else None
    if not isinstance(value, syntax.Constant) or not isinstance(value.value, str):
        return Held(roots=frozenset({RAW}), is_sql=True)
    names = [it.replace('"', "").removeprefix("public.") for it in _SQL_TABLE.findall(value.value)]
    tables = [frame.known.table_in_database(it, frame.at.path) for it in names]
    known = tuple(it for it in tables if it is not None)
    if len(known) < len(tables):
        return Held(known, frozenset({RAW}), is_sql=True)
    writes = re.match(r"\s*(INSERT|UPDATE|DELETE)", value.value, re.IGNORECASE)
    return Held(known, is_sql=True, written=known[:1] if writes else ())


RAW = "text(…)"  # stands among the roots for SQL of tables that are not known


# --------------------------------------------------------------------------- relationships


def crossed(frame: Frame, node: syntax.Expr) -> tuple[Table, ...]:
    """The tables that a relationship given as `Team.heroes` leads to; with the one between, where there is one."""
    if isinstance(node, syntax.Call) and isinstance(node.func, syntax.Attribute):
        return crossed(frame, node.func.value)  # `Team.heroes.and_(…)`, `Team.heroes.of_type(…)`
    if not isinstance(node, syntax.Attribute):
        return ()
    for table in named_class(frame, node.value).tables:
        relationship = table.relationship(node.attr)
        if relationship is not None:
            return targets(frame, relationship)
    return ()


def targets(frame: Frame, relationship: Relationship) -> tuple[Table, ...]:
    """The table at the far end of a relationship, and the one in between of many to many."""
    known = frame.known
    far = (
        known.table_of(relationship.target_symbol)
        if relationship.target_symbol is not None
        else known.table_named(relationship.target, relationship.path)
    )
    between = None
    if relationship.link_model is not None:
        between = known.table_named(relationship.link_model, relationship.path) or known.table_in_database(
            relationship.link_model, relationship.path
        )
    return tuple(it for it in (far, between) if it is not None)
