"""ruff, file by file on standard input: it reads the project's configuration where it stands."""

import json
from pathlib import Path

from lsp_server.agent.checkers.process import clean, run
from lsp_server.agent.checkers.values import Bench, Found, Report

_FLAGS = ("check", "--output-format=json", "--no-fix", "--no-cache", "--exit-zero", "--force-exclude", "--quiet")


async def check(bench: Bench, program: Path) -> Report:
    """Its findings in the bench's files, as far as the project has ruff look at them."""
    found: list[Found] = []
    environ = clean(bench.environ, bench.environment.folder)
    for path, text in bench.texts.items():
        command = [str(program), *_FLAGS, "--stdin-filename", path, "-"]
        done = await run(command, bench.root, environ, bench.seconds, text)
        if done is None:
            return Report(tuple(found), f"ruff did not end within {bench.seconds:.0f} s")
        try:
            listed = json.loads(done.out or "[]")
            found += [
                Found("ruff", path, it["location"]["row"], it["code"] or "", it["message"].rstrip(".")) for it in listed
            ]
        except (ValueError, KeyError, TypeError):
            return Report(tuple(found), f"ruff could not check {path}: {done.complaint}")
        if done.status:
            return Report(tuple(found), f"ruff could not check {path}: {done.complaint}")
    return Report(tuple(found))
