"""The same measures on other language servers for Python: `make bench-peers`, or `bench/peers.py FOLDER --file X`.

Installs them from PyPI by name into a virtual environment of their own, measures each and us in one run on
one machine, and writes the table of bench/README.md. Only ratios mean anything.
"""

import argparse
import asyncio
import json
import platform
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.run import busiest, measure, workspace
from lsp_server import __version__

README = Path(__file__).with_name("README.md")
_BEGIN, _END = "<!-- measured -->\n", "<!-- end -->"
_LONGEST = 900  # seconds for one server; one that takes longer is reported as such


@dataclass(frozen=True)
class Peer:
    """A package on PyPI and the command that serves."""

    package: str
    command: tuple[str, ...]


PEERS = (
    Peer("ruff", ("ruff", "server")),
    Peer("ty", ("ty", "server")),
    Peer("pyrefly", ("pyrefly", "lsp")),
    Peer("python-lsp-server", ("pylsp",)),
    Peer("jedi-language-server", ("jedi-language-server",)),
    Peer("basedpyright", ("basedpyright-langserver", "--stdio")),
)
COLUMNS = {
    "initialize_ms": "start -> initialize",
    "open_to_diagnostics_ms": "open -> diagnostics",
    "edit_to_diagnostics_ms": "edit and save -> diagnostics",
    "hover_ms": "hover",
    "code_action_ms": "code actions",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--file", help="the file to work in, relative to the folder")
    parser.add_argument("--venv", type=Path, help="where the peers are, or are to be, installed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backline-peers-") as scratch, workspace(options.folder) as folder:
        home = options.venv or Path(scratch) / "venv"
        if not home.exists():
            venv.create(home, with_pip=True)
        path = folder / (options.file or busiest(folder))
        found = dict(results(home, folder, path))
    before, _, rest = README.read_text("utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    README.write_text(before + _BEGIN + "\n".join(table(found)) + "\n" + _END + after, "utf-8")
    json.dump(found, sys.stdout, indent=2)


def results(home: Path, folder: Path, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ours first, then each peer: what was measured, or why not."""
    ours = [sys.executable, "-m", "lsp_server", "serve"]
    yield f"Backline {__version__}", measured(ours, folder, path)
    for it in PEERS:
        python = home / "bin" / "python"
        done = subprocess.run([python, "-m", "pip", "install", "-q", it.package], capture_output=True, check=False)
        if done.returncode:
            yield it.package, {"error": "could not be installed"}
            continue
        name = subprocess.run(
            [python, "-c", f"import importlib.metadata as m; print(m.version({it.package!r}))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        yield f"{it.package} {name}", measured([str(home / "bin" / it.command[0]), *it.command[1:]], folder, path)


def measured(command: list[str], folder: Path, path: Path) -> dict[str, Any]:
    """The figures of one server; it is said when it answers something with an error or not at all."""
    try:
        return asyncio.run(asyncio.wait_for(measure(command, folder, path), _LONGEST))
    except (TimeoutError, RuntimeError, OSError) as error:
        return {"error": f"{type(error).__name__}: {error}"[:80]}


def table(found: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """The figures as Markdown: p50 / p99 in milliseconds."""
    first = next(iter(found.values()))
    space, file = first["workspace"], first["file"]
    machine = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    yield f"Measured on {datetime.now(UTC).date()}, {machine}: {space['files']:,} files, {space['lines']:,} lines;"
    yield f"worked in a file of {file['lines']:,} lines. Milliseconds, p50 / p99.\n"
    yield f"| server | {' | '.join(COLUMNS.values())} | MB |"
    yield f"|---|{'---|' * (len(COLUMNS) + 1)}"
    for name, it in found.items():
        if "error" in it:
            yield f"| {name} | {it['error']} |{' |' * len(COLUMNS)}"
        else:
            cells = (f"{it[key]['p50']:,.1f} / {it[key]['p99']:,.1f}" for key in COLUMNS)
            yield f"| {name} | {' | '.join(cells)} | {it['memory_mb']:,.0f} |"


if __name__ == "__main__":
    main()
