"""The virtual environment that a project's tools are in, found by looking: nothing of the project is run for it."""

import base64
import hashlib
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_BIN, _EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment."""

    folder: Path

    def tool(self, *names: str) -> Path | None:
        """The first of these programs that it has."""
        paths = (self.folder / _BIN / f"{name}{_EXE}" for name in names)
        return next((it for it in paths if it.is_file() and os.access(it, os.X_OK)), None)


def environment(root: Path, environ: Mapping[str, str], home: Path) -> Environment | None:
    """`.venv` or `venv` of the workspace folder, what is activated, what Poetry made for it; None: there is none."""
    return next((Environment(it) for it in _places(root, environ, home) if (it / "pyvenv.cfg").is_file()), None)


def _places(root: Path, environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    yield root / ".venv"
    yield root / "venv"
    activated = environ.get("VIRTUAL_ENV", "").strip()
    if activated and Path(activated).is_absolute():
        yield Path(activated)
    yield from _of_poetry(root, environ, home)


def _of_poetry(root: Path, environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Poetry names its environments after the project and a hash of where it lies."""
    try:
        said = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
        name = said.get("project", {}).get("name") or said["tool"]["poetry"]["name"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
    where = os.path.normcase(os.path.realpath(root)).encode("utf-8", "surrogateescape")
    hashed = base64.urlsafe_b64encode(hashlib.sha256(where).digest()).decode()[:8]
    plain = re.sub(r'[ $`!*@"\\\r\n\t/]', "_", str(name).lower())[:42]
    folder = Path(environ.get("POETRY_CACHE_DIR") or _cache(environ, home) / "pypoetry") / "virtualenvs"
    try:
        yield from sorted(folder.glob(f"{plain}-{hashed}-py3.*"), reverse=True)
    except (OSError, ValueError):
        return


def _cache(environ: Mapping[str, str], home: Path) -> Path:
    if sys.platform == "darwin":
        return home / "Library" / "Caches"
    if os.name == "nt":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    return Path(environ.get("XDG_CACHE_HOME") or home / ".cache")
