"""Imports modules of a tree and prints, as one JSON object a line, what the libraries themselves say of them.

Run by `oracles/run.py` with the Python that has the tree's dependencies. Each module is imported in a process of its
own, made when FastAPI and SQLAlchemy are imported already; with `--together`, all in one, as one application.
"""

import argparse
import importlib
import io
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from oracles import real_queries, real_routes, real_tables, stand_ins


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--under", default="")
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--stand-in", nargs="*", default=[], help="missing packages that something else stands in for")
    parser.add_argument("--app", help="MODULE:EXPRESSION of an application that a call makes")
    parser.add_argument("--seconds", type=int, default=60, help="for one module, or for all together")
    options = parser.parse_args()
    modules = [it for it in sys.stdin.read().split("\n") if it]
    sys.path.insert(0, str(options.folder))
    os.environ.setdefault("DATABASE_URL", "postgresql://localhost/none")
    stand_ins.install(options.stand_in)
    groups = [modules] if options.together else [[it] for it in modules]
    for group in groups:
        for line in _apart(lambda group=group: _said(group, options), options.seconds, group):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


def _apart(work: Callable[[], list[Any]], seconds: int, group: list[str]) -> Iterator[str]:
    """What is said in a process that may do anything but last."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        signal.alarm(seconds)
        with os.fdopen(writing, "w") as out:
            out.write("\n".join(json.dumps(it) for it in work()))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        found = [it for it in stream.read().split("\n") if it]
    _, status = os.waitpid(child, 0)
    if status:
        yield from (json.dumps({"module": it, "error": f"ended with {status}"}) for it in group)
    else:
        yield from found


def _said(modules: list[str], options: argparse.Namespace) -> list[Any]:
    """For each module its error, or nothing; and last of all what is there once all are imported."""
    folder = options.folder.resolve()
    os.chdir(tempfile.mkdtemp())
    found: list[Any] = []
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        loaded, made = [], []
        for name in modules:
            try:
                loaded.append(importlib.import_module(name))
                found.append({"module": name})
            except BaseException as error:  # modules may do anything when they are imported
                found.append({"module": name, "error": _why(error)})
        try:
            if options.app:
                module, _, expression = options.app.partition(":")
                made = [eval(expression, vars(importlib.import_module(module)))]  # the person's own words
        except BaseException as error:
            found.append({"module": options.app, "error": _why(error)})
        queries = real_queries.sent(loaded, folder / options.under, folder) if not options.together else []
        found.append(
            {
                "routes": real_routes.of_modules(loaded, made, folder),
                "tables": real_tables.tables(folder),
                "queries": queries,
                "files": sorted(_files(folder)),
                "stand_ins": sorted(stand_ins.USED),
            }
        )
    return found


def _files(folder: Path) -> Iterator[str]:
    """The files of the tree that were imported, by themselves or by others."""
    for it in list(sys.modules.values()):
        path = getattr(it, "__file__", None)
        if isinstance(path, str) and Path(path).resolve().is_relative_to(folder):
            yield Path(path).resolve().relative_to(folder).as_posix()


def _why(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    said = " ".join(str(error).split())[:120]
    return f"{type(error).__name__}: {said} ({Path(last.filename).name}:{last.lineno})"


if __name__ == "__main__":
    main()
