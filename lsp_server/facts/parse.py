"""From source text to syntax values; with its neighbours the only place that knows tree-sitter.

Tree-sitter reads finished and half-typed files alike, and newer syntax than the
Python that runs the server. Grammar: tree-sitter-python 0.25.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, cast

import tree_sitter as ts

from lsp_server.facts import syntax as s
from lsp_server.facts.repair import blank_half_typed
from lsp_server.facts.statements import statements
from lsp_server.facts.tree import parser, span_of
from lsp_server.text import Span


def parse_module(data: bytes) -> tuple[tuple[s.Stmt, ...], tuple[Span, ...]]:
    """The statements of a file, and the places that are not valid Python (empty: the file is intact)."""
    root = parser().parse(data).root_node
    if not root.has_error:
        return statements(root, data), ()
    errors = tuple(_errors(root))
    repaired, spots = blank_half_typed(data)
    if spots:
        again = parser().parse(repaired).root_node
        return statements(again, repaired), tuple(sorted({*spots, *_errors(again)}))
    return statements(root, data), errors


def parse_expression(text: str, offset: int = 0) -> s.Expr | None:
    """One expression, such as a string annotation; spans are shifted by `offset` bytes. None if it is not one."""
    body, errors = parse_module(text.strip().encode("utf-8", "surrogatepass"))
    if errors or len(body) != 1 or not isinstance(body[0], s.ExprStmt):
        return None
    return cast(s.Expr, _shift(body[0].value, offset))


def _errors(root: ts.Node) -> Iterable[Span]:
    if not root.has_error:
        return
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            yield span_of(node)
        elif node.has_error:
            stack.extend(node.children)


def _shift(value: Any, by: int) -> Any:
    if isinstance(value, Span):
        return Span(value.start + by, value.end + by)
    if isinstance(value, tuple):
        return tuple(_shift(it, by) for it in value)
    if isinstance(value, s.Node):
        return replace(value, **{it.name: _shift(getattr(value, it.name), by) for it in fields(value)})
    return value
