"""Line length, quotes and Python version as the project's ruff or black configuration says."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lsp_server.facts.file import FileFacts
from lsp_server.project.incremental.tracked import settled
from lsp_server.project.names.modules import Modules


@dataclass(frozen=True, slots=True)
class Format:
    """What generated code must look like. `source` is the file that says so; None: ruff's defaults."""

    line_length: int = 88
    quotes: str = '"'
    python: tuple[int, int] | None = None
    source: str | None = None


@settled
def format_near(modules: Modules, path: str) -> Format:
    """The nearest configuration above a file, kept for who asks after each keystroke."""
    return read_format(modules.files, path)


def read_format(files: Mapping[str, FileFacts], near: str) -> Format:
    """The nearest configuration above `near` among the files at hand, half-written ones left out."""
    python = None
    for path, table in _configurations(files, near):
        tool = table.get("tool", {}) if path.endswith("pyproject.toml") else {"ruff": table}
        ruff, black = _table(tool, "ruff"), _table(tool, "black")
        python = python or _version(_table(table, "project").get("requires-python"))
        length = ruff.get("line-length", black.get("line-length"))
        quotes = _table(ruff, "format").get("quote-style")
        target = _target(ruff.get("target-version"))
        if ruff or black:
            return Format(
                length if isinstance(length, int) else 88, "'" if quotes == "single" else '"', target or python, path
            )
    return Format(python=python)


def _configurations(files: Mapping[str, FileFacts], near: str) -> Iterator[tuple[str, dict[str, Any]]]:
    folder = near
    while folder:
        folder = folder.rpartition("/")[0]
        for name in (".ruff.toml", "ruff.toml", "pyproject.toml"):
            path = f"{folder}/{name}".lstrip("/")
            if path in files:
                try:
                    yield path, tomllib.loads(files[path].document.text)
                except tomllib.TOMLDecodeError:
                    continue  # being written just now


def _table(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = table.get(name, {})
    return found if isinstance(found, dict) else {}


def _version(text: object) -> tuple[int, int] | None:
    found = re.search(r">=?\s*3\.(\d+)|\^3\.(\d+)|==\s*3\.(\d+)", text) if isinstance(text, str) else None
    return (3, int(next(it for it in found.groups() if it))) if found else None


def _target(text: object) -> tuple[int, int] | None:
    found = re.fullmatch(r"py3(\d+)", text) if isinstance(text, str) else None
    return (3, int(found[1])) if found else None
