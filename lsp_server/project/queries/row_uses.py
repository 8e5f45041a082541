"""What a function does with the rows of its queries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lsp_server.facts import syntax
from lsp_server.project.names.flow import Body
from lsp_server.project.queries.row_values import RESULT_METHODS, Held, Rows
from lsp_server.project.queries.values import Loop, Use, UseKind

Fetch = tuple[syntax.Expr, Held]


@dataclass
class _Found:
    uses: list[Use] = field(default_factory=list)
    fetches: dict[int, Fetch] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


def uses_of(
    body: Body, rows: Rows, loops: Callable[[syntax.Node], tuple[Loop, ...]]
) -> tuple[dict[int, tuple[Use, ...]], dict[int, tuple[Fetch, ...]], dict[int, tuple[str, ...]]]:
    """By the id of the execution: what is done with its rows, the expressions that fetch them, the names they have."""
    if not rows.executed:
        return {}, {}, {}
    found = {it: _Found() for it in rows.executed}
    for node in body.nodes:
        held = rows.read(node) if isinstance(node, _HOLDING) else None
        if held is None:
            if isinstance(node, syntax.Name) and not _is_binding(node, body.parent(node) or node):
                for doubtful in rows.maybe(node):
                    found[id(doubtful.call)].uses.append(
                        Use("other", node, body.parent(node) or node, variable=node.id)
                    )
            continue
        here = found[id(held.call)]
        if held.what != "result" and held.source is not None:
            here.fetches.setdefault(id(held.source), (held.source, held))
        here.names += _names_given(body, node)
        if body.nested(node):
            here.uses.append(Use("closure", node, body.parent(node) or node))
            continue
        here.uses += [replace(use, loops=loops(node)) for use in _uses(body, rows, node, held)]
    return (
        {key: tuple(it.uses) for key, it in found.items()},
        {key: tuple(it.fetches.values()) for key, it in found.items()},
        {key: tuple(dict.fromkeys(it.names)) for key, it in found.items()},
    )


_HOLDING = (syntax.Name, syntax.Call, syntax.Await, syntax.Subscript, syntax.Attribute, syntax.NamedExpr)


def _names_given(body: Body, node: syntax.Node) -> list[str]:
    above = body.parent(node)
    if isinstance(above, syntax.Assign) and above.value is node:
        return [it.id for it in above.targets if isinstance(it, syntax.Name)]
    if isinstance(above, syntax.NamedExpr) and above.value is node:
        return [above.target.id]
    return []


def _uses(body: Body, rows: Rows, node: syntax.Node, held: Held) -> Iterator[Use]:
    above = body.parent(node)
    if above is None or isinstance(above, syntax.Await | syntax.NamedExpr) or _is_binding(node, above):
        return
    base = Use(
        "other",
        node,
        above,
        path=held.path,
        table=held.table,
        per_row=held.each,
        whole=held.what == "rows" or (held.what == "result"),
        variable=node.id if isinstance(node, syntax.Name) else None,
        reused=held.reused,
    )
    match above:
        case syntax.Attribute(attr=attr) if above.value is node:
            yield from _attribute(body, rows, base, above, held, attr)
        case syntax.Subscript() if above.value is node:
            yield replace(base, kind="indexed", node=above, parent=body.parent(above) or above)
        case syntax.For() if above.iter is node:
            yield replace(base, kind="iterated")
        case syntax.Generator() if above.iter is node:
            yield replace(base, kind="iterated")
        case syntax.Call():
            name = syntax.dotted(above.func) or syntax.last_name(above.func) or ""
            if name in ("list", "tuple") and rows.read(above) is not None:
                return
            yield replace(base, kind="length" if name == "len" else "truth" if name == "bool" else "passed", name=name)
        case syntax.Keyword():
            call = body.parent(above)
            yield replace(
                base, kind="passed", name=syntax.dotted(call.func) or "" if isinstance(call, syntax.Call) else ""
            )
        case syntax.Return():
            yield replace(base, kind="returned")
        case _:
            yield replace(base, kind="truth") if is_truth_test(body, node) else base


def _attribute(body: Body, rows: Rows, base: Use, node: syntax.Attribute, held: Held, name: str) -> Iterator[Use]:
    parent = body.parent(node) or node
    if held.what == "result":
        if not (name in RESULT_METHODS and isinstance(parent, syntax.Call) and rows.read(parent) is not None):
            yield replace(base, kind="attribute", name=name, node=node, parent=parent)
        return
    kind: UseKind = "attribute"
    if held.what == "row" and held.values and held.table is not None:
        if held.table.relationship(name) is not None:
            kind = "relationship"
        elif held.table.field(name) is not None:
            kind = "column"
    if isinstance(parent, syntax.Assign | syntax.AugAssign | syntax.Delete) and _is_target(node, parent):
        yield replace(base, kind="written", name=name, node=node, parent=parent)
    else:
        yield replace(base, kind=kind, name=name, node=node, parent=parent)


def _is_target(node: syntax.Node, statement: syntax.Assign | syntax.AugAssign | syntax.Delete) -> bool:
    if isinstance(statement, syntax.AugAssign):
        return statement.target is node
    return any(it is node for it in statement.targets)


def _is_binding(node: syntax.Node, above: syntax.Node) -> bool:
    """Whether the expression only gets a name here, under which it is followed."""
    if isinstance(above, syntax.Assign):
        if any(it is node for it in above.targets):
            return True
        return above.value is node and all(isinstance(it, syntax.Name) for it in above.targets)
    if isinstance(above, syntax.For | syntax.Generator | syntax.NamedExpr):
        return above.target is node
    return False


def is_truth_test(body: Body, node: syntax.Node) -> bool:
    """Whether only the truth of an expression matters: `if rows`, `not rows`, `row is None`, `rows and …` in a test."""
    above = body.parent(node)
    match above:
        case syntax.If() | syntax.While() | syntax.IfExp() | syntax.Assert():
            return above.test is node
        case syntax.UnaryOp(op="not"):
            return True
        case syntax.Compare(ops=("is" | "is not",), comparators=(syntax.Constant(value=None),)):
            return above.left is node
        case syntax.BoolOp():
            return is_truth_test(body, above)
        case syntax.Generator():
            return any(it is node for it in above.conditions)
        case _:
            return False
