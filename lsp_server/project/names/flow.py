"""Which definition a name has at a place in a function: blocks, bindings, loops. Nothing here knows about databases."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.scope import scope_of
from lsp_server.text import Span

Block = tuple[tuple[int, str], ...]
LoopNode = syntax.For | syntax.While | syntax.Comprehension
_Scope = syntax.FunctionDef | syntax.ClassDef | syntax.Lambda
_NAMING = (syntax.Comprehension, syntax.Lambda, syntax.FunctionDef)


@dataclass(frozen=True, slots=True)
class Binding:
    """A place that gives a name a value. `how` says what `value` is to the name."""

    name: str
    value: syntax.Expr | None
    how: Literal["assigned", "element", "entered", "parameter", "other"]
    node: syntax.Node  # statement, generator or parameter
    starts: int  # of the statement
    at: int  # from this byte on the name has the value
    block: Block


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
            if isinstance(above, syntax.Comprehension) and (found := _in_comprehension(node, above)) is not None:
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
            self._bound[key] = _bound_in(function)
        return self._bound[key]

    @cached_property
    def _bound(self) -> dict[int, frozenset[str]]:
        return {}

    def reaching(self, name: str, at: int) -> tuple[Binding | None, tuple[Binding, ...]]:
        here = self.block(at)
        bindings = self.bindings.get(name, ())
        before = [it for it in bindings if it.at <= at and not _exclusive(it.block, here)]
        sure = [it for it in before if here[: len(it.block)] == it.block]
        last = sure[-1] if sure else None
        maybe = [it for it in before if last is None or it.at > last.at]
        maybe = [it for it in maybe if not self._left(it.block, here)]
        maybe += [it for it in bindings if it.at > at and self._comes_round(it, here, last)]
        return last, tuple(it for it in maybe if it is not last)

    def _left(self, block: Block, here: Block) -> bool:
        """Whether a block ends by leaving (return, raise, continue, break), so that nothing after it follows it."""
        return any(key in self._leaving and key not in here for key in block)

    def _comes_round(self, it: Binding, here: Block, last: Binding | None) -> bool:
        """Whether a binding further down reaches a place in the next round of a loop around both."""
        common = 0
        while common < min(len(it.block), len(here)) and it.block[common] == here[common]:
            common += 1
        rounds = [key for key in here[:common] if key[1] == "loop"]
        return bool(rounds) and not (last is not None and rounds[-1] in last.block)

    @cached_property
    def bindings(self) -> dict[str, tuple[Binding, ...]]:
        found: dict[str, list[Binding]] = {}
        for it in (*self._parameters(), *self._bindings()):
            found.setdefault(it.name, []).append(it)
        return {name: tuple(sorted(them, key=lambda it: it.at)) for name, them in found.items()}

    def _parameters(self) -> Iterator[Binding]:
        for it in self.function.parameters:
            yield Binding(it.name, it.default, "parameter", it, it.span.start, it.span.start, ())

    def _bindings(self) -> Iterator[Binding]:
        for node in self.own:
            match node:
                case syntax.Assign(targets=targets, value=value) if value is not None:
                    for target in targets:
                        how: Literal["assigned", "other"] = "assigned" if isinstance(target, syntax.Name) else "other"
                        yield from self._names(target, value, how, node, node.span.end)
                case syntax.AugAssign(target=target):
                    yield from self._names(target, None, "other", node, node.span.end)
                case syntax.For(target=target, iter=source):
                    yield from self._names(target, source, "element", node, source.span.end, inside=(node, "loop"))
                case syntax.With(items=items):
                    for item in items:
                        if item.target is not None:
                            yield from self._names(item.target, item.context, "entered", node, item.span.end)
                case syntax.NamedExpr(target=target, value=value):
                    yield from self._names(target, value, "assigned", node, node.span.end)
                case syntax.ExceptHandler(name=str(name)):
                    yield Binding(
                        name, None, "other", node, node.span.start, node.span.start, self.block(node.span.start)
                    )
                case syntax.FunctionDef(name=name) | syntax.ClassDef(name=name):
                    yield Binding(
                        name, None, "other", node, node.span.start, node.span.end, self.block(node.span.start)
                    )
                case syntax.Delete(targets=targets):
                    for target in targets:
                        yield from self._names(target, None, "other", node, node.span.end)
                case syntax.MatchCase(pattern=pattern):
                    yield from self._names(pattern, None, "other", node, pattern.span.start)
                case _:
                    pass

    def _names(
        self,
        target: syntax.Expr,
        value: syntax.Expr | None,
        how: Literal["assigned", "element", "entered", "other"],
        node: syntax.Node,
        at: int,
        inside: tuple[syntax.Node, str] | None = None,
    ) -> Iterator[Binding]:
        block = self.block(node.span.start)
        if inside is not None:
            block = (*block, (inside[0].span.start, inside[1]))
        if isinstance(target, syntax.Name):
            yield Binding(target.id, value, how, node, node.span.start, at, block)
            return
        for it in syntax.walk(target):
            if isinstance(it, syntax.Name) and isinstance(target, syntax.Collection | syntax.Starred):
                yield Binding(it.id, value, "other", node, node.span.start, at, block)

    # ----------------------------------------------------------------- blocks

    def block(self, at: int) -> Block:
        """The blocks around a byte, outermost first, each as (start of its statement, which arm)."""
        return tuple((start, arm) for span, start, arm in self._regions if span.start <= at < span.end)

    @cached_property
    def _leaving(self) -> frozenset[tuple[int, str]]:
        """Arms whose last statement is return, raise, continue or break."""
        return frozenset(
            (node.span.start, arm)
            for node in self.own
            for arm, body in _arms(node)
            if body and arm != "loop" and _leaves(body[-1])
        )

    @cached_property
    def _regions(self) -> tuple[tuple[Span, int, str], ...]:
        found: list[tuple[Span, int, str]] = []
        for node in self.own:
            for arm, body in _arms(node):
                if body:
                    found.append((Span(body[0].span.start, body[-1].span.end), node.span.start, arm))
        return tuple(sorted(found, key=lambda it: (it[0].start, -it[0].end)))


_STATEMENTS = (
    syntax.Import, syntax.ImportFrom, syntax.FunctionDef, syntax.ClassDef, syntax.ExprStmt, syntax.Assign,
    syntax.AugAssign, syntax.TypeAlias, syntax.Return, syntax.Raise, syntax.If, syntax.For, syntax.While, syntax.With,
    syntax.Try, syntax.Match, syntax.Assert, syntax.Delete, syntax.Simple,
)  # fmt: skip


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


def _exclusive(one: Block, other: Block) -> bool:
    """Whether two blocks are different arms of one statement, so that only one of them runs."""
    arms = dict(one)
    return any(start in arms and arms[start] != arm and "loop" not in (arm, arms[start]) for start, arm in other)


def _in_first_iter(node: syntax.Node, comprehension: syntax.Comprehension, first: syntax.Generator) -> bool:
    return first.iter.span.contains(node.span) and comprehension.span.contains(node.span)


def _in_comprehension(node: syntax.Name, comprehension: syntax.Comprehension) -> Binding | None:
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


def _bound_in(function: syntax.FunctionDef) -> frozenset[str]:
    names = {it.name for it in function.parameters}
    for it in scope_of(function).nodes:
        if isinstance(it, syntax.Assign):
            names |= {target.id for target in it.targets if isinstance(target, syntax.Name)}
        elif isinstance(it, syntax.For | syntax.Generator) and isinstance(it.target, syntax.Name):
            names.add(it.target.id)
    return frozenset(names)
