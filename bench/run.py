"""Measure the server as an editor feels it: `make bench`, or `python bench/run.py FOLDER --server "ruff server"`.

Without a folder it builds one of 100,000 or more real lines: the bundled sample project beside the
sources of the installed libraries. Prints one JSON object: milliseconds as p50 and p99 over the
repeats, memory in megabytes. Compare two servers only by figures of one run on one machine.
"""

import argparse
import asyncio
import json
import random
import re
import shlex
import shutil
import statistics
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.wire import Wire

REPEATS, STARTS, LINES, LARGEST = 100, 3, 100_000, 100_000
LIBRARIES = ("sqlmodel", "fastapi", "starlette", "sqlalchemy", "pydantic", "asyncpg", "httpx", "jinja2", "rich")
SAMPLE = Path(__file__).parents[1] / "lsp_server" / "cli" / "sample"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument(
        "--file", help="the file to work in, relative to the folder (default: the largest with a table)"
    )
    parser.add_argument("--server", default=f"{sys.executable} -m lsp_server serve")
    options = parser.parse_args()
    with workspace(options.folder) as folder:
        path = folder / (options.file or busiest(folder))
        print(json.dumps(asyncio.run(measure(shlex.split(options.server), folder, path)), indent=2))


@contextmanager
def workspace(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="backline-bench-") as scratch:
        root = Path(scratch) / "workspace"
        shutil.copytree(SAMPLE, root)
        packages = Path(sysconfig.get_path("purelib"))
        for name in LIBRARIES:
            shutil.copytree(packages / name, root / "libs" / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
            if count_lines(root) >= LINES:
                break
        yield root


async def measure(server: list[str], folder: Path, path: Path) -> dict[str, Any]:
    uri, text = path.as_uri(), path.read_text(encoding="utf-8")
    starts, opens = [], []
    for _ in range(STARTS):
        wire = Wire(server, folder)
        starts.append(await wire.start())
        opens.append(await wire.diagnostics_after(uri, ("textDocument/didOpen", opened(uri, text))))
        await wire.stop()

    wire = Wire(server, folder)
    await wire.start()
    await wire.diagnostics_after(uri, ("textDocument/didOpen", opened(uri, text)))
    document = {"textDocument": {"uri": uri}}
    places = list(identifiers(text))
    # The answer to this one comes when the index is ready; before, answers are quick but say less.
    await wire.request("textDocument/hover", document | {"position": places[0]})
    saves = []
    for version in range(2, REPEATS + 2):
        change = {
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"text": text + "\n" * (version % 2)}],
        }
        # Some check when a text changes and some when it is saved; the clock runs from the change for all.
        saved = ("textDocument/didSave", document)
        saves.append(await wire.diagnostics_after(uri, ("textDocument/didChange", change), saved))
    hovers = [await wire.request("textDocument/hover", document | {"position": at}) for at in places[:REPEATS]]
    actions = []
    for at in places[:REPEATS]:
        params = {"range": {"start": at, "end": at}, "context": {"diagnostics": [], "triggerKind": 1}}
        actions.append(await wire.request("textDocument/codeAction", document | params))
    memory = wire.memory()
    await wire.stop()
    return {
        "server": shlex.join(server[-2:]),
        "workspace": {"files": len(list(folder.rglob("*.py"))), "lines": count_lines(folder)},
        "file": {"path": str(path.relative_to(folder)), "lines": text.count("\n")},
        "initialize_ms": summary(starts),
        "open_to_diagnostics_ms": summary(opens),
        "edit_to_diagnostics_ms": summary(saves),
        "hover_ms": summary(hovers),
        "code_action_ms": summary(actions),
        "memory_mb": round(memory, 1),
    }


def opened(uri: str, text: str) -> dict[str, Any]:
    return {"textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": text}}


def identifiers(text: str) -> Iterator[dict[str, int]]:
    """Places inside names, in an order that is random but always the same."""
    found = [
        {"line": number, "character": name.start()}
        for number, line in enumerate(text.splitlines())
        if line.isascii()
        for name in re.finditer(r"[A-Za-z_]\w{2,}", line)
    ]
    random.Random(1).shuffle(found)
    return iter(found)


def busiest(folder: Path) -> str:
    """The largest hand-written file with a table; beyond 100 kB files are seldom written by hand."""
    files = [it for it in folder.rglob("*.py") if it.stat().st_size < LARGEST]
    tables = [it for it in files if "table=True" in it.read_text(encoding="utf-8", errors="replace")]
    largest = max(tables, key=lambda it: it.stat().st_size)
    return str(largest.relative_to(folder))


def count_lines(folder: Path) -> int:
    return sum(it.read_bytes().count(b"\n") for it in folder.rglob("*.py"))


def summary(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(it * 1000 for it in seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"p50": round(statistics.median(ordered), 2), "p99": round(p99, 2), "n": len(ordered)}


if __name__ == "__main__":
    main()
