"""From the project view to the map's graph: which nodes there are, and who reaches whom.

Functions are in it where a route reaches a table through them, where something is not known of them, or where a rule
found something in them. A function that only works on what it is given stands for its callers; a method that a table
has stands for the table.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from lsp_server.map import groups
from lsp_server.map.groups import Groups
from lsp_server.map.values import Edge, EdgeKind, Graph, Group, Layer, Node, Place, Violation
from lsp_server.project.models.values import Table
from lsp_server.project.names import classes
from lsp_server.project.names.modules import Symbol
from lsp_server.project.reach.values import Call, Key, Reach, Touch, Unknown, Work
from lsp_server.project.routes.values import Route
from lsp_server.project.view import Project
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule about layers found; the caller has it from the rules themselves."""

    code: str
    message: str
    path: str
    span: Span


def build(project: Project, title: str, routes: Iterable[Route], found: Iterable[Found]) -> Graph:
    """The graph of some routes and all that they reach, with the tables of the project and the tests of the routes."""
    chosen = tuple(routes)
    builder = _Builder(project, Groups(chosen, project.tables))
    reacher = project.reacher
    reached = [(it, reacher.of_route(it)) for it in chosen]
    builder.learn(reach for _, reach in reached)
    for table in project.tables:
        builder.table(table)
    for route, reach in reached:
        builder.route(route, reach)
    builder.references()
    builder.tests(chosen)
    for it in found:
        builder.violation(it)
    return builder.graph(title)


