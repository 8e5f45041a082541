"""The blocks of a function: which of its statements may not run, and which never run together."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.text import Span

Block = tuple[tuple[int, str], ...]  # outermost first, each as (start of its statement, which arm)


@dataclass(frozen=True, eq=False)
class Blocks:
    """Those of a function whose own nodes these are."""

    nodes: tuple[syntax.Node, ...]

    def around(self, at: int) -> Block:
        """The blocks around a byte."""
        return tuple((start, arm) for span, start, arm in self._regions if span.start <= at < span.end)

    def left(self, block: Block, here: Block) -> bool:
        """Whether a block ends by leaving (return, raise, continue, break), so that nothing after it follows it."""
        return any(key in self._leaving and key not in here for key in block)

    @cached_property
    def _leaving(self) -> frozenset[tuple[int, str]]:
        """Arms whose last statement is return, raise, continue or break."""
        return frozenset(
            (node.span.start, arm)
            for node in self.nodes
            for arm, body in _arms(node)
            if body and arm != "loop" and _leaves(body[-1])
        )

    @cached_property
    def _regions(self) -> tuple[tuple[Span, int, str], ...]:
        found: list[tuple[Span, int, str]] = []
        for node in self.nodes:
            for arm, body in _arms(node):
                if body:
                    found.append((Span(body[0].span.start, body[-1].span.end), node.span.start, arm))
        return tuple(sorted(found, key=lambda it: (it[0].start, -it[0].end)))


def exclusive(one: Block, other: Block) -> bool:
    """Whether two blocks are different arms of one statement, so that only one of them runs."""
    arms = dict(one)
    return any(start in arms and arms[start] != arm and "loop" not in (arm, arms[start]) for start, arm in other)


def _arms(node: syntax.Node) -> Iterator[tuple[str, tuple[syntax.Stmt, ...]]]:
    """The blocks of a statement that may not run; `with` always runs its body, `try` most of the time."""
    match node:
        case syntax.If(body=body, orelse=orelse):
            yield "then", body
            yield "else", orelse
        case syntax.For(body=body, orelse=orelse) | syntax.While(body=body, orelse=orelse):
            yield "loop", body
            yield "done", orelse
        case syntax.Try(handlers=handlers, orelse=orelse):
            # The body counts as run: what follows a `try` seldom lives through its failure.
            for index, it in enumerate(handlers):
                yield f"except {index}", it.body
            yield "no error", orelse
        case syntax.Match(cases=cases):
            for index, case in enumerate(cases):
                yield f"case {index}", case.body
        case _:
            pass


def _leaves(node: syntax.Stmt) -> bool:
    return isinstance(node, syntax.Return | syntax.Raise) or (
        isinstance(node, syntax.Simple) and node.keyword in ("continue", "break")
    )
