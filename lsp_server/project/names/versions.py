"""Which version of a library a part of the repository is pinned to, by its lock files and requirements."""

import re
from pathlib import PurePosixPath

from lsp_server.project.incremental.tracked import settled
from lsp_server.project.names.modules import Modules

# In the order in which they are believed; the first two hold what is really installed.
FILES = ("uv.lock", "poetry.lock", "requirements.txt", "pyproject.toml")
Version = tuple[int, ...]


def pinned(modules: Modules, package: str, path: str) -> Version | None:
    """The version that a file's project runs with, such as (0, 0, 22); None where no text pins it to one."""
    return _pinned(modules, package, PurePosixPath(path).parent.as_posix())


@settled
def _pinned(modules: Modules, package: str, folder: str) -> Version | None:
    for it in (folder, *(it.as_posix() for it in PurePosixPath(folder).parents)):
        for name in FILES:
            path = name if it == "." else f"{it}/{name}"
            facts = modules.files.get(path)
            found = _version(package, name, facts.document.text) if facts is not None else None
            if found is not None:
                return found
    return None


def _version(package: str, name: str, text: str) -> Version | None:
    if name.endswith(".lock"):
        found = re.search(rf'^name = "{re.escape(package)}"\r?\nversion = "(\d+(?:\.\d+)*)', text, re.MULTILINE)
    else:
        found = re.search(
            rf'(?:^|["\'])[ \t]*{re.escape(package)}(?:\[[^\]]*\])?[ \t]*==[ \t]*(\d+(?:\.\d+)*)', text, re.MULTILINE
        )
        if found is None and name == "pyproject.toml":  # Poetry's own table
            found = re.search(rf'^{re.escape(package)}[ \t]*=[ \t]*"=?=?(\d+(?:\.\d+)*)"', text, re.MULTILINE)
    return tuple(int(it) for it in found[1].split(".")) if found is not None else None
