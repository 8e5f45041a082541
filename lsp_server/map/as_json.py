"""The map as JSON: what docs/json.md promises."""

from typing import Any

from lsp_server.map.values import Edge, Graph, Node, Violation


def as_json(graph: Graph) -> dict[str, Any]:
    """The graph as one value of dicts and lists, in its own order."""
    return {
        "title": graph.title,
        "totals": {
            "routes": graph.count("route"),
            "functions": graph.count("function"),
            "tables": graph.count("table"),
            "tests": graph.count("test"),
            "untested": len(graph.untested),
            "violations": len(graph.violations),
        },
        "groups": [{"id": it.id, "layer": it.layer, "name": it.name, "path": it.path} for it in graph.groups],
        "nodes": [_node(it) for it in graph.nodes],
        "edges": [_edge(it) for it in graph.edges],
        "violations": [_violation(it) for it in graph.violations],
    }


def _node(it: Node) -> dict[str, Any]:
    return {
        "id": it.id,
        "kind": it.kind,
        "name": it.name,
        "group": it.group,
        "file": it.place.path,
        "line": it.place.line,
        "method": it.method or None,
        "handler": it.handler or None,
        "model": it.model or None,
        "known": it.known,
        "notes": list(it.notes),
    }


def _edge(it: Edge) -> dict[str, Any]:
    return {"from": it.source, "to": it.target, "kind": it.kind, "file": it.place.path, "line": it.place.line}


def _violation(it: Violation) -> dict[str, Any]:
    return {
        "code": it.code,
        "message": it.message,
        "file": it.place.path,
        "line": it.place.line,
        "nodes": list(it.nodes),
        "targets": list(it.targets),
    }
