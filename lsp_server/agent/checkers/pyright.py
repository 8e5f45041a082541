"""pyright or basedpyright, whichever the project has, over the files of a change in a copy of the workspace."""

import json
from pathlib import Path

from lsp_server.agent.checkers.process import clean, run
from lsp_server.agent.checkers.values import Bench, Found, Report


async def check(bench: Bench, program: Path) -> Report:
    """Its errors in the bench's files; warnings are left to the person."""
    python = bench.environment.tool("python")
    command = [str(program), "--outputjson", *(["--pythonpath", str(python)] if python else []), *bench.texts]
    done = await run(command, bench.folder, clean(bench.environ, bench.environment.folder), bench.seconds)
    if done is None:
        return Report(note=f"pyright did not end within {bench.seconds:.0f} s")
    folder = bench.folder.resolve()
    try:
        listed = json.loads(done.out)["generalDiagnostics"]
        found = [
            Found(
                "pyright",
                _relative(it["file"], folder),
                it["range"]["start"]["line"] + 1,
                it.get("rule", ""),
                " ".join(it["message"].split()).rstrip("."),
            )
            for it in listed
            if it["severity"] == "error"
        ]
    except (ValueError, KeyError, TypeError):
        return Report(note=f"pyright could not be run: {done.complaint}")
    return Report(tuple(found))


def _relative(file: str, folder: Path) -> str:
    path = Path(file).resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else file
