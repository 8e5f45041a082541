"""Workspaces to measure in: a folder as it is, and real files of it taken or repeated until they are so many lines."""

import re
import shutil
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import log
from pathlib import Path

LINES, LARGEST = 100_000, 100_000
SIZED = (237, 1_000, 2_263)  # lines of the files that the targets of a keystroke speak of, and one between them
_USING = re.compile(r"^(?:from|import) (?:fastapi|sqlmodel|sqlalchemy)\b", re.MULTILINE)
TABLE = re.compile(r"^class \w+\([^)]*\btable=True", re.MULTILINE)
LIBRARIES = ("sqlmodel", "fastapi", "starlette", "sqlalchemy", "pydantic", "asyncpg", "httpx", "jinja2", "rich")
SAMPLE = Path(__file__).parents[1] / "lsp_server" / "cli" / "sample"


@contextmanager
def workspace(given: Path | None) -> Iterator[Path]:
    """A folder to work in; without one, the bundled sample beside the sources of the installed libraries."""
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="backline-bench-") as scratch:
        root = Path(scratch) / "workspace"
        shutil.copytree(SAMPLE, root)
        packages = Path(sysconfig.get_path("purelib"))
        for name in LIBRARIES:
            shutil.copytree(packages / name, root / "libs" / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
            if count_lines(root) >= LINES:
                break
        yield root


@contextmanager
def of_size(source: Path, file: str, lines: int) -> Iterator[Path]:
    """At least so many lines of `source` in a folder of their own: the file to work in, then those nearest to it in
    the tree of folders; then all of it again, each time in another folder, as in a repository of several applications.
    """
    with tempfile.TemporaryDirectory(prefix="backline-bench-") as scratch:
        root = Path(scratch) / "workspace"
        near = sorted(python_files(source), key=lambda it: (-_together(it, Path(file)), it))
        near.insert(0, near.pop(near.index(Path(file))))
        copied, copy = 0, 0
        while copied < lines:
            for it in near:
                target = (root if copy == 0 else root / f"copy_{copy}") / it
                target.parent.mkdir(parents=True, exist_ok=True)
                copied += shutil.copyfile(source / it, target).read_bytes().count(b"\n")
                if copied >= lines:
                    break
            copy += 1
        yield root


def python_files(folder: Path) -> list[Path]:
    """The Python files of a folder, relative to it; hidden folders and environments are none of it."""
    found = (it.relative_to(folder) for it in folder.rglob("*.py") if it.is_file() and not it.is_symlink())
    return [it for it in found if not any(part.startswith(".") or part == "site-packages" for part in it.parts)]


def busiest(folder: Path) -> str:
    """The largest hand-written file with a table; beyond 100 kB files are seldom written by hand."""
    files = [it for it in python_files(folder) if (folder / it).stat().st_size < LARGEST]
    tables = [it for it in files if "table=True" in (folder / it).read_text(encoding="utf-8", errors="replace")]
    return str(max(tables, key=lambda it: (folder / it).stat().st_size))


def sized(folder: Path) -> dict[int, str]:
    """For each of SIZED lines the hand-written file that comes nearest, of those that use FastAPI or a database."""
    texts = {it: (folder / it).read_text("utf-8", "replace") for it in python_files(folder)}
    lines = {it: text.count("\n") + 1 for it, text in texts.items() if len(text) < LARGEST and _USING.search(text)}
    return {size: str(min(lines, key=lambda it: (abs(log(lines[it] / size)), it))) for size in SIZED if lines}


def modelled(folder: Path) -> Path | None:
    """The hand-written file with most tables; None: there is none."""
    texts = {folder / it: (folder / it).read_text("utf-8", "replace") for it in python_files(folder)}
    tables = {it: len(TABLE.findall(text)) for it, text in texts.items() if len(text) < LARGEST}
    return max((it for it in tables if tables[it]), key=lambda it: (tables[it], it), default=None)


def count_lines(folder: Path) -> int:
    return sum((folder / it).read_bytes().count(b"\n") for it in python_files(folder))


def _together(one: Path, other: Path) -> int:
    """How many folders two files have in common."""
    count = 0
    for a, b in zip(one.parts[:-1], other.parts[:-1], strict=False):
        if a != b:
            break
        count += 1
    return count
