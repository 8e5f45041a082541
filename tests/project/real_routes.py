"""Run in a sample's folder: imports the application and prints, as JSON, what FastAPI itself says of its operations.

OpenAPI is the source for everything but what it leaves out: handlers, names, hidden operations,
websockets. Mounted applications are included, with the path they are mounted under.
"""

import importlib
import json
import sys
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount


def operations(app: FastAPI, above: str = "") -> list[dict[str, Any]]:
    document = app.openapi()
    documented = document["paths"]
    found: list[dict[str, Any]] = []
    for it in iter_route_contexts(app.routes):
        if isinstance(it.original_route, Mount):
            if isinstance(it.original_route.app, FastAPI):
                found += operations(it.original_route.app, above + (it.path or ""))
            continue
        if it.endpoint is None or it.endpoint.__module__.startswith("fastapi."):
            continue
        for method in sorted(it.methods or {"WEBSOCKET"}):
            operation = documented.get(it.path_format, {}).get(method.lower(), {})
            found.append(
                {
                    "method": method,
                    "path": above + (it.path or ""),
                    "handler": it.endpoint.__qualname__.replace("<locals>.", ""),
                    "name": it.name,
                    "in_schema": bool(operation) if isinstance(it.original_route, APIRoute) else None,
                    "operation": operation,
                    "sent": sent(document, operation),
                    "dependencies": tree(it.dependant) if hasattr(it, "dependant") else [],
                }
            )
    return found


def sent(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """The schema of a form, or of a body that wraps several: its properties, and which of them are required."""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        schema = document.get("components", {}).get("schemas", {}).get(name, {})
        if name.startswith("Body_"):
            return {"properties": schema["properties"], "required": schema.get("required", []), "media": media}
    return {}


def tree(dependant: Any) -> list[Any]:
    return [[name_of(it.call), it.name, tree(it)] for it in dependant.dependencies]


def name_of(call: Any) -> str:
    call = getattr(call, "func", call)  # of a partial
    name = getattr(call, "__qualname__", None) or f"{type(call).__qualname__}.__call__"
    return str(name).replace("<locals>.", "").rpartition(".")[2]


if __name__ == "__main__":
    sys.path.insert(0, ".")
    print(json.dumps(operations(importlib.import_module(sys.argv[1]).app)))
