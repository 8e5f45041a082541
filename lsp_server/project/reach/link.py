"""From a route or a function to all it reaches; a statement handed down is resolved where it is given."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import Called
from lsp_server.project.functions.signatures import method
from lsp_server.project.functions.wrappers import wrappers
from lsp_server.project.names.classes import class_bodies
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.reach.abstract import heirs, implementations, is_abstract
from lsp_server.project.reach.frames import Frame, Held, Known, arguments, frame_of, unique
from lsp_server.project.reach.loading import eager
from lsp_server.project.reach.objects import entity, row_of
from lsp_server.project.reach.response import response_touches
from lsp_server.project.reach.statements import is_bound, statement
from lsp_server.project.reach.values import Access, Call, Key, Reach, Touch, Unknown, Work, key_of
from lsp_server.project.reach.work import Given, Own, calls_of, own_work
from lsp_server.project.routes.values import Dependency, Route
from lsp_server.text import Span

_Called = tuple[Called, syntax.Call | None, Span]
_WHOLE = ("select", "get", "get_one", "refresh")  # load whole rows
_DEEPEST = 40  # calls below each other through which what is given is followed


@dataclass(frozen=True)
class Reacher:
    """Answers for one moment of a project; each function is read once for each class it runs for."""

    modules: Modules
    _own: dict[Key, Own] = field(default_factory=dict)
    _works: dict[Key, tuple[Work, tuple[Given, ...]]] = field(default_factory=dict)
    _open: list[Key] = field(default_factory=list)
    _asked: list[Key] = field(default_factory=list)

    def of_route(self, route: Route) -> Reach:
        """All that a request to a route may run: its dependencies, then its handler."""
        handler = Symbol(route.file, route.handler, route.node)
        works = tuple(self._follow(self._start(route, handler)))
        frame = frame_of(self._known, route.file, route.handler)
        return Reach(works, tuple(response_touches(frame, route)))

    def of_function(self, function: Symbol, owner: Symbol | None = None) -> Reach:
        """All that a call of a function may run."""
        return Reach(tuple(self._follow([self.work(function, owner)])))

    def work(self, function: Symbol, owner: Symbol | None = None) -> Work:
        """What one function does itself, with what its callees do to the statements and rows that it gives them."""
        return self._worked(function, owner)[0]

    # ----------------------------------------------------------------- inner workings

    def _start(self, route: Route, handler: Symbol) -> list[Work]:
        """The handler, with the dependencies as calls of its own: FastAPI makes them."""
        work = self.work(handler)
        given = tuple(
            Call(function, owner, route.file, route.span, "depends")
            for function, owner in self._dependencies(route.dependencies)
        )
        return [Work(work.function, work.owner, work.touches, (*given, *work.calls), work.unknown)]

    def _dependencies(self, found: Iterable[Dependency]) -> Iterator[tuple[Symbol, Symbol | None]]:
        seen: set[Key] = set()
        left = list(found)
        while left:
            it = left.pop(0)
            left += it.children
            runs = it.runs or it.symbol
            function, owner = runs, None
            if runs is not None and isinstance(runs.node, syntax.ClassDef):
                function, owner = method(self.modules, runs, "__init__"), runs
            if function is None or not isinstance(function.node, syntax.FunctionDef):
                continue
            if key_of(function, owner) not in seen:
                seen.add(key_of(function, owner))
                yield function, owner

    def _follow(self, start: list[Work]) -> Iterator[Work]:
        """Breadth first, so that what is nearer comes first."""
        seen = {it.key for it in start}
        left = start
        while left:
            at = left.pop(0)
            yield at
            for it in at.calls:
                if it.key not in seen:
                    seen.add(it.key)
                    left.append(self.work(it.function, it.owner))

    def _own_of(self, function: Symbol, owner: Symbol | None) -> Own:
        key = key_of(function, owner)
        if key not in self._own:
            read = own_work(self.modules, *key)
            own = self._own[key] = Own(list(read.touches), list(read.given), unknown=list(read.unknown))
            own.called += [self._kept(it, own, function.path) for it in read.called]
            own.unknown += self._called_back(read.inherited, function.path)
            for wrapper, _ in wrappers(self.modules, function):
                decorated = function.node.span if isinstance(function.node, syntax.FunctionDef) else Span(0, 0)
                self._own[key].called.append((Called(wrapper), None, decorated))
        return self._own[key]

    def _kept(self, it: _Called, own: Own, path: str) -> _Called:
        """Of an abstract method the one that keeps its promise; of several that differ none, and that is noted."""
        found, call, span = it
        if found.owner is None or not is_abstract(found.function):
            return it
        kept = implementations(self.modules, heirs(self.modules), found.function, found.owner)
        if len(kept) == 1:
            return Called(*kept[0]), call, span
        if not kept or any(self._may_matter(*one) for one in kept):
            name = found.function.name.rpartition(".")[2]
            runs = f"one of {len(kept)} methods runs" if kept else "what runs is not in the project"
            own.unknown.append(Unknown(f"`{name}` is abstract: {runs}.", path, span))
        return it

    def _called_back(self, found: Iterable[tuple[Symbol, str, Span]], path: str) -> Iterator[Unknown]:
        """A library's method on a class of the project is noted where methods of that class work on tables."""
        for owner, name, span in found:
            methods = (
                Symbol(it.path, f"{it.name}.{one.name}", one)
                for it, node in class_bodies(self.modules, owner)
                for one in node.body
                if isinstance(one, syntax.FunctionDef)
            )
            if any(self._may_matter(it, owner) for it in methods):
                class_ = owner.name.rpartition(".")[2]
                yield Unknown(f"`{name}` is a library's method, which may call those of `{class_}`.", path, span)

    def _may_matter(self, function: Symbol, owner: Symbol) -> bool:
        """Whether a method works on a table, or may; one that is just being asked about adds nothing."""
        if key_of(function, owner) in self._asked:
            return False
        self._asked.append(key_of(function, owner))
        try:
            reach = self.of_function(function, owner)
        finally:
            self._asked.pop()
        return bool(reach.touches or reach.unknown)

    @cached_property
    def _known(self) -> Known:
        return Known(self.modules)

    def _worked(self, function: Symbol, owner: Symbol | None) -> tuple[Work, tuple[Given, ...]]:
        key = key_of(function, owner)
        if key in self._works:
            return self._works[key]
        own = self._own_of(function, owner)
        frame = frame_of(self._known, function.path, function.name, owner)
        touches, unknown, given = list(own.touches), list(own.unknown), list(own.given)
        self._open.append(key)
        for found, call, _ in own.called if len(self._open) < _DEEPEST else ():
            below = key_of(found.function, found.owner)
            if call is None or below in self._open:
                continue
            for it in self._worked(found.function, found.owner)[1]:
                self._hand_down(frame, found.function, found.owner, call, it, touches, unknown, given)
        self._open.pop()
        work = Work(function, owner, _once(touches), tuple(calls_of(own, function.path)), tuple(unknown))
        self._works[key] = (work, tuple(dict.fromkeys(given)))
        return self._works[key]

    def _hand_down(
        self,
        frame: Frame,
        function: Symbol,
        owner: Symbol | None,
        call: syntax.Call,
        it: Given,
        touches: list[Touch],
        unknown: list[Unknown],
        given: list[Given],
    ) -> None:
        """What a caller gives for a parameter that its callee runs or changes."""
        assert isinstance(function.node, syntax.FunctionDef)
        by_name = arguments(call, function.node, owner is not None and is_bound(function.node))
        parameter = function.node.parameter(it.parameter)
        value = by_name.get(it.parameter)
        if value is None:
            hidden = any(isinstance(one, syntax.Starred) for one in call.args) or any(
                word.arg is None for word in call.keywords
            )
            if it.whole and (hidden or parameter is None or parameter.default is None):
                unknown.append(self._not_known(frame, function, call))
            return
        held = row_of(frame, value) if it.mode == "rows" else Held()
        if not held:
            held = statement(frame, value)
        written = {(one.path, one.symbol.name) for one in held.written}
        for table in unique(held.tables):
            kinds: tuple[Access, ...] = ("writes",) if (table.path, table.symbol.name) in written else it.access
            touches += (Touch(table, access, it.how, frame.at.path, call.span) for access in kinds)
        if "reads" in it.access and it.how in _WHOLE and not held.written:
            whole = held.tables if it.how != "select" else entity(frame, value).tables
            along = (one for table in whole for one in eager(frame, table))
            touches += (Touch(table, "reads", "eager", frame.at.path, call.span) for table in along)
        names = sorted(held.roots | held.values)
        given += (Given(name, it.mode, it.access, it.how, it.whole and name in held.roots) for name in names)
        is_nothing = isinstance(value, syntax.Constant)
        if it.whole and not held and not is_nothing:
            unknown.append(self._not_known(frame, function, call))

    def _not_known(self, frame: Frame, function: Symbol, call: syntax.Call) -> Unknown:
        name = function.name.rpartition(".")[2]
        return Unknown(f"Which table is given to `{name}` is not known.", frame.at.path, call.span)


def _once(touches: list[Touch]) -> tuple[Touch, ...]:
    """One touch for each table, access and place."""
    found = {(it.table.path, it.table.symbol.name, it.access, it.path, it.span): it for it in reversed(touches)}
    return tuple(reversed(found.values()))
