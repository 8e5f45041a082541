"""SQLAlchemy's legacy Query: `session.query(Hero).filter(…).all()`, where it is built and run in one expression."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.queries.row_values import Held
from lsp_server.project.queries.selects import Selects
from lsp_server.project.queries.values import Select, Step

# Methods of Query (SQLAlchemy 2.1) after which it gives the same things, perhaps fewer of them or in another order.
_BUILDING = frozenset(
    "filter filter_by where order_by limit offset slice join outerjoin select_from options distinct group_by having "
    "with_for_update execution_options yield_per populate_existing enable_eagerloads autoflush".split()
)
_ONE = frozenset("first one one_or_none get".split())
_VALUE = frozenset("count scalar".split())
ENDS = _ONE | _VALUE | {"all"}


@dataclass(frozen=True, slots=True)
class LegacyQuery:
    """`call` sends the query that `select` says, and gives what is `held`; `session` is what `query` is called on."""

    call: syntax.Call
    session: syntax.Expr
    select: Select
    held: Held


def legacy_queries(selects: Selects, nodes: tuple[syntax.Node, ...]) -> Iterator[LegacyQuery]:
    """Those among the nodes of a function, whatever has the method `query`; others are not looked at."""
    for node in nodes:
        match node:
            case syntax.Call(func=syntax.Attribute(value=syntax.Call() as chain, attr=end)) if end in ENDS:
                found = _select(selects, chain)
                if found is not None:
                    yield LegacyQuery(node, found[0], found[1], _held(node, end, found[1]))
            case _:
                pass


def _select(selects: Selects, chain: syntax.Call) -> tuple[syntax.Expr, Select] | None:
    steps: list[Step] = []
    node: syntax.Expr = chain
    while isinstance(node, syntax.Call) and isinstance(node.func, syntax.Attribute):
        if node.func.attr == "query":
            if not node.args or node.keywords or any(isinstance(it, syntax.Starred) for it in node.args):
                return None
            entities = tuple(selects.entity(it) for it in node.args)
            return node.func.value, Select(node, "sqlalchemy", entities, tuple(steps), chain)
        if node.func.attr not in _BUILDING:
            return None
        steps.insert(0, Step(node.func.attr, node))
        node = node.func.value
    return None


def _held(call: syntax.Call, end: str, select: Select) -> Held:
    if end in _VALUE:
        return Held("row", call, None, values=True, fetch=(end,), source=call)
    # Of one whole class come its objects, of anything else tuples.
    what = "rows" if end == "all" else "row"
    return Held(what, call, select.table, values=select.table is not None, fetch=(end,), source=call)
