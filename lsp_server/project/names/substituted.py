"""An expression with other expressions in place of some of its names."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from lsp_server.facts import syntax

_Expr = TypeVar("_Expr", bound=syntax.Node)


def substituted(node: _Expr, known: Mapping[str, syntax.Expr]) -> _Expr:
    """The expression with other expressions in place of some of its names; spans stay as they are."""
    if isinstance(node, syntax.Name):
        return known.get(node.id, node)  # type: ignore[return-value]
    if not known or not any(isinstance(it, syntax.Name) and it.id in known for it in syntax.walk(node)):
        return node
    changed: dict[str, Any] = {it.name: _changed(getattr(node, it.name), known) for it in fields(node)}
    return replace(node, **changed)


def _changed(value: object, known: Mapping[str, syntax.Expr]) -> object:
    if isinstance(value, syntax.Node):
        return substituted(value, known)
    if isinstance(value, tuple):
        return tuple(_changed(it, known) for it in value)
    if isinstance(value, syntax.Suite):
        return syntax.Suite.of(tuple(substituted(it, known) for it in value.statements))
    return value
