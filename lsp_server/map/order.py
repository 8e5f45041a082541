"""In which order the cards of a column stand, so that few lines cross: those of one end of the lines near each other.

The routes keep the order of the project, in which people know them; every other column follows the routes by the mean
place of what it is connected with (Sugiyama's barycentre, a few rounds). Equal ones keep the project's order.
"""

from collections.abc import Mapping

from lsp_server.map.values import LAYERS, Graph, Group, Layer, Node

_ROUNDS = 4


def ordered(graph: Graph) -> Mapping[Layer, tuple[Group, ...]]:
    """The groups of each layer from top to bottom."""
    layers: dict[Layer, list[Group]] = {layer: [] for layer in LAYERS}
    for it in graph.groups:
        layers[it.layer].append(it)
    layers["routes"].sort(key=lambda it: it.path.split("/"))
    near = neighbours(graph)
    place = {it.id: float(index) / max(1, len(them)) for them in layers.values() for index, it in enumerate(them)}
    for _ in range(_ROUNDS):
        for layer in ("services", "data", "tables", "tests"):
            wanted = {it.id: _mean(near[it.id], place, place[it.id]) for it in layers[layer]}
            layers[layer].sort(key=lambda it, wanted=wanted: wanted[it.id])  # type: ignore[misc]
            for index, it in enumerate(layers[layer]):
                place[it.id] = index / max(1, len(layers[layer]))
    return {layer: tuple(them) for layer, them in layers.items()}


def in_order(graph: Graph, group: Group) -> tuple[Node, ...]:
    """The nodes of a group: tests as the routes are that they exercise, all others as in their file."""
    nodes = graph.members[group.id]
    if group.layer != "tests":
        return nodes
    place = {it.id: index for index, it in enumerate(graph.nodes)}
    first: dict[str, int] = {}
    for it in graph.edges:
        if it.kind == "tests":
            first[it.source] = min(first.get(it.source, place[it.target]), place[it.target])
    return tuple(sorted(nodes, key=lambda it: first.get(it.id, 0)))


def neighbours(graph: Graph) -> Mapping[str, Mapping[str, int]]:
    """For each group the groups of other layers that it is connected with, and by how many lines."""
    group = {it.id: it.group for it in graph.nodes}
    layer = {it.id: it.layer for it in graph.groups}
    found: dict[str, dict[str, int]] = {it.id: {} for it in graph.groups}
    for edge in graph.edges:
        one, other = group[edge.source], group[edge.target]
        if layer[one] != layer[other] and edge.target not in graph.shared:
            found[one][other] = found[one].get(other, 0) + 1
            found[other][one] = found[other].get(one, 0) + 1
    return found


def _mean(near: Mapping[str, int], place: Mapping[str, float], otherwise: float) -> float:
    total = sum(near.values())
    return sum(place[it] * weight for it, weight in near.items()) / total if total else otherwise


def settle(wanted: list[float], heights: list[float], gap: float) -> list[float]:
    """Tops for boxes in their order, none on another, each as near as can be to where it wants to be; none above 0.

    Least squares under that order: neighbours that want the same place share it (pool adjacent violators).
    """
    offsets = [0.0]
    for it in heights[:-1]:
        offsets.append(offsets[-1] + it + gap)
    blocks: list[tuple[float, int]] = []  # (mean, how many)
    for want, offset in zip(wanted, offsets, strict=False):
        mean, count = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            above, many = blocks.pop()
            mean, count = (above * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    tops = [max(0.0, mean) for mean, count in blocks for _ in range(count)]
    return [round(top + offset, 1) for top, offset in zip(tops, offsets, strict=False)]
