"""One server, measured in one workspace as an editor feels it.

All times in seconds by the monotonic clock. A request that the server does not announce is left out; one that it
answers with an error counts as answered, and how many there were is told.
"""

import random
import re
import shlex
import tempfile
import time
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench import keystrokes
from bench.series import REPEATS, series, summary
from bench.wire import Wire
from bench.workspaces import TABLE, count_lines, python_files

STARTS, STARTING, OPEN = 3, 45.0, 20  # so many starts, while they take no more seconds; so many files open
WORDS = ("hero", "user", "get", "POST /", "model", "table", "id", "create", "test", "read")  # to search symbols for

Place = tuple[Path, dict[str, int]]


async def measure(
    server: list[str], folder: Path, path: Path, sized: Mapping[int, Path], model: Path | None = None
) -> dict[str, Any]:
    """The figures of a server, in milliseconds and megabytes. `sized` are files by about how many lines they have,
    `model` is one with tables."""
    figures = await _started(server, folder, path)
    with tempfile.TemporaryDirectory(prefix="backline-cache-") as cache:
        async with Wire(server, folder, Path(cache)) as wire:
            figures |= await _worked(wire, folder, path, sized, model)
    return {
        "server": shlex.join(server[-2:]),
        "workspace": {"files": len(python_files(folder)), "lines": count_lines(folder)},
        "file": _described(folder, path),
        "sized": {str(size): _described(folder, it) for size, it in sized.items()},
        "model": _described(folder, model) if model is not None else None,
        **figures,
    }


async def _started(server: list[str], folder: Path, path: Path) -> dict[str, Any]:
    """Starts on a cold index and, with what that has left in the cache, on a warm one."""
    starts, opens, cold, warm = [], [], [], []
    began = time.perf_counter()
    while len(cold) < STARTS and (not cold or time.perf_counter() - began < STARTING):
        with tempfile.TemporaryDirectory(prefix="backline-cache-") as cache:
            for indexed in (cold, warm):
                async with Wire(server, folder, Path(cache)) as wire:
                    starts.append(await wire.start())
                    opens.append(await wire.diagnostics_after(path.as_uri(), wire.open(path)))
                    # Diagnostics may come before all else; with an answer a server has begun to show progress.
                    await wire.request("textDocument/hover", _at((path, {"line": 0, "character": 0})))
                    indexed.append(await wire.indexed())
                    await wire.idle()  # what is kept for the next start is written after all answers are ready
                    await wire.stop()
    return {
        "initialize_ms": summary(starts),
        "open_to_diagnostics_ms": summary(opens),
        "cold_index_ms": summary(cold),
        "warm_index_ms": summary(warm),
    }


async def _worked(
    wire: Wire, folder: Path, path: Path, sized: Mapping[int, Path], model: Path | None
) -> dict[str, Any]:
    """What a server does once it is started."""
    await wire.start()
    files = list(dict.fromkeys((path, *sized.values(), *((model,) if model is not None else ()))))
    for it in files:
        await wire.diagnostics_after(it.as_uri(), wire.open(it))
    # The answer to this one comes when the index is ready; before, answers are quick but say less.
    places = {it: identifiers(it) for it in files}
    await wire.request("textDocument/hover", _at((path, places[path][0])))
    await wire.indexed()
    await wire.idle()
    figures: dict[str, Any] = {"memory_mb": round(wire.memory(), 1)}
    figures["keystroke_ms"] = await keystrokes.checked(wire, path, places[path][0])
    for size, it in sized.items():
        says = figures["keystroke_ms"] is not None  # who keeps silent about one file need not be waited for at others
        figures[f"keystroke_{size}_ms"] = await keystrokes.checked(wire, it, places[it][0]) if says else None
    if model is not None:
        says = figures["keystroke_ms"] is not None
        figures["keystroke_model_ms"] = await keystrokes.checked(wire, model, field(model)) if says else None
    figures["keystroke_hover_ms"] = await keystrokes.hovered(wire, path, places[path][0])
    await wire.idle()
    figures |= await _answers(wire, path, _mixed(places))
    figures["memory_20_open_mb"] = round(await _with_open_files(wire, folder), 1)
    figures["errors"] = dict(wire.errors)
    await wire.stop()
    return figures


async def _answers(wire: Wire, path: Path, places: list[Place]) -> dict[str, Any]:
    document = {"textDocument": {"uri": path.as_uri()}}
    words = [{"query": it} for it in islice(cycle(WORDS), REPEATS)]
    asked: tuple[tuple[str, str, str, Iterable[Any]], ...] = (
        ("hover_ms", "hoverProvider", "textDocument/hover", map(_at, places)),
        ("code_action_ms", "codeActionProvider", "textDocument/codeAction", map(_selected, places)),
        ("document_symbol_ms", "documentSymbolProvider", "textDocument/documentSymbol", [document] * REPEATS),
        ("workspace_symbol_ms", "workspaceSymbolProvider", "workspace/symbol", words),
    )
    return {
        name: await series(wire, (partial(wire.request, method, it) for it in given))
        if wire.capabilities.get(provider)
        else None
        for name, provider, method, given in asked
    }


def identifiers(path: Path) -> list[dict[str, int]]:
    """Places inside indented names, so many as there are repeats, in an order that is random but always the same."""
    found = [
        {"line": number, "character": name.start()}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines())
        if line.isascii() and line.startswith(" ")
        for name in re.finditer(r"[A-Za-z_]\w{2,}", line)
    ]
    random.Random(1).shuffle(found)
    return found[:REPEATS]


def field(path: Path) -> dict[str, int]:
    """A place in the name of a field, in the middle of the tables of a file."""
    text = path.read_text(encoding="utf-8")
    tables = list(TABLE.finditer(text))
    name = re.compile(r"^    ([a-z]\w+) *:", re.MULTILINE).search(text, tables[len(tables) // 2].end())
    assert name is not None, "a table has fields"
    return {"line": text.count("\n", 0, name.start(1)), "character": 5}


def _mixed(places: Mapping[Path, list[dict[str, int]]]) -> list[Place]:
    """Places of all files by turns, each another one."""
    mixed = [(path, it) for number in range(REPEATS) for path, found in places.items() for it in found[number:][:1]]
    return mixed[:REPEATS]


def _at(place: Place) -> dict[str, Any]:
    return {"textDocument": {"uri": place[0].as_uri()}, "position": place[1]}


def _selected(place: Place) -> dict[str, Any]:
    range_, context = {"start": place[1], "end": place[1]}, {"diagnostics": [], "triggerKind": 1}
    return {"textDocument": {"uri": place[0].as_uri()}, "range": range_, "context": context}


def _described(folder: Path, path: Path) -> dict[str, Any]:
    return {"path": str(path.relative_to(folder)), "lines": path.read_text(encoding="utf-8").count("\n")}


async def _with_open_files(wire: Wire, folder: Path) -> float:
    """Megabytes once so many files are open."""
    files = sorted(python_files(folder), key=lambda it: (folder / it).stat().st_size)[::-1][:OPEN]
    for it in files:
        if (folder / it).as_uri() not in wire.versions:
            wire.notify(*wire.open(folder / it))
    # Messages are answered in their order, so this one comes when the files are known.
    await wire.request("textDocument/hover", _at((folder / files[-1], {"line": 0, "character": 0})))
    return wire.memory()
