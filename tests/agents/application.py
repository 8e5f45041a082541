"""The application that the skills form, with every snippet as a module of it."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.agents.fences import ALL
from tests.agents.snippets import path_of, text_of

_RUFF = "E,F,W,N,UP,B,C4,SIM,RET,PIE,PERF,RUF,FURB,ASYNC,S,T20,BLE,A,ARG,DTZ"


@dataclass(frozen=True, slots=True)
class Application:
    """The application in a folder of its own."""

    folder: Path

    def run(self, *command: str | Path, url: str = "postgresql://nobody@localhost/none") -> "Ran":
        """A command of this Python in the folder, with the database at `url`."""
        environ = {key: it for key, it in os.environ.items() if not key.startswith(("PYTHON", "PYTEST"))}
        environ |= {"DATABASE_URL": url, "TEST_DATABASE_URL": url, "PYTHONPATH": str(self.folder)}
        ran = subprocess.run(
            [sys.executable, *command], cwd=self.folder, env=environ, capture_output=True, text=True, check=False
        )
        return Ran(ran.returncode, ran.stdout + ran.stderr, ran.stdout)

    def mypy(self, cache: Path) -> dict[str, list[str]]:
        """mypy's errors by file, each as `code: message`."""
        options = ["--strict", "--python-version", "3.11", "--output", "json", "--cache-dir", str(cache)]
        ran = self.run("-m", "mypy", *options, "app", "tests")
        assert ran.code in (0, 1), ran.output
        return _by_file((it["file"], it["code"], it["message"]) for it in map(json.loads, ran.stdout.splitlines()))

    def ruff(self) -> dict[str, list[str]]:
        """ruff's findings by file."""
        options = [
            "--isolated",
            "--select",
            _RUFF,
            "--ignore",
            "S101",
            "--line-length",
            "120",
            "--target-version",
            "py311",
        ]
        ran = self.run("-m", "ruff", "check", *options, "--no-cache", "--output-format", "json", ".")
        found = json.loads(ran.stdout)
        return _by_file((str(Path(it["filename"]).relative_to(self.folder)), it["code"], it["message"]) for it in found)


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    output: str
    stdout: str


def _by_file(found: Iterator[tuple[str, str, str]]) -> dict[str, list[str]]:
    files: dict[str, list[str]] = defaultdict(list)
    for path, code, message in found:
        files[path].append(f"{code}: {message}")
    return files


def write(folder: Path) -> Application:
    """Write the application and all snippets."""
    texts = {path_of(it): text_of(it) for it in ALL}
    for path in [*texts]:
        for parent in Path(path).parents[:-1]:
            texts.setdefault((parent / "__init__.py").as_posix(), "")
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    return Application(folder)
