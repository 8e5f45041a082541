"""Which columns a relationship names itself: `foreign_keys`, `remote_side`, `primaryjoin`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """A column as code names it: `owner` is the class, table or variable before the dot, "" in the class body."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class Joining:
    """What a relationship says of its join; None where it leaves that to the foreign keys of the tables."""

    foreign: tuple[NamedColumn, ...] | None = None  # `foreign_keys`, or `foreign(…)` in the condition
    remote: tuple[NamedColumn, ...] | None = None
    compared: tuple[NamedColumn, ...] | None = None  # the columns of `primaryjoin`
    unclear: bool = False  # a part of it can't be read


def joining(given: Mapping[str, syntax.Expr]) -> Joining:
    """By the keywords of a relationship."""
    try:
        condition = _evaluated(given.get("primaryjoin"))
        compared = tuple(_columns_in(condition)) if condition is not None else None
        return Joining(
            foreign=_columns(given.get("foreign_keys")) or _marked(condition, "foreign"),
            remote=_columns(given.get("remote_side")) or _marked(condition, "remote"),
            compared=compared,
            unclear="secondaryjoin" in given,
        )
    except _NotReadError:
        return Joining(unclear=True)


class _NotReadError(Exception):
    """An argument that names columns in a way that is not understood."""


def _columns(node: syntax.Expr | None) -> tuple[NamedColumn, ...] | None:
    node = _evaluated(node)
    if node is None:
        return None
    elements = node.elements if isinstance(node, syntax.Collection) else (node,)
    return tuple(_column(it) for it in elements)


def _evaluated(node: syntax.Expr | None) -> syntax.Expr | None:
    """What SQLAlchemy calls or evaluates later: `lambda: Hero.id`, `"Hero.id"`."""
    if isinstance(node, syntax.Lambda):
        return node.body
    if isinstance(node, syntax.Constant) and isinstance(node.value, str):
        parsed = parse_expression(node.value)
        if parsed is None:
            raise _NotReadError
        return parsed
    return node


def _column(node: syntax.Expr) -> NamedColumn:
    """`answer_id`, `Version.answer_id`, `Version.__table__.c.answer_id`, `"Version.answer_id"`."""
    inner = _evaluated(node)
    name = syntax.dotted(inner)
    if name is None:
        raise _NotReadError
    owner, _, column = name.rpartition(".")
    return NamedColumn(owner.removesuffix(".c").removesuffix(".__table__").rpartition(".")[2], column)


def _columns_in(condition: syntax.Expr) -> Iterator[NamedColumn]:
    """The columns that a condition compares: every name with a dot, and every operand that is a name alone."""
    for it in syntax.walk(condition):
        if isinstance(it, syntax.Attribute) and syntax.dotted(it) is not None:
            yield _column(it)
        for one in (it.left, *it.comparators) if isinstance(it, syntax.Compare) else ():
            if isinstance(one, syntax.Name):
                yield _column(one)


def _marked(condition: syntax.Expr | None, mark: str) -> tuple[NamedColumn, ...] | None:
    """The columns inside `foreign(…)` or `remote(…)` of a condition."""
    calls = (it for it in syntax.walk(condition) if isinstance(it, syntax.Call)) if condition is not None else ()
    found = [it.args[0] for it in calls if syntax.last_name(it.func) == mark and len(it.args) == 1]
    inner = [it.args[0] if isinstance(it, syntax.Call) and len(it.args) == 1 else it for it in found]
    return tuple(_column(it) for it in inner) or None
