"""What a map is made of. Paths are relative to the workspace folder, lines count from 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

NodeKind = Literal["test", "route", "function", "table"]
EdgeKind = Literal["tests", "calls", "depends", "reads", "writes", "references"]
Layer = Literal["tests", "routes", "services", "data", "tables"]

LAYERS: tuple[Layer, ...] = ("tests", "routes", "services", "data", "tables")  # from left to right


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the picture. `notes` are sentences about what is not known of it."""

    id: str
    kind: NodeKind
    name: str  # "/heroes/{id}", "HeroService.get", "hero", "test_create_hero"
    group: str  # id of the group it stands in
    place: Place
    method: str = ""  # of a route
    handler: str = ""  # of a route
    status: int | None = None  # of a route
    known: bool = True  # of a route: False where a part of its path is not known
    model: str = ""  # of a table: its class
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together: the routes of a router, the functions of a class or module, the tables of a feature."""

    id: str
    layer: Layer
    name: str
    path: str  # of its file; for several files their folder


@dataclass(frozen=True, slots=True)
class Edge:
    """`place` is where the one says that it reaches the other."""

    source: str
    target: str
    kind: EdgeKind
    place: Place


@dataclass(frozen=True, slots=True)
class Violation:
    """A finding of a rule about layers, on the nodes it lies in (a handler may be several routes).

    `targets` are the tables at the far end, where the violation is the way to them.
    """

    code: str
    message: str
    place: Place
    nodes: tuple[str, ...]
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """The whole picture, in an order that depends on nothing but the project."""

    title: str
    nodes: tuple[Node, ...]
    groups: tuple[Group, ...]
    edges: tuple[Edge, ...]
    violations: tuple[Violation, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        return {it.id: it for it in self.nodes}

    @cached_property
    def members(self) -> Mapping[str, tuple[Node, ...]]:
        """The nodes of each group, in their order."""
        found: dict[str, list[Node]] = {it.id: [] for it in self.groups}
        for it in self.nodes:
            found[it.group].append(it)
        return {name: tuple(them) for name, them in found.items()}

    def count(self, kind: NodeKind) -> int:
        return sum(it.kind == kind for it in self.nodes)

    @cached_property
    def broken(self) -> frozenset[tuple[str, str]]:
        """The pairs of nodes whose connection is a violation."""
        return frozenset((one, other) for it in self.violations for one in it.nodes for other in it.targets)

    @cached_property
    def untested(self) -> tuple[Node, ...]:
        """The routes that no test sends a request to."""
        tested = {it.target for it in self.edges if it.kind == "tests"}
        return tuple(it for it in self.nodes if it.kind == "route" and it.id not in tested)

    @cached_property
    def shared(self) -> frozenset[str]:
        """The functions that so many routes depend on that drawing each of these lines would hide all others."""
        routes = self.count("route")
        users: dict[str, set[str]] = {}
        for it in self.edges:
            if it.kind == "depends":
                users.setdefault(it.target, set()).add(it.source)
        return frozenset(name for name, them in users.items() if len(them) >= 8 and len(them) * 4 >= routes)
