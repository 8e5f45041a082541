"""The map as a still picture: one SVG file that stands alone, light or dark as the reader's system is.

Up to a screenful or two every row is drawn; above that the cards are closed and lines run between cards, so that
five hundred routes stay a picture of the parts and not of the grains.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lsp_server.map.order import settle
from lsp_server.map.picture import SIGNS, Card, Column, Mark, Row, columns, counted, remarks, shared, summary
from lsp_server.map.shown import cut, shown, width
from lsp_server.map.templates import part, render
from lsp_server.map.values import Edge, EdgeKind, Graph, Layer

MOST_ROWS = 240  # above that many the cards are closed

_ROW, _HEAD, _FOOT, _GAP = 22, 44, 8, 14  # heights
_TOP, _LEFT, _BETWEEN = 146, 40, 120
_CHAR = 7.25  # width of a character at 12 px in the fixed-width fonts that systems have (0.60 em, DejaVu 0.602)
_METHOD = 58  # what the method of a route takes
_LEAST: Mapping[Layer, int] = {"tests": 24, "routes": 30, "services": 24, "data": 24, "tables": 20}
_MOST: Mapping[Layer, int] = {"tests": 36, "routes": 46, "services": 34, "data": 34, "tables": 30}
_STRENGTH: Mapping[EdgeKind, int] = {"writes": 5, "reads": 4, "calls": 3, "tests": 2, "depends": 1, "references": 0}


@dataclass(frozen=True, slots=True)
class Box:
    """A card with its place; `rows` is empty where it is closed."""

    card: Card
    layer: Layer
    x: float
    y: float
    width: float
    height: float
    name: str
    path: str
    rows: tuple["Drawn", ...]
    marks: tuple[tuple[Mark, str, int], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row with the middle of its line."""

    row: Row
    y: float
    before: str
    label: str
    after: str
    marks: tuple[tuple[Mark, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One connection, or several between closed cards."""

    path: str
    kind: EdgeKind
    broken: bool
    weight: float
    title: str
    mark: tuple[float, float] | None  # where the sign of a violation stands


def as_svg(graph: Graph) -> str:
    """The whole picture as the text of an SVG 1.1 file."""
    found = columns(graph)
    is_open = sum(len(card.rows) for it in found for card in it.cards) <= MOST_ROWS
    boxes, heads = _placed(graph, found, is_open)
    lines = tuple(_lines(graph, boxes, is_open))
    right = max((it.x + it.width for it in boxes), default=900 - _LEFT) + _LEFT + (30 if is_open else 0)
    bottom = max((it.y + it.height for it in boxes), default=_TOP) + 40
    notes = [f"{it.code}  {shown(it.message)}  {it.place}" for it in graph.violations]
    wide = int((max(right, 900) - 2 * _LEFT) / 6.6)
    return render(
        "map.svg.j2",
        colours=part("colours.css"),
        title=shown(graph.title),
        summary=summary(graph),
        remarks=remarks(graph),
        width=round(max(right, 900)),
        height=round(bottom + (46 + 20 * len(notes) if notes else 0)),
        heads=heads,
        boxes=boxes,
        lines=lines,
        notes=[cut(it, wide) for it in notes],
        notes_top=bottom,
        closed=not is_open,
        kinds=_kinds(lines),
        signs=SIGNS,
        shared=cut(shared(graph), wide),
    )


# --------------------------------------------------------------------------- places


def _placed(
    graph: Graph, found: tuple[Column, ...], is_open: bool
) -> tuple[tuple[Box, ...], tuple[tuple[Column, float, float], ...]]:
    """The boxes with their places, and the headings of the columns with left edge and width."""
    boxes: dict[str, Box] = {}
    heads: list[tuple[Column, float, float]] = []
    x = float(_LEFT)
    for column in found:
        heads.append((column, x, _width(column)))
        x += _width(column) + _BETWEEN
    # The routes stand first, since everything else goes by them.
    for column, left, wide in sorted(heads, key=lambda it: it[0].layer != "routes"):
        heights = [float(_height(it, is_open)) for it in column.cards]
        wishes = [_wish(graph, it, boxes, height) for it, height in zip(column.cards, heights, strict=True)]
        tops = settle(wishes, heights, _GAP)
        for card, top, height in zip(column.cards, tops, heights, strict=True):
            boxes[card.group.id] = _box(card, column.layer, left, _TOP + top, wide, height, is_open)
    return tuple(boxes[card.group.id] for it in found for card in it.cards), tuple(heads)


def _width(column: Column) -> float:
    rows = [width(it.before + it.label) + (width(it.after) + 2 if it.after else 0) for card in column.cards
            for it in card.rows]  # fmt: skip
    names = [width(card.name) + 4 for card in column.cards]
    longest = max((*rows, *names), default=0) + 3
    least, most = _LEAST[column.layer], _MOST[column.layer]
    return round(max(least, min(most, longest)) * _CHAR + 28 + (_METHOD if column.layer == "routes" else 0))


def _height(card: Card, is_open: bool) -> int:
    return _HEAD + len(card.rows) * _ROW + _FOOT if is_open else _HEAD + 18


def _wish(graph: Graph, card: Card, boxes: Mapping[str, Box], height: float) -> float:
    """Where a card would like its top: its middle at the mean of what it is connected with so far."""
    mine = {it.node.id for it in card.rows}
    group = {it.id: it.group for it in graph.nodes}
    ends = [
        _middle(boxes[group[other]], other)
        for edge in graph.edges
        if edge.kind != "references"
        and edge.target not in graph.shared
        and (edge.source in mine) != (edge.target in mine)
        for other in (edge.target if edge.source in mine else edge.source,)
        if group[other] in boxes
    ]
    return sum(ends) / len(ends) - _TOP - height / 2 if ends else 0.0


def _middle(box: Box, node: str) -> float:
    return next((it.y for it in box.rows if it.row.node.id == node), box.y + box.height / 2)


def _box(card: Card, layer: Layer, x: float, y: float, wide: float, height: float, is_open: bool) -> Box:
    room = int((wide - 28) / _CHAR)
    rows = tuple(
        _drawn(it, y + _HEAD + _ROW * index + _ROW / 2 - 2, room - (8 if layer == "routes" else 0))
        for index, it in enumerate(card.rows if is_open else ())
    )
    marks = tuple((mark, SIGNS[mark], count) for mark, count in card.marks)
    return Box(
        card, layer, x, y, wide, height, cut(card.name, room - 2), cut(card.path, room + 2, start=True), rows, marks
    )


def _drawn(row: Row, y: float, room: int) -> Drawn:
    marks = tuple((mark, SIGNS[mark]) for mark in row.marks)
    room -= 2 * len(marks)
    before, label = row.before, row.label
    if width(before + label) > room:
        before = cut(before, max(0, room - width(label)), start=True) if width(label) < room else ""
        label = cut(label, room)
    after = row.after if width(before + label + row.after) + 2 <= room else ""
    return Drawn(row, y, before, label, after, marks)


# --------------------------------------------------------------------------- lines


def _lines(graph: Graph, boxes: tuple[Box, ...], is_open: bool) -> Iterator[Line]:
    """From what stands behind to what stands in front: violations last, so that nothing covers them."""
    box_of = {row.node.id: it for it in boxes for row in it.card.rows}
    together: dict[tuple[str, str], list[Edge]] = {}
    for edge in graph.edges:
        if edge.target in graph.shared or (edge.kind == "references" and not is_open):
            continue
        one, other = (
            (edge.source, edge.target)
            if is_open
            else (box_of[edge.source].card.group.id, box_of[edge.target].card.group.id)
        )
        if one != other:
            together.setdefault((one, other), []).append(edge)
    found: list[Line] = []
    for edges in together.values():
        strongest = max(edges, key=lambda it: _STRENGTH[it.kind])
        broken = any((it.source, it.target) in graph.broken for it in edges)
        start, end = box_of[strongest.source], box_of[strongest.target]
        path, middle = _path(start, _middle(start, strongest.source), end, _middle(end, strongest.target))
        found.append(
            Line(
                path,
                strongest.kind,
                broken,
                1.0 if is_open else min(6.0, round(0.8 + 0.35 * len(edges), 2)),
                _said(graph, edges, is_open),
                middle if broken else None,
            )
        )
    yield from sorted(found, key=lambda it: (it.broken, _STRENGTH[it.kind]))


def _path(start: Box, y1: float, end: Box, y2: float) -> tuple[str, tuple[float, float]]:
    """A curve from right edge to left edge; within a column, or backwards, around the right side."""
    x1, x2 = start.x + start.width, end.x
    if x2 > x1:
        bend = max(36.0, (x2 - x1) * 0.5)
        return f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}", ((x1 + x2) / 2, (y1 + y2) / 2)
    right, back = x1, end.x + end.width
    out = max(right, back) + min(56.0, 20 + abs(y2 - y1) * 0.08)
    return f"M{right:g} {y1:g}C{out:g} {y1:g} {out:g} {y2:g} {back:g} {y2:g}", (out, (y1 + y2) / 2)


def _said(graph: Graph, edges: list[Edge], is_open: bool) -> str:
    first = edges[0]
    one, other = graph.by_id[first.source], graph.by_id[first.target]
    if not is_open and len(edges) > 1:
        return counted(len(edges), "connection", "connections")
    kinds = " and ".join(dict.fromkeys(it.kind for it in edges))
    return (
        f"{shown(one.method + ' ' if one.method else '')}{shown(one.name)} {kinds} {shown(other.name)}\n{first.place}"
    )


def _kinds(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    """The legend: only what is in the picture."""
    words = {"tests": "tests", "calls": "calls", "depends": "depends on", "reads": "reads", "writes": "writes",
             "references": "foreign key"}  # fmt: skip
    there = {it.kind for it in lines}
    found = [(str(kind), said) for kind, said in words.items() if kind in there]
    return [*found, ("broken", "layer violation")] if any(it.broken for it in lines) else found
