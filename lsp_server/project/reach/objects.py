"""Of which table the row, or the rows, are that an expression holds."""

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import Called, called
from lsp_server.project.functions.signatures import method
from lsp_server.project.names.bindings import Binding
from lsp_server.project.names.classes import key
from lsp_server.project.reach.classes import instance_table, named_class
from lsp_server.project.reach.frames import NOTHING, Frame, Held, arguments
from lsp_server.project.reach.names import methods_of_tables
from lsp_server.project.reach.statements import EXECUTING, is_bound, statement, targets
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type
from lsp_server.project.types.variables import Variables, type_variables

_MAKING = frozenset("model_validate from_orm parse_obj validate model_construct construct model_copy".split())
_PASSING = frozenset(
    "scalars unique all first one one_or_none fetchall fetchone scalar scalar_one scalar_one_or_none partitions "
    "copy pop items values mappings tuples get model_copy".split()
)
_BUILTINS = frozenset("list tuple set sorted reversed next anext iter aiter enumerate filter".split())
_DEPTH = 24


def row_of(frame: Frame, node: syntax.Expr | None, depth: int = _DEPTH) -> Held:
    """The tables whose rows the expression holds; as root the parameter that holds them."""
    if node is None or depth <= 0:
        return NOTHING
    return frame.known.once(("row", frame.key), node, lambda: _read(frame, node, depth - 1))


def _read(frame: Frame, node: syntax.Expr, depth: int) -> Held:
    match node:
        case syntax.Await(value=inner) | syntax.NamedExpr(value=inner) | syntax.Starred(value=inner):
            return row_of(frame, inner, depth)
        case syntax.Name(id="self"):
            return instance_table(frame, node)
        case syntax.Name():
            return _name(frame, node, depth)
        case syntax.Call():
            return _call(frame, node, depth)
        case syntax.Attribute(value=inner, attr=attr):
            return _attribute(frame, node, row_of(frame, inner, depth), attr)
        case syntax.Subscript(value=inner):
            return row_of(frame, inner, depth)
        case syntax.IfExp(body=one, orelse=other) | syntax.BoolOp(left=one, right=other):
            return row_of(frame, one, depth) | row_of(frame, other, depth)
        case syntax.Collection(elements=elements):
            found = NOTHING
            for it in elements:
                found = found | row_of(frame, it, depth)
            return found
        case syntax.Comprehension(element=element):
            return row_of(frame, element, depth)
        case _:
            return NOTHING


def _name(frame: Frame, node: syntax.Name, depth: int) -> Held:
    found = NOTHING
    bindings = frame.bindings(node)
    for it in bindings:
        found = found | _bound(frame, it, depth)
    if not bindings:
        return instance_table(frame, node)
    for value in frame.appended(node.id):
        found = found | row_of(frame, value, depth)
    return found


def _bound(frame: Frame, it: Binding, depth: int) -> Held:
    annotation = it.node.annotation if isinstance(it.node, syntax.Assign) else None
    if annotation is not None and it.how == "assigned":
        said = _of_type(frame, _type(frame, annotation))
        if said:
            return said
    if it.how == "parameter":
        function = frame.at.node
        parameter = function.parameter(it.name) if function is not None else None
        if parameter is None:
            return NOTHING
        type_ = _type(frame, parameter.annotation)
        return _of_type(frame, type_) or (NOTHING if _is_other(type_) else Held(roots=frozenset({it.name})))
    if it.how in ("assigned", "element", "entered"):
        return row_of(frame, it.value, depth)
    return _unpacked(frame, it, depth)


def _unpacked(frame: Frame, it: Binding, depth: int) -> Held:
    """`hero, team = await first(), await second()`, `hero, created = await get_or_create()`."""
    target = it.node.targets[0] if isinstance(it.node, syntax.Assign) else None
    if not isinstance(target, syntax.Collection):
        return NOTHING
    place = next((n for n, one in enumerate(target.elements) if syntax.dotted(one) == it.name), None)
    value = it.value.value if isinstance(it.value, syntax.Await) else it.value
    if place is None or value is None:
        return NOTHING
    if isinstance(value, syntax.Collection):
        return row_of(frame, value.elements[place], depth) if len(value.elements) == len(target.elements) else NOTHING
    found = called(frame.at, value) if isinstance(value, syntax.Call) else None
    function = found.function.node if found is not None else None
    if found is None or not isinstance(function, syntax.FunctionDef) or function.returns is None:
        return NOTHING
    there = frame.elsewhere(found.function.path, found.function.name, found.owner)
    said = _type(there, function.returns)
    return _of_type(there, said.args[place]) if said.name == "tuple" and place < len(said.args) else NOTHING


def _is_other(type_: Type) -> bool:
    """Whether a type is something else than a row for certain, so that no caller can bring one."""
    return type_.name in ("str", "int", "bool", "float", "uuid.UUID", "dict", "datetime.datetime")


def _attribute(frame: Frame, node: syntax.Attribute, held: Held, attr: str) -> Held:
    for table in held.tables:
        relationship = table.relationship(attr)
        if relationship is not None:
            return Held(targets(frame, relationship)[:1])
    return instance_table(frame, node) if not held else NOTHING


