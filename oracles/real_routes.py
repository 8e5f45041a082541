"""What FastAPI itself says of the operations of an application.

Run in a sample's folder it imports the application and prints them as JSON.

OpenAPI is the source for everything but what it leaves out: handlers, names, hidden operations,
websockets. Mounted applications are included, with the path they are mounted under.
"""

import importlib
import inspect
import json
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from fastapi import FastAPI, routing
from fastapi.routing import APIRoute
from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
from starlette.routing import Mount

sys.path.insert(0, str(Path(__file__).parents[1]))

from oracles.places import place_of


def operations(app: FastAPI, above: str = "") -> list[dict[str, Any]]:
    document = app.openapi()
    documented = document["paths"]
    found: list[dict[str, Any]] = []
    for it, prefix in _flat(app.routes):
        if isinstance(it.original_route, Mount):
            found += operations(it.original_route.app, above + prefix + (it.path or ""))
            continue
        if it.endpoint is None or it.endpoint.__module__.startswith("fastapi."):
            continue
        for method, handler in _handlers(it):
            operation = documented.get(it.path_format, {}).get(method.lower(), {})
            found.append(
                {
                    "method": method,
                    "path": above + prefix + (it.path or ""),
                    "handler": handler.__qualname__.replace("<locals>.", ""),
                    "name": it.name,
                    "in_schema": bool(operation) if isinstance(it.original_route, APIRoute) else None,
                    "operation": operation,
                    "sent": sent(document, operation),
                    "dependencies": tree(it.dependant) if hasattr(it, "dependant") else [],
                }
            )
    return found


def _flat(routes: Any) -> Iterator[tuple[Any, str]]:
    """Routes with what is before their paths; those of Starlette's mounts in their place, applications whole."""
    # Versions before 0.137 have no contexts: there, including a router copies its routes.
    contexts = getattr(routing, "iter_route_contexts", None)
    for it in contexts(routes) if contexts is not None else routes:
        original = getattr(it, "original_route", it)
        if isinstance(original, Mount) and not isinstance(original.app, FastAPI):
            for inner, prefix in _flat(original.routes):
                yield inner, (it.path or "") + prefix
        else:
            yield it, ""


def _handlers(route: Any) -> Iterator[tuple[str, Any]]:
    """Each method of a route, and the function that answers it: of Starlette's classes a method of their own."""
    made = route.endpoint
    while isinstance(made, partial):
        made = made.func
    if not inspect.isclass(made):
        yield from ((it, made) for it in sorted(getattr(route, "methods", None) or {"WEBSOCKET"}))
    elif issubclass(made, WebSocketEndpoint):
        own = [getattr(made, it) for it in ("on_receive", "on_connect", "on_disconnect")]
        yield "WEBSOCKET", next((it for it in own if not it.__module__.startswith("starlette.")), made)
    elif issubclass(made, HTTPEndpoint):
        for it in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            found = getattr(made, it.lower(), None) or (getattr(made, "get", None) if it == "HEAD" else None)
            if found is not None and (not route.methods or it in route.methods):
                yield it, found


def sent(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """The schema of a form, or of a body that wraps several: its properties, and which of them are required."""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        schema = document.get("components", {}).get("schemas", {}).get(name, {})
        if name.startswith("Body_"):
            return {"properties": schema["properties"], "required": schema.get("required", []), "media": media}
    return {}


def tree(dependant: Any) -> list[Any]:
    """Of each dependency the callable, the parameter, whether it is cached, its own scopes, and what is below."""
    return [
        [name_of(it.call), it.name, it.use_cache, list(it.own_oauth_scopes or ()), tree(it)]
        for it in dependant.dependencies
    ]


def name_of(call: Any) -> str:
    call = getattr(call, "func", call)  # of a partial
    name = getattr(call, "__qualname__", None) or f"{type(call).__qualname__}.__call__"
    return str(name).replace("<locals>.", "").rpartition(".")[2]


def of_modules(modules: Iterable[ModuleType], made: Iterable[Any], folder: Path) -> list[dict[str, Any]]:
    """The routes of all applications that stand in modules, or were made by a call, whose handlers are of the tree."""
    apps = {id(it): it for module in modules for it in vars(module).values() if isinstance(it, FastAPI)}
    apps |= {id(it): it for it in made if isinstance(it, FastAPI)}
    inner = {id(it.app) for app in apps.values() for it in app.routes if isinstance(it, Mount)}
    found = [it for key, app in apps.items() if key not in inner for it in _routes(app, "", folder)]
    return [json.loads(it) for it in dict.fromkeys(json.dumps(one) for one in found)]


def _routes(app: FastAPI, above: str, folder: Path) -> Iterator[dict[str, Any]]:
    for it, prefix in _flat(app.routes):
        original = getattr(it, "original_route", it)
        if isinstance(original, Mount):
            yield from _routes(original.app, above + prefix + (it.path or ""), folder)
            continue
        endpoint = getattr(it, "endpoint", None)
        if endpoint is None:
            continue
        is_api = isinstance(original, APIRoute)
        for method, handler in _handlers(it):
            place = place_of(handler, folder)
            if place is None:
                continue
            yield {
                "method": method,
                "path": above + prefix + (it.path or ""),
                "file": place[0],
                "handler": place[1],
                "line": place[2],
                "status": _status(original) if is_api else None,
                "response": sorted(set(_classes(original.response_model, folder))) if is_api else None,
            }


def _status(route: APIRoute) -> int:
    """As FastAPI's own OpenAPI document has it: where the route says nothing, the class of its response may."""
    made = getattr(route.response_class, "value", route.response_class)
    default = inspect.signature(made.__init__).parameters.get("status_code")
    return route.status_code or (default.default if default is not None and isinstance(default.default, int) else 200)


def _classes(annotation: Any, folder: Path) -> Iterator[str]:
    """The classes of the tree that a response model is made of."""
    metadata = getattr(annotation, "__pydantic_generic_metadata__", None) or {}
    generic = metadata.get("origin")
    if isinstance(annotation, type) and place_of(generic or annotation, folder) is not None:
        yield (generic or annotation).__name__
    for it in (*get_args(annotation), *metadata.get("args", ())):
        yield from _classes(it, folder)


if __name__ == "__main__":
    sys.path.insert(0, ".")
    print(json.dumps(operations(importlib.import_module(sys.argv[1]).app)))
