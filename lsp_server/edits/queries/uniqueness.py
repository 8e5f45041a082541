"""Which columns a query compares, and whether that leaves at most one row."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.edits.queries.rewrite import Site
from lsp_server.facts import syntax
from lsp_server.project.models.values import Field, Table
from lsp_server.project.queries.values import Query


@dataclass(frozen=True, slots=True)
class Comparison:
    """`Hero.name == name` in a where clause, with the table's side on the left."""

    field: Field
    op: str  # "==", "<", …, "in_", "is_", "like" and other methods
    value: syntax.Expr | None
    node: syntax.Node
    conditional: bool


def comparisons(site: Site, query: Query) -> Iterator[Comparison]:
    """What where, filter and filter_by compare the query's own columns with; only what must hold of every row."""
    if query.select is None or query.table is None:
        return
    for step in query.select.steps:
        if step.name in ("where", "filter"):
            for it in step.call.args:
                yield from _compared(site, query.table, it, step.conditional)
        elif step.name == "filter_by":
            for word in step.call.keywords:
                field = query.table.field(word.arg or "")
                if field is not None:
                    yield Comparison(field, "==", word.value, word, step.conditional)


def finds_at_most_one(site: Site, query: Query) -> bool:
    """Whether the query compares a primary key or unique columns by `==`, and joins nothing."""
    if query.table is None or (query.select is not None and query.select.has("join", "outerjoin", "select_from")):
        return False
    equal = {it.field.name for it in comparisons(site, query) if it.op == "==" and not it.conditional}
    return any(set(key) <= equal for key in unique_keys(query.table))


def unique_keys(table: Table) -> tuple[tuple[str, ...], ...]:
    """The sets of fields that identify a row."""
    key = tuple(it.name for it in table.primary_key)
    single = tuple((it.name,) for it in table.fields if it.column is not None and it.column.unique)
    return (*((key,) if key else ()), *single, *table.unique)


def field_of(site: Site, table: Table, node: syntax.Expr) -> Field | None:
    """The field that `Hero.name` or `col(Hero.name)` stands for in a query of this table."""
    if isinstance(node, syntax.Call) and syntax.last_name(node.func) == "col" and len(node.args) == 1:
        node = node.args[0]
    if not isinstance(node, syntax.Attribute):
        return None
    owner = syntax.dotted(node.value)
    found = site.project.table(owner, site.flow.path) if owner is not None else None
    if found is None or (found.path, found.symbol.name) != (table.path, table.symbol.name):
        return None
    field = table.field(node.attr)
    return field if field is not None and field.column is not None else None


def _compared(site: Site, table: Table, node: syntax.Expr, conditional: bool) -> Iterator[Comparison]:
    match node:
        case syntax.Compare(left=left, ops=(op,), comparators=(right,)):
            field = field_of(site, table, left)
            if field is not None:
                yield Comparison(field, op, right, node, conditional)
            elif (field := field_of(site, table, right)) is not None:
                yield Comparison(field, op, left, node, conditional)
        case syntax.Call(func=syntax.Name(id="and_"), args=args):
            for it in args:
                yield from _compared(site, table, it, conditional)
        case syntax.Call(func=syntax.Attribute(value=owner, attr=attr), args=args):
            field = field_of(site, table, owner)
            if field is not None:
                yield Comparison(field, attr, args[0] if args else None, node, conditional)
        case syntax.BinOp(left=left, op="&", right=right):
            yield from _compared(site, table, left, conditional)
            yield from _compared(site, table, right, conditional)
        case _:
            pass
