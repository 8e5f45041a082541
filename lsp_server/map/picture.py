"""What is shown of the graph: columns of cards with rows, with their words and marks, in the order of the picture."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lsp_server.map.order import in_order, ordered
from lsp_server.map.shown import shown
from lsp_server.map.values import LAYERS, Graph, Group, Layer, Node

Mark = Literal["violation", "unknown", "untested"]
SIGNS: Mapping[Mark, str] = {"violation": "!", "unknown": "?", "untested": "○"}

_TITLES: Mapping[Layer, str] = {
    "tests": "Tests",
    "routes": "Routes",
    "services": "Services",
    "data": "Data access",
    "tables": "Tables",
}
_COUNTED: Mapping[Layer, tuple[str, str]] = {
    "tests": ("test", "tests"),
    "routes": ("route", "routes"),
    "services": ("function", "functions"),
    "data": ("function", "functions"),
    "tables": ("table", "tables"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One node. `before` is what its neighbours have in common, and may be shown fainter."""

    node: Node
    before: str
    label: str
    after: str  # an addition in small print
    title: str  # all of it in words
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A group with its rows; `summary` stands for them where the card is closed."""

    group: Group
    name: str
    path: str
    rows: tuple[Row, ...]
    summary: str
    marks: tuple[tuple[Mark, int], ...]  # how many rows have which


@dataclass(frozen=True, slots=True)
class Column:
    layer: Layer
    title: str
    cards: tuple[Card, ...]


def columns(graph: Graph) -> tuple[Column, ...]:
    """The columns from left to right; one without cards is left out."""
    order = ordered(graph)
    marks = _marks(graph)
    found: list[Column] = []
    for layer in LAYERS:
        cards = tuple(_card(graph, it, marks) for it in order[layer])
        if cards:
            found.append(Column(layer, _TITLES[layer], cards))
    return tuple(found)


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def summary(graph: Graph) -> str:
    """The figures of the whole picture in one line."""
    parts = [
        counted(graph.count("route"), "route", "routes"),
        counted(graph.count("function"), "function", "functions"),
        counted(graph.count("table"), "table", "tables"),
        counted(graph.count("test"), "test", "tests"),
    ]
    return " · ".join(parts)


def remarks(graph: Graph) -> str:
    """What is worth a look, in words."""
    parts = [counted(len(graph.violations), "layer violation", "layer violations")]
    if graph.count("test"):
        parts.append(counted(len(graph.untested), "route without test", "routes without test"))
    unknown = sum(bool(it.notes) for it in graph.nodes)
    if unknown:
        parts.append(f"{unknown:,} with something not known")
    return " · ".join(parts)


def shared(graph: Graph) -> str:
    """What so many routes depend on that no line is drawn to it, in words; "" where there is none."""
    parts = []
    for it in sorted(graph.shared):
        users = sum(edge.target == it and edge.kind == "depends" for edge in graph.edges)
        tables = [shown(graph.by_id[edge.target].name) for edge in graph.edges
                  if edge.source == it and graph.by_id[edge.target].kind == "table"]  # fmt: skip
        reached = f" -> {', '.join(dict.fromkeys(tables))}" if tables else ""
        parts.append(f"{shown(graph.by_id[it].name)}{reached} ({counted(users, 'route', 'routes')})")
    return f"Not drawn, since most routes depend on it: {'; '.join(parts)}" if parts else ""


def _card(graph: Graph, group: Group, marks: Mapping[str, tuple[Mark, ...]]) -> Card:
    nodes = in_order(graph, group)
    before = _common([it.name for it in nodes]) if group.layer == "routes" else ""
    rows = tuple(_row(it, before, marks[it.id]) for it in nodes)
    tally = Counter(mark for it in rows for mark in it.marks)
    return Card(
        group,
        shown(group.name),
        shown(group.path),
        rows,
        counted(len(rows), *_COUNTED[group.layer]),
        tuple((mark, tally[mark]) for mark in SIGNS if tally[mark]),
    )


def _row(node: Node, before: str, marks: tuple[Mark, ...]) -> Row:
    name = shown(node.name)
    match node.kind:
        case "route":
            handler = shown(node.handler)
            title = f"{shown(node.method)} {name}\n{handler}, {node.place}"
            return Row(node, shown(before), name[len(shown(before)) :], "", title, marks)
        case "table":
            after = shown(node.model) if node.model.lower() != node.name.lower() else ""
            return Row(node, "", name, after, f"{name}\n{shown(node.model)}, {node.place}", marks)
        case _:
            # The card says the class already.
            last = name.rpartition(".")[2] if node.kind == "function" and not name.startswith("<") else name
            return Row(node, "", last, "", f"{name}\n{node.place}", marks)


def _marks(graph: Graph) -> Mapping[str, tuple[Mark, ...]]:
    broken = {name for it in graph.violations for name in it.nodes}
    untested = {it.id for it in graph.untested} if graph.count("test") else set()
    found: dict[str, tuple[Mark, ...]] = {}
    for it in graph.nodes:
        marks: list[Mark] = []
        if it.id in broken:
            marks.append("violation")
        if it.notes:
            marks.append("unknown")
        if it.id in untested:
            marks.append("untested")
        found[it.id] = tuple(marks)
    return found


def _common(names: Sequence[str]) -> str:
    """What the paths of a card begin with, up to a slash."""
    if len(names) < 2:
        return ""
    folders = [it.split("/")[:-1] for it in names]
    count = 0
    while all(len(it) > count and it[count] == folders[0][count] for it in folders):
        count += 1
    return "/".join(folders[0][:count])
