"""The map as a page to explore: one HTML file with its style, its script and its data inside, and no network.

The words are all there without the script; the script draws the lines, and shows who reaches whom.
"""

from typing import Any

from lsp_server.map.picture import SIGNS, Column, columns, counted, remarks, shared, summary
from lsp_server.map.shown import shown
from lsp_server.map.templates import embedded, part, render
from lsp_server.map.values import Graph

MOST_ROWS = 160  # above that many the cards are closed at first
MOST_TESTS = 30  # and those of the tests above that many

_KINDS = ("tests", "calls", "depends", "reads", "writes", "references")


def as_html(graph: Graph) -> str:
    """The whole page as text."""
    found = columns(graph)
    index = {
        row.node.id: number for number, row in enumerate(row for it in found for card in it.cards for row in card.rows)
    }
    return render(
        "map.html.j2",
        title=shown(graph.title),
        summary=summary(graph),
        remarks=remarks(graph),
        shared=shared(graph),
        columns=found,
        opened=_opened(found),
        index=index,
        signs=SIGNS,
        violations=[(it, shown(it.message), index[it.nodes[0]]) for it in graph.violations],
        counted=counted,
        style=part("colours.css") + part("map.css"),
        script=part("map.js"),
        data=embedded(_data(graph, found, index)),
    )


def _opened(found: tuple[Column, ...]) -> frozenset[str]:
    """The layers whose cards are open at first."""
    rows = {it.layer: sum(len(card.rows) for card in it.cards) for it in found}
    if sum(number for layer, number in rows.items() if layer != "tests") > MOST_ROWS:
        return frozenset()
    return frozenset(layer for layer in rows if layer != "tests" or rows[layer] <= MOST_TESTS)


def _data(graph: Graph, found: tuple[Column, ...], index: dict[str, int]) -> dict[str, Any]:
    """What the script needs; nodes, paths and kinds by their numbers, since there may be thousands."""
    paths = sorted({it.place.path for it in graph.nodes} | {it.place.path for it in graph.edges})
    number = {it: place for place, it in enumerate(paths)}
    nodes = [
        [
            it.node.kind,
            f"{shown(it.node.method)} {shown(it.node.name)}".strip(),
            number[it.node.place.path],
            it.node.place.line,
            shown(it.node.handler or it.node.model),
            [shown(note) for note in it.node.notes],
            it.node.id,
        ]
        for column in found
        for card in column.cards
        for it in card.rows
    ]
    edges = [
        [index[it.source], index[it.target], _KINDS.index(it.kind), number[it.place.path], it.place.line]
        for it in graph.edges
    ]
    broken = [
        [
            it.code,
            shown(it.message),
            str(it.place),
            [index[one] for one in it.nodes],
            [index[one] for one in it.targets],
        ]
        for it in graph.violations
    ]
    return {
        "kinds": _KINDS,
        "paths": [shown(it) for it in paths],
        "nodes": nodes,
        "edges": edges,
        "violations": broken,
        "shared": sorted(index[it] for it in graph.shared),
    }
