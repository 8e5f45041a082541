"""What an expression holds of a query: its result, its rows, one row, what a relationship of a row leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lsp_server.facts import syntax
from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.names.flow import Body

# Methods of Result and ScalarResult (SQLAlchemy 2.1): what comes out.
_PASSING = frozenset("scalars unique columns yield_per execution_options".split())
_MANY = frozenset("all fetchall fetchmany partitions".split())
_ONE = frozenset("first one one_or_none fetchone".split())
_SCALAR = frozenset("scalar scalar_one scalar_one_or_none".split())
RESULT_METHODS = _PASSING | _MANY | _ONE | _SCALAR | {"mappings", "tuples", "keys", "close"}


@dataclass(frozen=True, slots=True)
class Held:
    """`call` is the session's method that ran the query.

    `path` are the relationships gone through; `each`: one of many; `values`: whole objects or single
    values, not tuples; `fetch` the result methods and `source` the expression that first gave rows.
    """

    what: str  # result, rows, row
    call: syntax.Call
    table: Table | None
    values: bool
    path: tuple[str, ...] = ()
    each: bool = False
    fetch: tuple[str, ...] = ()
    source: syntax.Expr | None = None
    reused: bool = False


@dataclass
class Rows:
    """Reads one function. `executed` maps the calls that run a query (by id) to what they give."""

    body: Body
    executed: Mapping[int, Held]
    target_of: Callable[[Table, Relationship], Table | None]
    _known: dict[int, Held | None] = field(default_factory=dict)

    def read(self, node: syntax.Node) -> Held | None:
        """What the expression holds; None for everything that is no query's, or not for certain."""
        if id(node) not in self._known:
            self._known[id(node)] = None  # what leads back to itself holds nothing
            self._known[id(node)] = self._read(node)
        return self._known[id(node)]

    def maybe(self, node: syntax.Name) -> tuple[Held, ...]:
        """What a name of uncertain meaning may hold."""
        sure, maybe = self.body.definition(node)
        values = (it.value for it in (sure, *maybe) if it is not None and it.value is not None)
        return tuple(held for it in values if (held := self.read(it)) is not None)

    def _read(self, node: syntax.Node) -> Held | None:
        match node:
            case syntax.Name():
                return self._name(node)
            case syntax.Await(value=value):
                return self.read(value)
            case syntax.NamedExpr(value=value):
                return self.read(value)
            case syntax.Call() if id(node) in self.executed:
                return self.executed[id(node)]
            case syntax.Call(func=syntax.Attribute(value=inner, attr=attr)):
                return self._method(node, self.read(inner), attr)
            case syntax.Call(func=syntax.Name(id="list" | "tuple"), args=(inner,), keywords=()):
                held = self.read(inner)
                return _rows(held, node, ()) if held is not None and held.what != "row" else None
            case syntax.Subscript(value=inner, slices=(index,)):
                return _item(self.read(inner), index)
            case syntax.Attribute(value=inner, attr=attr):
                return self._attribute(self.read(inner), attr)
            case _:
                return None

    def _name(self, node: syntax.Name) -> Held | None:
        sure, maybe = self.body.definition(node)
        if sure is None or maybe or sure.value is None:
            return None
        held = self.read(sure.value)
        if held is None:
            return None
        if sure.how == "assigned":
            return held
        if sure.how == "element" and held.what != "row":
            source = held.source if held.what == "rows" else sure.value
            return replace(held, what="row", each=True, source=source)
        return None

    def _method(self, node: syntax.Call, held: Held | None, name: str) -> Held | None:
        if held is None or held.what != "result":
            return None
        fetch = (*held.fetch, name)
        if name in _PASSING:
            # `scalars(1)` and `columns(…)` choose something else than the entity.
            plain = name not in ("scalars", "columns") or not (node.args or node.keywords)
            values = held.values or name == "scalars"
            return replace(held, fetch=fetch, values=values, table=held.table if plain else None)
        if name in _MANY:
            return replace(_rows(held, node, (name,)), table=held.table) if name != "partitions" else None
        if name in _ONE:
            return replace(held, what="row", fetch=fetch, source=node)
        if name in _SCALAR:
            return replace(held, what="row", fetch=fetch, source=node, values=True)
        return None

    def _attribute(self, held: Held | None, name: str) -> Held | None:
        if held is None or held.what != "row" or not held.values or held.table is None:
            return None
        relationship = held.table.relationship(name)
        if relationship is None:
            return None
        target = self.target_of(held.table, relationship)
        if relationship.many is None:
            return None
        return replace(held, what="rows" if relationship.many else "row", table=target, path=(*held.path, name))


def _rows(held: Held, node: syntax.Expr, methods: tuple[str, ...]) -> Held:
    if held.what == "rows":
        return held
    return replace(held, what="rows", fetch=(*held.fetch, *methods), source=node)


def _item(held: Held | None, index: syntax.Expr) -> Held | None:
    """`rows[0]`, `rows[:5]`, or the entity in a row that is a tuple."""
    if held is None or held.what == "result":
        return None
    if held.what == "rows":
        return replace(held, reused=True) if isinstance(index, syntax.Slice) else replace(held, what="row")
    first = isinstance(index, syntax.Constant) and index.value == 0
    return replace(held, values=True) if first and not held.values else None
