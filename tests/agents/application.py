"""The application that the skills form, with every snippet as a module of it."""

import ast
import builtins
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.agents.fences import ALL, FILES, Fence

ROOT = Path(__file__).parents[2]
# What snippets use and the application does not.
_MORE = """
import asyncio
import time
from contextlib import suppress
from typing import assert_never
from fastapi import APIRouter, HTTPException
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.expression import SelectOfScalar
"""
_ROUTER = "router = APIRouter()"
_RUFF = "E,F,W,N,UP,B,C4,SIM,RET,PIE,PERF,RUF,FURB,ASYNC,S,T20,BLE,A,ARG,DTZ"


def path_of(fence: Fence) -> str:
    return fence.title or f"app/snippets/{fence.name}.py"


def text_of(fence: Fence) -> str:
    """A snippet under the imports that it needs."""
    if fence.title and fence.bad is None:
        return fence.text
    free = _free(ast.parse(fence.text))
    missing = free - set(_IMPORTS) - {"router"}
    assert not missing, f"{fence.name}: nobody knows {sorted(missing)}"
    lines = sorted({_IMPORTS[it] for it in (free | {"APIRouter"} if "router" in free else free) if it in _IMPORTS})
    return "\n".join([*lines, "", *([_ROUTER] if "router" in free else []), "", fence.text])


def _free(tree: ast.Module) -> set[str]:
    """The names that a text reads and does not bind."""
    names = [it for it in ast.walk(tree) if isinstance(it, ast.Name)]
    bound = {it.id for it in names if not isinstance(it.ctx, ast.Load)}
    for it in ast.walk(tree):
        if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(it.name)
        elif isinstance(it, ast.arg):
            bound.add(it.arg)
    return {it.id for it in names} - bound - set(dir(builtins))


def _imports(files: Mapping[str, str]) -> dict[str, str]:
    """How each name of the application, and each that it imports, is imported."""
    found: dict[str, str] = {}
    for path, text in {**files, "more": _MORE}.items():
        module = path.removesuffix(".py").replace("/", ".")
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom):
                found |= {it.name: f"from {node.module} import {it.name}" for it in node.names}
            elif isinstance(node, ast.Import):
                found |= {it.name: f"import {it.name}" for it in node.names}
    for path, text in files.items():
        module = path.removesuffix(".py").replace("/", ".")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found[node.name] = f"from {module} import {node.name}"
            elif isinstance(node, ast.Assign):
                found |= {it.id: f"from {module} import {it.id}" for it in node.targets if isinstance(it, ast.Name)}
    return found


_IMPORTS = _imports(FILES)

# --------------------------------------------------------------------------- on disk


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
