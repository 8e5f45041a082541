"""Which definition a name has at a place in a function, and which loops are around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.facts.scope import scope_of
from lsp_server.project.names.bindings import Binding, bound_in, in_comprehension, of_node, of_parameters
from lsp_server.project.names.blocks import Block, Blocks, exclusive

LoopNode = syntax.For | syntax.While | syntax.Comprehension
_Scope = syntax.FunctionDef | syntax.ClassDef | syntax.Lambda
_NAMING = (syntax.Comprehension, syntax.Lambda, syntax.FunctionDef)


@dataclass(frozen=True)
class Body:
    """A function's body with its parents, blocks and bindings worked out."""

    function: syntax.FunctionDef

    def __eq__(self, other: object) -> bool:
        """Of the very same function: what is worked out goes by the identity of its nodes."""
        return isinstance(other, Body) and other.function is self.function

    def __hash__(self) -> int:
        return id(self.function)

    @cached_property
    def nodes(self) -> tuple[syntax.Node, ...]:
        """All nodes of the body, nested functions included."""
        return tuple(syntax.walk(*self.function.body))

    @cached_property
    def own(self) -> tuple[syntax.Node, ...]:
        """The nodes of the body, without those of functions, classes and lambdas inside."""
        return scope_of(self.function).nodes

    @cached_property
    def _parents(self) -> dict[int, syntax.Node]:
        return {id(child): node for node in self.nodes for child in syntax.children(node)}

    def parent(self, node: syntax.Node) -> syntax.Node | None:
        """The node around this one; None for a statement of the body itself."""
        return self._parents.get(id(node))

    def ancestors(self, node: syntax.Node) -> Iterator[syntax.Node]:
        above = self.parent(node)
        while above is not None:
            yield above
            above = self.parent(above)

    def statement(self, node: syntax.Node) -> syntax.Node:
        """The innermost statement around a node."""
        while not isinstance(node, _STATEMENTS):
            above = self.parent(node)
            if above is None:
                return node
            node = above
        return node

    def nested(self, node: syntax.Node) -> bool:
        """Whether the node stands in a function, class or lambda inside this function."""
        return any(isinstance(it, _Scope) for it in self.ancestors(node))

    def loops(self, node: syntax.Node) -> tuple[LoopNode, ...]:
        """The loops that run this node again and again, innermost first; a loop's own iterable runs once."""
        found: list[LoopNode] = []
        below = node
        for above in self.ancestors(node):
            match above:
                case syntax.For(body=body) if any(it is below for it in body):
                    found.append(above)
                case syntax.While(body=body) if any(it is below for it in body) or below is above.test:
                    found.append(above)
                case syntax.Comprehension(generators=(first, *_)) if not _in_first_iter(node, above, first):
                    found.append(above)
                case syntax.FunctionDef() | syntax.ClassDef() | syntax.Lambda():
                    return tuple(found)
                case _:
                    pass
            below = above
        return tuple(found)

    # ----------------------------------------------------------------- definitions

    def definition(self, node: syntax.Name) -> tuple[Binding | None, tuple[Binding, ...]]:
        """What a name is bound to where it is read: the binding that always runs before, and those that may after it.

        (None, ()) for a name of the module or a builtin.
        """
        key = (node.id, node.span.start, id(node) in self._parents)
        if key not in self._defined:
            self._defined[key] = self._definition(node)
        return self._defined[key]

    def _definition(self, node: syntax.Name) -> tuple[Binding | None, tuple[Binding, ...]]:
        for above in self._inner_around(node):
            if isinstance(above, syntax.Comprehension) and (found := in_comprehension(node, above)) is not None:
                return found, ()
            if isinstance(above, syntax.Lambda) and any(it.name == node.id for it in above.parameters):
                return None, ()
            if isinstance(above, syntax.FunctionDef) and node.id in self._bound_in(above):
                return None, ()
        return self.reaching(node.id, node.span.start)

    @cached_property
    def _defined(self) -> dict[tuple[str, int, bool], tuple[Binding | None, tuple[Binding, ...]]]:
        """Definitions already asked for: several rules ask about the same names."""
        return {}

    def _inner_around(self, node: syntax.Name) -> Iterator[syntax.Node]:
        """What has names of its own around a name, innermost first. Seldom anything, so the text is asked first."""
        span = node.span
        if any(it.span.contains(span) for it in self._inner):
            yield from (it for it in self.ancestors(node) if isinstance(it, _NAMING))

    @cached_property
    def _inner(self) -> tuple[syntax.Node, ...]:
        return tuple(it for it in self.nodes if isinstance(it, _NAMING))

    def _bound_in(self, function: syntax.FunctionDef) -> frozenset[str]:
        """The names that a function inside this one binds itself."""
        key = id(function)
        if key not in self._bound:
            self._bound[key] = bound_in(function)
        return self._bound[key]

    @cached_property
    def _bound(self) -> dict[int, frozenset[str]]:
        return {}

    def reaching(self, name: str, at: int) -> tuple[Binding | None, tuple[Binding, ...]]:
        here = self._blocks.around(at)
        bindings = self.bindings.get(name, ())
        before = [it for it in bindings if it.at <= at and not exclusive(it.block, here)]
        sure = [it for it in before if here[: len(it.block)] == it.block]
        last = sure[-1] if sure else None
        maybe = [it for it in before if last is None or it.at > last.at]
        maybe = [it for it in maybe if not self._blocks.left(it.block, here)]
        maybe += [it for it in bindings if it.at > at and self._comes_round(it, here, last)]
        return last, tuple(it for it in maybe if it is not last)

    def _comes_round(self, it: Binding, here: Block, last: Binding | None) -> bool:
        """Whether a binding further down reaches a place in the next round of a loop around both."""
        common = 0
        while common < min(len(it.block), len(here)) and it.block[common] == here[common]:
            common += 1
        rounds = [key for key in here[:common] if key[1] == "loop"]
        return bool(rounds) and not (last is not None and rounds[-1] in last.block)

    @cached_property
    def bindings(self) -> dict[str, tuple[Binding, ...]]:
        """All places that give a name a value, by name and in their order."""
        found: dict[str, list[Binding]] = {}
        for it in (*of_parameters(self.function), *(one for node in self.own for one in of_node(node, self._blocks))):
            found.setdefault(it.name, []).append(it)
        return {name: tuple(sorted(them, key=lambda it: it.at)) for name, them in found.items()}

    @cached_property
    def _blocks(self) -> Blocks:
        return Blocks(self.own)


_STATEMENTS = (
    syntax.Import, syntax.ImportFrom, syntax.FunctionDef, syntax.ClassDef, syntax.ExprStmt, syntax.Assign,
    syntax.AugAssign, syntax.TypeAlias, syntax.Return, syntax.Raise, syntax.If, syntax.For, syntax.While, syntax.With,
    syntax.Try, syntax.Match, syntax.Assert, syntax.Delete, syntax.Simple,
)  # fmt: skip


def _in_first_iter(node: syntax.Node, comprehension: syntax.Comprehension, first: syntax.Generator) -> bool:
    return first.iter.span.contains(node.span) and comprehension.span.contains(node.span)
