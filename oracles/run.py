"""Compare what Backline reads of a tree with what the imported applications say: `make oracles TREE=folder`.

    python oracles/run.py FOLDER                      every module by itself, as tutorials are
    python oracles/run.py FOLDER --together           all modules as one application
    python oracles/run.py FOLDER --python PYTHON      with the Python that has the tree's dependencies
    python oracles/run.py FOLDER --under docs_src     only the modules below a folder
    python oracles/run.py FOLDER --app m:make()       an application that a call makes

Prints one table, and then every difference with its place. What Backline says it does not know is counted apart.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from lsp_server import discover
from oracles import compare
from oracles.compare import Compared

REALITY = Path(__file__).with_name("reality.py")
SIGNS = ("FastAPI(", "table=True", "mapped_column", "Mapped[", "declarative_base", "DeclarativeBase")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--under", default="", help="import only modules below this folder")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--stand-in", nargs="*", default=[], help="packages that can't be installed")
    parser.add_argument("--app")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    folder = options.folder.resolve()
    snapshot = discover.snapshot(folder)
    texts = {it: facts.document.text for it, facts in snapshot.files.items() if it.startswith(options.under)}
    modules = [_module(it) for it, text in texts.items() if any(sign in text for sign in SIGNS)]
    said = list(_reality(folder, modules, options))
    real = compare.together(said)
    for it in _report(compare.routes(snapshot.project, real), compare.tables(snapshot.project, real),
                      compare.queries(snapshot.project, real), said, folder):  # fmt: skip
        print(it)


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _reality(folder: Path, modules: list[str], options: argparse.Namespace) -> Iterator[Any]:
    flags = ["--together"] if options.together else []
    flags += ["--stand-in", *options.stand_in] if options.stand_in else []
    flags += ["--app", options.app] if options.app else []
    flags += ["--under", options.under, "--seconds", str(options.seconds)]
    command = [options.python, str(REALITY), str(folder), *flags]
    ran = subprocess.run(command, input="\n".join(modules), capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"The tree could not be asked: {ran.stderr.strip().splitlines()[-1]}")
    return (json.loads(it) for it in ran.stdout.splitlines())


def _report(routes: Compared, tables: Compared, queries: Compared, said: list[Any], folder: Path) -> Iterator[str]:
    imported = [it for it in said if "module" in it]
    broken = [it for it in imported if "error" in it]
    yield f"{folder.name}: {len(imported)} modules, {len(broken)} of them could not be imported.\n"
    yield "| | real | told | right | missed | wrong | not known | recall | precision |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, it in (("routes", routes), ("tables (DDL)", tables), ("queries (SQL)", queries)):
        yield f"| {name} | {it.row} |"
    for it in broken:
        yield f"\nnot imported: {it['module']}: {it['error']}"
    standing = sorted({one for it in said for one in it.get("stand_ins", ())})
    if standing:
        yield f"\nStand-ins for {', '.join(standing)}."
    for name, it in (("routes", routes), ("tables", tables), ("queries", queries)):
        yield from (f"\n{name}: {one}" for one in it.differences)


if __name__ == "__main__":
    main()