@dataclass
class _Builder:
    project: Project
    naming: Groups
    nodes: dict[str, Node] = field(default_factory=dict)
    grouped: dict[str, Group] = field(default_factory=dict)
    edges: dict[tuple[str, str, EdgeKind], Edge] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    works: dict[Key, Work] = field(default_factory=dict)
    useful: set[Key] = field(default_factory=set)
    routes: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # ids by file and handler
    route_ids: dict[tuple[str, str, str, str], str] = field(default_factory=dict)  # and by method and path
    functions: dict[Key, str] = field(default_factory=dict)
    pending: list[Key] = field(default_factory=list)  # functions whose own work was not looked at yet

    # ----------------------------------------------------------------- functions

    def learn(self, reaches: Iterable[Reach]) -> None:
        """Find out which functions lead anywhere: to a table, or to something that is not known."""
        callers: dict[Key, list[Key]] = {}
        for reach in reaches:
            for work in reach.works[1:]:
                if work.key not in self.works:
                    self.works[work.key] = work
                    for call in work.calls:
                        callers.setdefault(call.key, []).append(work.key)
        left = [key for key, it in self.works.items() if it.touches or it.unknown]
        self.useful = set(left)
        while left:
            for key in callers.get(left.pop(), ()):
                if key not in self.useful:
                    self.useful.add(key)
                    left.append(key)

    def function(self, key: Key, function: Symbol, owner: Symbol | None) -> str:
        """The node of a function; where it is new, with all that it reaches itself."""
        if key in self.functions:
            return self.functions[key]
        group = self._group(groups.of_function(function.path, function.name, owner))
        last = function.name.rpartition(".")[2]
        of = f"{owner.path}:{owner.name}.{last}" if owner is not None else f"{function.path}:{function.name}"
        name = f"{owner.name.rpartition('.')[2]}.{last}" if owner is not None else function.name
        id_ = self._add(Node(f"function:{of}", "function", name, group, self._definition(function)))
        self.functions[key] = id_
        self.pending.append(key)
        return id_

    def _follow(self) -> None:
        """What the functions reach that came in since; one after the other, since chains of calls may be long."""
        while self.pending:
            key = self.pending.pop(0)
            if key in self.works:
                self._reached(self.functions[key], self.works[key])

    def _reached(self, source: str, work: Work) -> None:
        for touch in work.touches:
            self._touch(source, touch)
        for unknown in work.unknown:
            self._note(source, unknown)
        for call in work.calls:
            self._call(source, call, frozenset())

    def _call(self, source: str, call: Call, seen: frozenset[Key]) -> None:
        if call.key not in self.useful or call.key in seen:
            return
        if not self._stands_for_table(call):
            target = self.function(call.key, call.function, call.owner)
            if target != source:
                self._edge(source, target, call.how, self._place(call.path, call.span))
            return
        # A method of a table: what it does is done to the table by who calls it, there.
        work, place = self.works[call.key], (call.path, call.span)
        for touch in work.touches:
            self._touch(source, replace(touch, path=place[0], span=place[1]))
        for unknown in work.unknown:
            self._note(source, unknown)
        for inner in work.calls:
            self._call(source, replace(inner, path=place[0], span=place[1]), seen | {call.key})

    def _stands_for_table(self, call: Call) -> bool:
        return call.owner is not None and self.project.table_of(call.owner) is not None

    def _touch(self, source: str, it: Touch) -> None:
        self._edge(source, self.table(it.table), it.access, self._place(it.path, it.span))

    def _note(self, node: str, it: Unknown) -> None:
        note = f"{it.reason} ({self._place(it.path, it.span)})"
        if note not in self.nodes[node].notes:
            self.nodes[node] = replace(self.nodes[node], notes=(*self.nodes[node].notes, note))

    # ----------------------------------------------------------------- routes, tables, tests

    def route(self, route: Route, reach: Reach) -> None:
        group = self._group(self.naming.of_route(route))
        notes = () if route.known else ("A part of the path is not known.",)
        id_ = self._add(
            Node(
                f"route:{route.method} {route.path}",
                "route",
                route.path,
                group,
                self._place(route.file, route.node.name_span),
                route.method,
                route.handler,
                route.answered,
                route.known,
                notes=notes,
            )
        )
        self.routes.setdefault((route.file, route.handler), []).append(id_)
        self.route_ids.setdefault((route.file, route.handler, route.method, route.path), id_)
        self._reached(id_, reach.works[0])
        self._follow()
        for touch in reach.response:
            self._touch(id_, touch)

    def table(self, table: Table) -> str:
        """The node of a table; classes that share one (single-table inheritance) are one node."""
        table = self._mapped[self._name(table)]
        id_ = f"table:{table.path}:{table.symbol.name}"
        if id_ not in self.nodes:
            group = self._group(self.naming.of_table(table))
            place = self._place(table.path, table.node.name_span)
            self._add(Node(id_, "table", table.label, group, place, model=table.symbol.name))
        return id_

    @cached_property
    def _mapped(self) -> dict[tuple[str, str], Table]:
        """The class that maps each table: of several the one the others inherit from."""
        found: dict[tuple[str, str], Table] = {}
        for it in self.project.tables:
            name = self._name(it)
            known = found.get(name)
            if known is None or self._inherits(known, it):
                found[name] = it
        return found

    def _name(self, it: Table) -> tuple[str, str]:
        """What tells tables apart; one whose name is not known is none of the others."""
        return it.table or f"{it.path}:{it.symbol.name}", self.project.import_root(it.path)

    def _inherits(self, one: Table, other: Table) -> bool:
        above = classes.mro(self.project.modules, one.symbol)
        return any(classes.key(it) == classes.key(other.symbol) for it in above)

    def references(self) -> None:
        """Foreign keys, of fields that a table has itself or inherits."""
        for table in self.project.tables:
            for it in table.fields:
                points = it.column.foreign_key if it.column is not None else None
                target = self.project.table_by_db_name(points.table, table.path) if points is not None else None
                if target is not None:
                    place = self._place(it.path, it.span)
                    self._edge(self.table(table), self.table(target), "references", place)

    def tests(self, routes: tuple[Route, ...]) -> None:
        """Each test with the routes that it sends requests to, in the order of files and lines."""
        found = [(it, route) for route in routes for it in self.project.exercises_of(route)]
        for it, route in sorted(found, key=lambda pair: (pair[0].test.path, pair[0].call.span)):
            group = self._group(groups.of_test(it.test.path))
            id_ = f"test:{it.test.path}::{it.test.name.replace('.', '::')}"
            if id_ not in self.nodes:
                self._add(Node(id_, "test", it.test.name, group, self._place(it.test.path, it.test.node.name_span)))
            target = self.route_ids[route.file, route.handler, route.method, route.path]
            self._edge(id_, target, "tests", self._place(it.test.path, it.call.span))

    # ----------------------------------------------------------------- violations

    def violation(self, it: Found) -> None:
        """A finding, on the routes of the handler it lies in, or on the function."""
        around = self.project.files[it.path].enclosing(it.span)
        place = self._place(it.path, it.span)
        for name, _ in around:
            if (it.path, name) in self.routes:
                nodes = tuple(self.routes[it.path, name])
                self.violations.append(Violation(it.code, it.message, place, nodes, self._direct(nodes)))
                return
        for name, node in around:
            symbol = Symbol(it.path, name, node)
            same = [id_ for key, id_ in self.functions.items() if key[:2] == (it.path, name)]
            nodes = tuple(dict.fromkeys(same)) or (self.function((it.path, name, "", ""), symbol, None),)
            self._follow()
            self.violations.append(Violation(it.code, it.message, place, nodes))
            return

    def _direct(self, nodes: tuple[str, ...]) -> tuple[str, ...]:
        """The tables that these nodes work on themselves."""
        direct = (it for it in self.edges.values() if it.kind in ("reads", "writes") and it.source in nodes)
        return tuple(dict.fromkeys(it.target for it in direct))

    # ----------------------------------------------------------------- putting together

    def graph(self, title: str) -> Graph:
        layers = self._layers()
        placed = [replace(it, layer=layers.get(it.id, it.layer)) for it in self.grouped.values()]
        names = groups.unlike(placed)
        return Graph(
            title,
            tuple(self.nodes.values()),
            tuple(replace(it, name=names[it.id]) for it in placed),
            tuple(self.edges.values()),
            tuple(sorted(self.violations, key=lambda it: (it.place.path, it.place.line, it.code))),
        )

    def _layers(self) -> dict[str, Layer]:
        """Functions that call other groups of functions are services, those that call none are data access."""
        of = {it.id: it.group for it in self.nodes.values() if it.kind == "function"}
        calling = {of[it.source] for it in self.edges.values() if it.source in of and it.target in of
                   and of[it.source] != of[it.target]}  # fmt: skip
        return {it: "services" if it in calling or not calling else "data" for it in of.values()}

    def _add(self, node: Node) -> str:
        """The id under which the node is known: what is declared twice gets a number."""
        id_, number = node.id, 1
        while id_ in self.nodes:
            number += 1
            id_ = f"{node.id} ({number})"
        self.nodes[id_] = replace(node, id=id_)
        return id_

    def _group(self, group: Group) -> str:
        self.grouped.setdefault(group.id, group)
        return group.id

    def _edge(self, source: str, target: str, kind: EdgeKind, place: Place) -> None:
        self.edges.setdefault((source, target, kind), Edge(source, target, kind, place))

    def _definition(self, function: Symbol) -> Place:
        span = function.node.span if not hasattr(function.node, "name_span") else function.node.name_span
        return self._place(function.path, span)

    def _place(self, path: str, span: Span) -> Place:
        return Place(path, self.project.files[path].document.line_and_column(span.start)[0])
