"""Which name is given which value: `a = b = value`, `a, b = x, y`, `(a := value)`."""

from collections.abc import Iterator

from lsp_server.facts.syntax.expression_nodes import Collection, Expr, NamedExpr, Starred
from lsp_server.facts.syntax.statement_nodes import Assign
from lsp_server.facts.syntax.walking import dotted
from lsp_server.text import Span


def bindings(node: Assign | NamedExpr) -> Iterator[tuple[str, Assign]]:
    """Each name, dotted ones such as `self.router` too, with the assignment that it has to itself.

    Where a statement unpacks a display, that is one with the element as its value and the statement's span: edits that
    go behind it go behind all of it. What is unpacked of anything else has no value that the text tells, so no binding.
    """
    if isinstance(node, NamedExpr):
        yield node.target.id, Assign(node.span, (node.target,), None, node.value)
        return
    for target in node.targets:
        name = dotted(target)
        if name is not None:
            yield name, node
        elif isinstance(target, Collection) and isinstance(node.value, Collection):
            yield from _unpacked(target, node.value, node.span)


def _unpacked(target: Collection, value: Collection, span: Span) -> Iterator[tuple[str, Assign]]:
    for one, given in _pairs(target.elements, value):
        name = dotted(one)
        if name is not None:
            yield name, Assign(span, (one,), None, given)
        elif isinstance(one, Collection) and isinstance(given, Collection):
            yield from _unpacked(one, given, span)


def _pairs(targets: tuple[Expr, ...], value: Collection) -> Iterator[tuple[Expr, Expr]]:
    """Targets and elements from the left and from the right, and what lies between them for `*rest`."""
    values = value.elements
    if value.kind == "set" or any(isinstance(it, Starred) for it in values):
        return
    stars = [index for index, it in enumerate(targets) if isinstance(it, Starred)]
    if not stars and len(targets) == len(values):
        yield from zip(targets, values, strict=True)
    elif len(stars) == 1 and len(values) >= len(targets) - 1:
        before, after = stars[0], len(targets) - stars[0] - 1
        middle = values[before : len(values) - after]
        rest = targets[before]
        assert isinstance(rest, Starred)
        yield from zip(targets[:before], values[:before], strict=True)
        yield rest.value, Collection(value.span, "list", middle)
        yield from zip(targets[before + 1 :], values[len(values) - after :], strict=True)
