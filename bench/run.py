"""Measure the server as an editor feels it: `make bench`, or `python bench/run.py FOLDER --server "ruff server"`.

Prints one JSON object: milliseconds as p50 and p99 over the repeats, `cpu` the processor time of one, memory in
megabytes. With `--lines 1000 10000`
it measures in that many lines of the folder's files, one object for each, so that the growth shows. Compare two
servers only by figures of one run on one machine.
"""

import argparse
import asyncio
import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.measure import measure
from bench.workspaces import busiest, modelled, of_size, sized, workspace


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument(
        "--file", help="the file to work in, relative to the folder (default: the largest with a table)"
    )
    parser.add_argument("--lines", nargs="+", type=int, default=[], help="measure in so many lines of the folder")
    parser.add_argument("--server", default=f"{sys.executable} -m lsp_server serve")
    options = parser.parse_args()
    with workspace(options.folder) as folder:
        file = options.file or busiest(folder)
        found = list(series(shlex.split(options.server), folder, file, options.lines))
    print(json.dumps(found if options.lines else found[0], indent=2))


def series(server: list[str], folder: Path, file: str, sizes: list[int]) -> Iterator[dict[str, Any]]:
    """The figures in the folder itself, or for each size in a workspace of that many lines."""
    if not sizes:
        yield asyncio.run(measure(server, folder, folder / file, files(folder), modelled(folder)))
    for size in sizes:
        with of_size(folder, file, size) as root:
            yield asyncio.run(measure(server, root, root / file, {}))


def files(folder: Path) -> dict[int, Path]:
    """The files to type in, by about how many lines they have."""
    return {size: folder / it for size, it in sized(folder).items()}


if __name__ == "__main__":
    main()
