"""A call in each round of the loops around it, as far as their lists are written down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from lsp_server.facts import syntax
from lsp_server.project.names.literals import Placed, followed, items
from lsp_server.project.names.modules import Modules
from lsp_server.project.names.substituted import substituted
from lsp_server.project.names.truths import condition

_ROUNDS = 1000  # of loops inside each other

Loop = syntax.For | syntax.Comprehension


@dataclass(frozen=True, slots=True)
class Round:
    """A call of a function's body in one round: the file of the list may be another than that of the call."""

    call: syntax.Call
    at: Placed
    bound: Mapping[str, Placed]
    sure: bool = True  # False: a condition on the loop's names decides whether it runs, and is not known

    def value(self, node: syntax.Expr) -> Placed:
        """An expression of the call with what the loops give its names; with their file where that is another."""
        return _bound(node, self.at, self.bound)

    def argument(self, modules: Modules, index: int | None, name: str) -> Placed | None:
        """What the call is given for a parameter, by position or by name."""
        given = self.call.argument(index, name) if index is not None else self.call.keyword(name)
        if given is None and any(it.arg is None for it in self.call.keywords):
            return dict(self.arguments(modules)).get(name)
        return self.value(given) if given is not None else None

    def arguments(self, modules: Modules) -> Iterator[tuple[str, Placed]]:
        """The keyword arguments, those of `**options` too."""
        for keyword in self.call.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                yield keyword.arg, value
                continue
            options = followed(modules, value)
            match options.node:
                case syntax.Dict(items=pairs):
                    for name, one in pairs:
                        if isinstance(name, syntax.Constant) and isinstance(name.value, str):
                            yield name.value, replace(options, node=one)
                case syntax.Call(func=syntax.Name(id="dict"), keywords=keywords):
                    yield from ((one.arg, replace(options, node=one.value)) for one in keywords if one.arg is not None)
                case _:
                    pass


def rounds(
    modules: Modules,
    at: Placed,
    call: syntax.Call,
    nodes: tuple[syntax.Node, ...],
    given: Mapping[str, Placed] = MappingProxyType({}),
) -> Iterator[Round]:
    """The call once, or once for each element of the lists that the loops around it go over; `nodes` are those of
    its function, `given` what is given to parameters of it."""
    around = [it for it in nodes if isinstance(it, Loop) and it.span.contains(call.span)]
    known: list[Mapping[str, Placed]] = [dict(given)]
    for loop in around:
        for target, iter_ in _turns(loop):
            known = list(islice(_combined(modules, at, known, target, iter_), _ROUNDS))
    for bound in known:
        runs = _runs(modules, at, around, call, bound)
        if runs is not False:
            yield Round(call, at, bound, runs is True)


def _bound(node: syntax.Expr, at: Placed, bound: Mapping[str, Placed]) -> Placed:
    used = [one.id for one in syntax.walk(node) if isinstance(one, syntax.Name) and one.id in bound]
    if not used:
        return replace(at, node=node)
    return replace(bound[used[0]], node=substituted(node, {name: one.node for name, one in bound.items()}))


def _combined(
    modules: Modules, at: Placed, rounds: list[Mapping[str, Placed]], target: syntax.Expr, iter_: syntax.Expr
) -> Iterator[Mapping[str, Placed]]:
    for known in rounds:
        for bound in _elements(modules, target, _bound(iter_, at, known)):
            yield {**known, **bound}


def _turns(loop: Loop) -> Iterator[tuple[syntax.Expr, syntax.Expr]]:
    if isinstance(loop, syntax.For):
        yield loop.target, loop.iter
    else:
        yield from ((it.target, it.iter) for it in loop.generators)


def _elements(modules: Modules, target: syntax.Expr, iter_: Placed) -> Iterator[Mapping[str, Placed]]:
    """What each element gives the names of a loop; a loop over anything but a list gives nothing once."""
    variables = target.elements if isinstance(target, syntax.Collection) else (target,)
    elements = items(modules, iter_)
    for it in elements:
        values: tuple[syntax.Expr, ...] = (it.node,)
        if len(variables) > 1:
            whole = followed(modules, it)
            values = whole.node.elements if isinstance(whole.node, syntax.Collection) else ()
            it = whole
        pairs = zip(variables, values, strict=False)
        yield {name: replace(it, node=value) for one, value in pairs if (name := syntax.dotted(one)) is not None}
    if not elements:
        yield {}


# --------------------------------------------------------------------------- conditions


def _runs(
    modules: Modules, at: Placed, around: list[Loop], call: syntax.Call, bound: Mapping[str, Placed]
) -> bool | None:
    """Whether the call runs in this round; None: what decides it is not known. Other conditions count as true."""
    sure: bool | None = True
    for loop in around:
        for test, wanted in _conditions(loop, call):
            if any(isinstance(it, syntax.Name) and it.id in bound for it in syntax.walk(test)):
                found = condition(modules, test, lambda part: _bound(part, at, bound))
                if found is (not wanted):
                    return False
                sure = None if found is None else sure
    return sure


def _conditions(loop: Loop, call: syntax.Call) -> Iterator[tuple[syntax.Expr, bool]]:
    if isinstance(loop, syntax.For):
        yield from _on_the_way(loop.body, call)
    else:
        yield from ((test, True) for it in loop.generators for test in it.conditions)


def _on_the_way(body: tuple[syntax.Stmt, ...], call: syntax.Call) -> Iterator[tuple[syntax.Expr, bool]]:
    """The conditions between the start of a loop's body and a call in it, and what they must be."""
    for it in body:
        if it.span.contains(call.span):
            match it:
                case syntax.If(test=test, body=inner, orelse=orelse):
                    is_then = any(one.span.contains(call.span) for one in inner)
                    yield test, is_then
                    yield from _on_the_way(inner if is_then else orelse, call)
                case syntax.With(body=inner) | syntax.Try(body=inner):
                    yield from _on_the_way(inner, call)
                case _:
                    pass  # of a loop inside, its own turn comes
            return
        if isinstance(it, syntax.If) and not it.orelse and it.body and _leaves(it.body[-1]):
            yield it.test, False


def _leaves(node: syntax.Stmt) -> bool:
    return isinstance(node, syntax.Return | syntax.Raise) or (
        isinstance(node, syntax.Simple) and node.keyword in ("continue", "break")
    )
