"""The next text of a file that is being edited: read from the tree of the last one, so that it costs what was changed.

What is found is what `parse_module` would find. Tree-sitter takes over what the edit can't have touched, and is only
believed where the result is intact, if need be without its half-typed rows: around an error its way of recovering
depends on what was there before, so then the text is read from nothing. A statement that ends before the first changed
byte, and is just as long as before, has the same text at the same place in a valid file: it is the very same value,
with all that was worked out of it.
"""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile

import tree_sitter as ts

from lsp_server.facts import syntax as s
from lsp_server.facts.parse import parse_module
from lsp_server.facts.repair import blank_half_typed
from lsp_server.facts.statements import intact_statements
from lsp_server.facts.tree import named_children, parser, span_of
from lsp_server.text import Span

Parsed = tuple[tuple[s.Stmt, ...], tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """An intact text with its tree. A tree is ten times as large as its text, so only open files keep one."""

    data: bytes
    tree: ts.Tree
    body: tuple[s.Stmt, ...]


def reread(data: bytes, before: Reading | None) -> tuple[Parsed, Reading | None]:
    """Statements and errors as `parse_module` tells them, and what to hand on to the next text: the last intact one."""
    tree = parser().parse(data, _edited(before, data)) if before is not None else parser().parse(data)
    if tree.root_node.has_error:
        return _half_typed(data, before) or parse_module(data), before
    body = _body(tree, data, before)
    return (body, ()), Reading(data, tree, body)


def _half_typed(data: bytes, before: Reading | None) -> Parsed | None:
    """The same of a text that is intact but for its half-typed rows; None: it is not."""
    repaired, spots = blank_half_typed(data) if before is not None else (data, ())
    if before is None or not spots:
        return None
    tree = parser().parse(repaired, _edited(before, repaired))
    return (_body(tree, repaired, before), tuple(sorted({*spots}))) if not tree.root_node.has_error else None


def _body(tree: ts.Tree, data: bytes, before: Reading | None) -> tuple[s.Stmt, ...]:
    nodes = named_children(tree.root_node)
    same = _taken_over(nodes, data, before) if before is not None else ()
    return (*same, *intact_statements(nodes[len(same) :], data))


def _taken_over(nodes: list[ts.Node], data: bytes, before: Reading) -> tuple[s.Stmt, ...]:
    """The statements above the edit, which are the same as before."""
    start = first_difference(before.data, data)
    pairs = zip(nodes, before.body, strict=False)
    return tuple(it for _, it in takewhile(lambda it: it[1].span.end < start and it[1].span == span_of(it[0]), pairs))


def _edited(before: Reading, data: bytes) -> ts.Tree:
    """The tree of the last text, told what was replaced: all between the first and the last different byte."""
    old = before.data
    start = first_difference(old, data)
    same = min(first_difference(old[::-1], data[::-1]), min(len(old), len(data)) - start)
    tree = before.tree.copy()
    tree.edit(
        start,
        len(old) - same,
        len(data) - same,
        _point(old, start),
        _point(old, len(old) - same),
        _point(data, len(data) - same),
    )
    return tree


def first_difference(one: bytes, other: bytes) -> int:
    """How many bytes two texts have in common from their start."""
    return bisect_left(range(1, min(len(one), len(other)) + 1), True, key=lambda it: one[:it] != other[:it])


def _point(data: bytes, at: int) -> ts.Point:
    return ts.Point(data.count(b"\n", 0, at), at - (data.rfind(b"\n", 0, at) + 1))
