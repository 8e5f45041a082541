"""Ours as the workspace grows, and other language servers for Python beside it: `make bench-peers`, or
`bench/peers.py FOLDER --file X --lines 1000 10000`.

Installs the others from PyPI by name into a virtual environment of their own, measures all in one run on one
machine, and writes the tables of bench/README.md. Only ratios mean anything.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.measure import measure
from bench.run import files, series
from bench.tables import growth, peers
from bench.workspaces import busiest, modelled, workspace
from lsp_server import __version__

README = Path(__file__).with_name("README.md")
OURS = [sys.executable, "-m", "lsp_server", "serve"]
_BEGIN, _END = "<!-- measured -->\n", "<!-- end -->"
SIZES = [1_000, 10_000, 100_000, 1_000_000]  # lines
_LONGEST = 180  # seconds for one server; one that takes longer is reported as such
_ALL, _LEAST = 1_200, 30  # seconds for everything, and for each of the last servers if they are used up
_INSTALLING = 120  # seconds for one package


@dataclass(frozen=True)
class Peer:
    """A package on PyPI, with the extras it needs to serve, and the command that does."""

    package: str
    command: tuple[str, ...]
    extras: str = ""


PEERS = (
    Peer("ruff", ("ruff", "server")),
    Peer("ty", ("ty", "server")),
    Peer("pyrefly", ("pyrefly", "lsp")),
    Peer("python-lsp-server", ("pylsp",)),
    Peer("jedi-language-server", ("jedi-language-server",)),
    Peer("basedpyright", ("basedpyright-langserver", "--stdio")),
    Peer("fixit", ("fixit", "lsp"), "[lsp]"),
    Peer("fastapi-lsp", ("fastapi-lsp", "lsp")),
    Peer("sqlalchemy-lsp", ("sqlalchemy-lsp", "lsp")),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--file", help="the file to work in, relative to the folder")
    parser.add_argument("--lines", nargs="+", type=int, default=SIZES, help="the sizes that ours is measured at")
    parser.add_argument("--venv", type=Path, help="where the peers are, or are to be, installed")
    options = parser.parse_args()
    until = time.perf_counter() + _ALL
    with tempfile.TemporaryDirectory(prefix="backline-peers-") as scratch, workspace(options.folder) as folder:
        home = options.venv or Path(scratch) / "venv"
        if not home.exists():
            venv.create(home, with_pip=True)
        file = options.file or busiest(folder)
        grown = list(series(OURS, folder, file, options.lines))
        found = dict(results(home, folder, folder / file, until))
    before, _, rest = README.read_text("utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    README.write_text(before + _BEGIN + "\n".join([*growth(grown), "", *peers(found)]) + "\n" + _END + after, "utf-8")
    json.dump({"growth": grown, "peers": found}, sys.stdout, indent=2)


def results(home: Path, folder: Path, path: Path, until: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ours first, then each peer: what was measured, or why not."""
    yield f"Backline {__version__}", measured(OURS, folder, path, until)
    for it in PEERS:
        python = home / "bin" / "python"
        if not _installed(python, it.package + it.extras):
            yield it.package, {"error": "could not be installed"}
            continue
        name = subprocess.run(
            [python, "-c", f"import importlib.metadata as m; print(m.version({it.package!r}))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        command = [str(home / "bin" / it.command[0]), *it.command[1:]]
        yield f"{it.package} {name}", measured(command, folder, path, until)


def _installed(python: Path, package: str) -> bool:
    command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", package]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=_INSTALLING).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def measured(command: list[str], folder: Path, path: Path, until: float) -> dict[str, Any]:
    """The figures of one server; it is said when it answers something with an error or not at all."""
    began = time.perf_counter()
    most = min(_LONGEST, max(_LEAST, until - began))
    try:
        return asyncio.run(asyncio.wait_for(measure(command, folder, path, files(folder), modelled(folder)), most))
    except TimeoutError:
        return {"error": f"not done after {most:.0f} seconds"}
    except (RuntimeError, OSError, psutil.Error) as error:
        return {"error": f"{type(error).__name__}: {error}"[:80]}
    finally:
        print(f"{command[0]}: {time.perf_counter() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
