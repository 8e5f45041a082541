"""`mapped_column(…) if BIG else mapped_column(…)`: what is known of a column that depends on a condition."""

from collections.abc import Callable
from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.models.column_arguments import ColumnCall
from lsp_server.project.names.constants import source
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules
from lsp_server.project.names.truths import truth_at


def chosen_column(
    modules: Modules, at: Placed, node: syntax.IfExp, read: Callable[[syntax.Expr], ColumnCall | None]
) -> ColumnCall | None:
    """The column that the condition chooses; where it is not known, what both say, with the doubt that remains."""
    holds = truth_at(modules, replace(at, node=node.test))
    if holds is not None:
        return read(node.body if holds else node.orelse)
    one, other = read(node.body), read(node.orelse)
    found, doubt = one or other, f"it depends on {source(modules, at.path, node.test)}"
    if one is None or other is None:
        return replace(found, doubt=doubt) if found is not None else None
    return common_column(modules, one, other, node, doubt)


def common_column(modules: Modules, one: ColumnCall, other: ColumnCall, either: syntax.Expr, doubt: str) -> ColumnCall:
    """What two calls say that may both make the column. `either` stands for the type where they name different ones."""

    def text(call: ColumnCall, it: syntax.Expr | None) -> tuple[str, str] | None:
        return (call.path, source(modules, call.path, it)) if it is not None else None

    same_type = text(one, one.type) == text(other, other.type)
    keywords = {name: it for name, it in one.keywords.items() if text(one, it) == text(other, other.keywords.get(name))}
    agree = (
        same_type
        and len(keywords) == len(one.keywords) == len(other.keywords)
        and (one.name, one.foreign_key, one.points) == (other.name, other.foreign_key, other.points)
        and (one.doubt, one.listens) == (other.doubt, other.listens)
        and text(one, one.server_generated) == text(other, other.server_generated)
        and text(one, one.sequence) == text(other, other.sequence)
        and [text(one, it) for it in one.checks] == [text(other, it) for it in other.checks]
    )
    if agree:
        return one
    return replace(
        one,
        keywords=keywords,
        type=one.type if same_type else either,
        foreign_key=one.foreign_key if one.foreign_key == other.foreign_key else None,
        doubt=doubt,
    )
