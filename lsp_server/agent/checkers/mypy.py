"""mypy, over the files of a change in a copy of the workspace, with the project's own configuration."""

import re
from pathlib import Path

from lsp_server.agent.checkers.process import clean, run
from lsp_server.agent.checkers.values import Bench, Found, Report

_FLAGS = ("--no-color-output", "--no-error-summary", "--hide-error-context", "--no-pretty", "--show-error-codes")
_LINE = re.compile(r"(?P<path>[^:\n]+\.pyi?):(?P<line>\d+)(?::\d+)?: error: (?P<text>.*?)(?:  \[(?P<code>[\w-]+)\])?")


async def check(bench: Bench, program: Path) -> Report:
    """Its errors, in the bench's files and in those that they import."""
    command = [str(program), *_FLAGS, f"--cache-dir={bench.scratch / 'mypy'}", *bench.texts]
    done = await run(command, bench.folder, clean(bench.environ, bench.environment.folder), bench.seconds)
    if done is None:
        return Report(note=f"mypy did not end within {bench.seconds:.0f} s")
    lines = [it for line in done.out.splitlines() if (it := _LINE.fullmatch(line.strip())) is not None]
    found = tuple(
        Found("mypy", Path(it["path"]).as_posix(), int(it["line"]), it["code"] or "", it["text"].rstrip("."))
        for it in lines
    )
    if not found and done.status:
        return Report(note=f"mypy could not be run: {done.complaint}")
    return Report(found)
