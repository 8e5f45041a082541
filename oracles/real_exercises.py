"""Which handlers each test really reached: a plugin of pytest, `-p oracles.real_exercises`.

Run in a project's folder it prints, behind all else, one line of JSON: for each test its file, its name without
parameters, and the method, file and name of every handler that was called while it ran (fixtures left out).
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
        await handle(route, scope, receive, send)

    return noted


def pytest_unconfigure() -> None:
    found = [{"file": file, "test": test, "reached": sorted(it)} for (file, test), it in sorted(_reached.items())]
    print(f"\n{json.dumps(found)}")
