"""One server, measured in one workspace as an editor feels it.

All times in seconds by the monotonic clock. A request that the server does not announce is left out; one that it
answers with an error counts as answered, and how many there were is told.
"""

import random
import re
import shlex
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.wire import Wire
from bench.workspaces import count_lines, python_files

REPEATS, STARTS, OPEN = 100, 3, 20
WORDS = ("hero", "user", "get", "POST /", "model", "table", "id", "create", "test", "read")  # to search symbols for


async def measure(server: list[str], folder: Path, path: Path) -> dict[str, Any]:
    """The figures of a server, in milliseconds and megabytes."""
    starts, opens, cold, warm = [], [], [], []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory(prefix="backline-cache-") as cache:
            for indexed in (cold, warm):  # the second finds what the first has left in the cache
                wire = Wire(server, folder, Path(cache))
                starts.append(await wire.start())
                opens.append(await wire.diagnostics_after(path.as_uri(), ("textDocument/didOpen", _opened(path))))
                indexed.append(await wire.indexed())
                await wire.idle()  # what is kept for the next start is written after all answers are ready
                await wire.stop()

    wire = Wire(server, folder)
    await wire.start()
    await wire.diagnostics_after(path.as_uri(), ("textDocument/didOpen", _opened(path)))
    document, places = {"textDocument": {"uri": path.as_uri()}}, list(identifiers(path.read_text(encoding="utf-8")))
    # The answer to this one comes when the index is ready; before, answers are quick but say less.
    await wire.request("textDocument/hover", document | {"position": places[0]})
    await wire.indexed()
    await wire.idle()
    memory = wire.memory()
    typed = await _typed(wire, path, places[0])
    figures = {
        "initialize_ms": summary(starts),
        "open_to_diagnostics_ms": summary(opens),
        "cold_index_ms": summary(cold),
        "warm_index_ms": summary(warm),
        "keystroke_to_diagnostics_ms": summary(typed),
        "hover_ms": summary([await wire.request("textDocument/hover", document | {"position": at}) for at in places]),
        "code_action_ms": summary([await wire.request(*_actions(document, at)) for at in places]),
        "document_symbol_ms": await _asked(wire, "documentSymbolProvider", "textDocument/documentSymbol", document),
        "workspace_symbol_ms": await _searched(wire),
        "memory_mb": round(memory, 1),
        "memory_20_open_mb": round(await _with_open_files(wire, folder), 1),
        "errors": dict(wire.errors),
    }
    await wire.stop()
    return {
        "server": shlex.join(server[-2:]),
        "workspace": {"files": len(python_files(folder)), "lines": count_lines(folder)},
        "file": {"path": str(path.relative_to(folder)), "lines": path.read_text(encoding="utf-8").count("\n")},
        **figures,
    }


def identifiers(text: str) -> Iterator[dict[str, int]]:
    """Places inside names, so many as there are repeats, in an order that is random but always the same."""
    found = [
        {"line": number, "character": name.start()}
        for number, line in enumerate(text.splitlines())
        if line.isascii() and line.startswith(" ")
        for name in re.finditer(r"[A-Za-z_]\w{2,}", line)
    ]
    random.Random(1).shuffle(found)
    return iter(found[:REPEATS])


def summary(seconds: Sequence[float | None]) -> dict[str, float] | None:
    """Milliseconds; None where nothing was measured."""
    ordered = sorted(it * 1000 for it in seconds if it is not None)
    if not ordered:
        return None
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"p50": round(statistics.median(ordered), 2), "p99": round(p99, 2), "n": len(ordered)}


async def _typed(wire: Wire, path: Path, at: dict[str, int]) -> list[float]:
    """So many keystrokes; none where the server says nothing after one: it may publish nothing, or only what is new."""
    found: list[float] = []
    for version in range(2, REPEATS + 2):
        took = await _keystroke(wire, path, at, version)
        if took is None:
            return []
        found.append(took)
    return found


async def _keystroke(wire: Wire, path: Path, at: dict[str, int], version: int) -> float | None:
    """A letter typed into a name, and with the next version taken out again.

    Some check when a text changes and some when it is saved; the clock runs from the change for all.
    """
    uri = path.as_uri()
    typing = version % 2 == 0
    end = at if typing else {"line": at["line"], "character": at["character"] + 1}
    change = {
        "textDocument": {"uri": uri, "version": version},
        "contentChanges": [{"range": {"start": at, "end": end}, "text": "x" if typing else ""}],
    }
    saved = {"textDocument": {"uri": uri}}
    return await wire.diagnostics_after(uri, ("textDocument/didChange", change), ("textDocument/didSave", saved))


def _actions(document: dict[str, Any], at: dict[str, int]) -> tuple[str, dict[str, Any]]:
    params = {"range": {"start": at, "end": at}, "context": {"diagnostics": [], "triggerKind": 1}}
    return "textDocument/codeAction", document | params


async def _asked(wire: Wire, provider: str, method: str, params: Any) -> dict[str, float] | None:
    if not wire.capabilities.get(provider):
        return None
    return summary([await wire.request(method, params) for _ in range(REPEATS)])


async def _searched(wire: Wire) -> dict[str, float] | None:
    if not wire.capabilities.get("workspaceSymbolProvider"):
        return None
    return summary([await wire.request("workspace/symbol", {"query": it}) for it in WORDS])


async def _with_open_files(wire: Wire, folder: Path) -> float:
    """Megabytes once so many files are open."""
    files = sorted(python_files(folder), key=lambda it: (folder / it).stat().st_size)[::-1][:OPEN]
    for it in files:
        wire.notify("textDocument/didOpen", _opened(folder / it))
    # Messages are answered in their order, so this one comes when the files are known.
    document = {"textDocument": {"uri": (folder / files[-1]).as_uri()}}
    await wire.request("textDocument/hover", document | {"position": {"line": 0, "character": 0}})
    return wire.memory()


def _opened(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    return {"textDocument": {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}}
