"""Which relationships a query loads with its rows, and which it leaves to be loaded lazily."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.models.values import Relationship
from lsp_server.project.queries.values import Flow, Query, Use

# What relationship(lazy=…) may say, apart from "select", and what then never is a lazy load.
_EAGER = frozenset("joined selectin subquery immediate noload raise raise_on_sql write_only dynamic".split())
_LOADERS = frozenset(
    "selectinload joinedload subqueryload immediateload contains_eager lazyload raiseload noload defaultload".split()
)
_COLUMNS = frozenset("load_only defer undefer undefer_group with_loader_criteria with_expression".split())


@dataclass(frozen=True, slots=True)
class Loader:
    """A loader option: the relationships it goes through, the class and name of the last strategy."""

    path: tuple[str, ...]
    strategy: str
    node: syntax.Expr


def loaders(query: Query) -> tuple[Loader, ...] | None:
    """The loader options of a query; None where one of them can't be read."""
    given: list[syntax.Expr] = []
    if query.select is not None:
        if not query.select.complete:
            return None
        for it in query.select.steps:
            if it.name == "options":
                given += it.call.args
    elif (options := query.call.keyword("options")) is not None:
        if not isinstance(options, syntax.Collection):
            return None
        given += options.elements
    found: list[Loader] = []
    for option in given:
        read = _loader(option)
        if read is None:
            return None
        found += read
    return tuple(found)


@dataclass(frozen=True, slots=True)
class LazyRead:
    """A relationship read from a query's row that neither the query nor the model loads."""

    use: Use
    relationship: Relationship
    path: tuple[str, ...]


def lazy_reads(flow: Flow, query: Query, also: tuple[Use, ...] = ()) -> tuple[LazyRead, ...]:
    """The relationship reads that go to the database by themselves; only those that are certain to be lazy.

    `also` are reads that the function's text does not show, such as those of a schema (`shown_by_schemas`).
    """
    loaded = loaders(query)
    if loaded is None or query.table is None or query.uses_of("closure"):
        return ()
    covered = {it.path for it in loaded}
    written = {(it.variable, it.name) for it in query.uses_of("written")}
    found = []
    for use in (*query.uses_of("relationship"), *also):
        path = (*use.path, use.name)
        relationship = use.table.relationship(use.name) if use.table is not None else None
        if relationship is None or path in covered or (relationship.lazy or "select") in _EAGER:
            continue
        if _is_refreshed(flow, use) or _may_be_set(use, written) or _expired_between(flow, query, use):
            continue
        found.append(LazyRead(use, relationship, path))
    return tuple(found)


def is_in_session_already(flow: Flow, query: Query, read: LazyRead) -> bool:
    """Whether another query of the function may have brought the one row that a to-one relationship wants."""
    if read.relationship.many:
        return False
    target = read.relationship.target.rpartition(".")[2]
    others = [it for it in flow.every_query if it is not query]
    return any(it.table is None or it.table.name == target for it in others)


def _loader(node: syntax.Expr) -> list[Loader] | None:
    """`selectinload(Team.heroes).joinedload(Hero.power)` loads two paths."""
    if not isinstance(node, syntax.Call):
        return None
    name = syntax.last_name(node.func)
    above: list[Loader] = []
    if isinstance(node.func, syntax.Attribute) and isinstance(node.func.value, syntax.Call):
        read = _loader(node.func.value)
        if read is None:
            return None
        above = read
    if name in _COLUMNS or name == "options":
        return above
    if name not in _LOADERS or not node.args:
        return None
    path = above[-1].path if above else ()
    for it in node.args:
        attribute = it.func.value if _is_narrowed(it) else it  # type: ignore[union-attr]
        if not isinstance(attribute, syntax.Attribute):
            return None
        path = (*path, attribute.attr)
    return [*above, Loader(path, name or "", node)]


def _is_narrowed(node: syntax.Expr) -> bool:
    """`Team.heroes.and_(…)`, `Team.heroes.of_type(…)`"""
    return (
        isinstance(node, syntax.Call)
        and isinstance(node.func, syntax.Attribute)
        and node.func.attr in ("and_", "of_type")
    )


def _is_refreshed(flow: Flow, use: Use) -> bool:
    return any(
        it.name == "refresh" and it.call.args and syntax.dotted(it.call.args[0]) == use.variable for it in flow.calls
    )


def _may_be_set(use: Use, written: set[tuple[str | None, str]]) -> bool:
    return (use.variable, use.name) in written


def _expired_between(flow: Flow, query: Query, use: Use) -> bool:
    """A commit between the query and the read throws away what was loaded: another matter than this one."""
    ends = ("commit", "rollback", "expire")
    return any(it.name in ends and query.call.span.end <= it.call.span.start < use.node.span.start for it in flow.calls)
