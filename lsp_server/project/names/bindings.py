"""The places that give the names of a function their values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.scope import scope_of
from lsp_server.project.names.blocks import Block, Blocks

_GIVING = frozenset({
    syntax.Assign, syntax.AugAssign, syntax.For, syntax.With, syntax.NamedExpr, syntax.ExceptHandler,
    syntax.FunctionDef, syntax.ClassDef, syntax.Delete, syntax.MatchCase,
})  # fmt: skip
How = Literal["assigned", "element", "entered", "parameter", "other"]


@dataclass(frozen=True, slots=True)
class Binding:
    """A place that gives a name a value. `how` says what `value` is to the name."""

    name: str
    value: syntax.Expr | None
    how: How
    node: syntax.Node  # statement, generator or parameter
    starts: int  # of the statement
    at: int  # from this byte on the name has the value
    block: Block


def of_parameters(function: syntax.FunctionDef) -> Iterator[Binding]:
    """What callers give."""
    for it in function.parameters:
        yield Binding(it.name, it.default, "parameter", it, it.span.start, it.span.start, ())


def of_node(node: syntax.Node, blocks: Blocks) -> Iterator[Binding]:
    """What one statement or expression of a function gives values to."""
    if node.__class__ not in _GIVING:
        return
    start, end = node.span.start, node.span.end
    block = blocks.around(start)
    match node:
        case syntax.Assign(targets=targets, value=value) if value is not None:
            for target in targets:
                how: How = "assigned" if isinstance(target, syntax.Name) else "other"
                yield from _names(target, value, how, node, end, block)
        case syntax.AugAssign(target=target):
            yield from _names(target, None, "other", node, end, block)
        case syntax.For(target=target, iter=source):
            yield from _names(target, source, "element", node, source.span.end, (*block, (start, "loop")))
        case syntax.With(items=items):
            for it in items:
                if it.target is not None:
                    yield from _names(it.target, it.context, "entered", node, it.span.end, block)
        case syntax.NamedExpr(target=target, value=value):
            yield from _names(target, value, "assigned", node, end, block)
        case syntax.ExceptHandler(name=str(name)):
            yield Binding(name, None, "other", node, start, start, block)
        case syntax.FunctionDef(name=name) | syntax.ClassDef(name=name):
            yield Binding(name, None, "other", node, start, end, block)
        case syntax.Delete(targets=targets):
            for target in targets:
                yield from _names(target, None, "other", node, end, block)
        case syntax.MatchCase(pattern=pattern):
            yield from _names(pattern, None, "other", node, pattern.span.start, block)
        case _:
            pass


def _names(
    target: syntax.Expr, value: syntax.Expr | None, how: How, node: syntax.Node, at: int, block: Block
) -> Iterator[Binding]:
    if isinstance(target, syntax.Name):
        yield Binding(target.id, value, how, node, node.span.start, at, block)
    elif isinstance(target, syntax.Collection | syntax.Starred):
        for it in syntax.walk(target):
            if isinstance(it, syntax.Name):
                yield Binding(it.id, value, "other", node, node.span.start, at, block)


def in_comprehension(node: syntax.Name, comprehension: syntax.Comprehension) -> Binding | None:
    """The generator that binds the name, where the name stands inside its reach."""
    for index, it in enumerate(comprehension.generators):
        if it.iter.span.contains(node.span):
            return None if index == 0 else _bound_by(comprehension.generators[:index], node.id)
    return _bound_by(comprehension.generators, node.id)


def _bound_by(generators: tuple[syntax.Generator, ...], name: str) -> Binding | None:
    for it in reversed(generators):
        names = [inner for inner in syntax.walk(it.target) if isinstance(inner, syntax.Name) and inner.id == name]
        if names:
            how: Literal["element", "other"] = "element" if isinstance(it.target, syntax.Name) else "other"
            return Binding(name, it.iter, how, it, it.span.start, it.span.start, ())
    return None


def bound_in(function: syntax.FunctionDef) -> frozenset[str]:
    names = {it.name for it in function.parameters}
    for it in scope_of(function).nodes:
        if isinstance(it, syntax.Assign):
            names |= {target.id for target in it.targets if isinstance(target, syntax.Name)}
        elif isinstance(it, syntax.For | syntax.Generator) and isinstance(it.target, syntax.Name):
            names.add(it.target.id)
    return frozenset(names)
