"""Which handlers each test really reached: a plugin of pytest, `-p oracles.real_exercises`.

Run in a project's folder it prints, behind all else, one line of JSON: for each test its file, its name without
parameters, the method, file and name of every handler that was called while it ran (fixtures left out), and what
`dependency_overrides` held then: the names of what is replaced and of what is called instead.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import routing
from starlette.routing import Route

from oracles.places import place_of

_reached: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
_overrides: dict[tuple[str, str], set[tuple[str, str]]] = {}
_running: list[tuple[str, str]] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Iterator[None]:
    name = item.nodeid.partition("::")[2].partition("[")[0].replace("::", ".")
    _running.append((item.nodeid.partition("::")[0], name))
    _reached.setdefault(_running[-1], set())
    try:
        yield
    finally:
        _running.pop()


def pytest_sessionstart() -> None:
    for kind in (Route, routing.APIRoute):
        kind.handle = _noting(kind.handle)  # type: ignore[method-assign]


def _noting(handle: Callable[..., Any]) -> Callable[..., Any]:
    async def noted(route: Any, scope: Any, receive: Any, send: Any) -> None:
        place = place_of(route.endpoint, Path.cwd()) if _running else None
        if place is not None:
            _reached[_running[-1]].add((scope["method"], place[0], place[1]))
            replaced = getattr(scope.get("app"), "dependency_overrides", {})
            _overrides.setdefault(_running[-1], set()).update((_name(it), _name(by)) for it, by in replaced.items())
        await handle(route, scope, receive, send)

    return noted


def _name(it: Any) -> str:
    return str(getattr(it, "__qualname__", it)).replace("<locals>.", "")


def pytest_unconfigure() -> None:
    found = [
        {"file": key[0], "test": key[1], "reached": sorted(it), "overrides": sorted(_overrides.get(key, ()))}
        for key, it in sorted(_reached.items())
    ]
    print(f"\n{json.dumps(found)}")