def _call(frame: Frame, node: syntax.Call, depth: int) -> Held:
    func = node.func
    made = named_class(frame, func)
    if made:
        return made
    if isinstance(func, syntax.Name) and func.id in _BUILTINS and node.args:
        return row_of(frame, node.args[-1 if func.id == "filter" else 0], depth)
    if isinstance(func, syntax.Attribute):
        if func.attr in _MAKING and (made := named_class(frame, func.value)):
            return made
        if (
            func.attr in ("get", "get_one", "merge")
            and len(node.args) > 1
            and (made := named_class(frame, node.args[0]))
        ):
            return made
        if func.attr == "merge" and node.args and (made := row_of(frame, node.args[0], depth)):
            return made
        if func.attr in EXECUTING and node.args:
            return entity(frame, node.args[0], depth)
        if func.attr == "query" and node.args:
            return named_class(frame, node.args[0])
    found = _project(frame, node, depth)
    if not found and isinstance(func, syntax.Attribute):
        inner = row_of(frame, func.value, depth)
        return inner if func.attr in _PASSING or _is_query(inner, func) else NOTHING
    return found


def _is_query(inner: Held, func: syntax.Attribute) -> bool:
    """`session.query(Hero).filter(…)`: still of Hero."""
    return bool(inner.tables) and func.attr in ("filter", "filter_by", "order_by", "limit", "offset", "options", "join")


def target_of(frame: Frame, node: syntax.Call) -> Called | None:
    """The function that a call runs, as the call graph knows it; else a method of the rows it is called on."""
    found = called(frame.at, node)
    if (
        found is not None
        or not isinstance(node.func, syntax.Attribute)
        or node.func.attr not in methods_of_tables(frame.modules)
    ):
        return found
    for table in row_of(frame, node.func.value).tables:
        own = method(frame.modules, table.symbol, node.func.attr)
        if own is not None:
            return Called(own, table.symbol)
    return None


def entity(frame: Frame, node: syntax.Expr, depth: int = _DEPTH) -> Held:
    """The table whose whole rows a statement asks for first: Hero of `select(Hero, Team)`."""
    if depth <= 0:
        return NOTHING
    return frame.known.once(("entity", frame.key), node, lambda: _entity(frame, node, depth))


def _entity(frame: Frame, node: syntax.Expr, depth: int) -> Held:
    match node:
        case syntax.Call(func=syntax.Attribute(value=inner, attr="returning"), args=(first, *_)):
            return named_class(frame, first) or entity(frame, inner, depth - 1)
        case syntax.Call(func=func, args=(first, *_)) if syntax.last_name(func) == "select":
            return named_class(frame, first)
        case syntax.Call(func=func):
            below = entity(frame, func.value, depth - 1) if isinstance(func, syntax.Attribute) else NOTHING
            return below or _entity_of_function(frame, node, depth)
        case syntax.Name():
            found = NOTHING
            for it in frame.bindings(node):
                if it.how == "parameter":
                    found = found | Held(roots=statement(frame, node).roots)
                elif it.how == "assigned" and it.value is not None:
                    found = found | entity(frame, it.value, depth - 1)
            return found
        case _:
            return NOTHING


def _entity_of_function(frame: Frame, node: syntax.Call, depth: int) -> Held:
    target = target_of(frame, node)
    if target is None:
        return NOTHING
    there = frame.elsewhere(target.function.path, target.function.name, target.owner)
    found = NOTHING
    for it in frame.modules.files[target.function.path].scope(target.function.name).returned:
        found = found | Held(entity(there, it, depth - 1).tables)
    return found


def _project(frame: Frame, node: syntax.Call, depth: int) -> Held:
    """What a function of the project is annotated to return, else what it returns."""
    target = target_of(frame, node)
    function = target.function.node if target is not None else None
    if target is None or not isinstance(function, syntax.FunctionDef) or function.name == "__init__":
        return NOTHING
    there = frame.elsewhere(target.function.path, target.function.name, target.owner)
    if function.returns is not None and (said := _of_type(there, _type(there, function.returns))):
        return said
    found = NOTHING
    given = arguments(node, function, target.owner is not None and is_bound(function))
    for it in frame.modules.files[target.function.path].scope(target.function.name).returned:
        inside = row_of(there, it, depth)
        found = found | Held(inside.tables)
        for name in sorted(inside.roots):
            value = given.get(name)
            if value is not None:
                found = found | (row_of(frame, value, depth) or Held(entity(frame, value).tables))
    return found


# --------------------------------------------------------------------------- types


def _type(frame: Frame, annotation: syntax.Expr | None) -> Type:
    scope = frame.at.name.rpartition(".")[0]
    return resolve_type(frame.modules, frame.at.path, annotation, scope, _variables(frame, scope))


def _variables(frame: Frame, scope: str) -> Variables:
    owner = frame.at.owner
    if owner is None or key(owner) == (frame.at.path, scope):
        return {}
    return type_variables(frame.modules, owner).get((frame.at.path, scope), {})


def _of_type(frame: Frame, type_: Type) -> Held:
    """Of Hero, `list[Hero]`, `Hero | Villain`, `tuple[list[Hero], int]`, `Self`."""
    if type_.name == "typing.Self":
        return instance_table(frame, syntax.Name(type_.span, "self"))
    table = frame.known.table_of(type_.symbol) if type_.symbol is not None else None
    if table is not None:
        return Held((table,))
    found = NOTHING
    for it in type_.args if type_.symbol is None else ():
        found = found | _of_type(frame, it)
    return found
