"""Where a model may write (decision D22): much less than a person's own action may.

Judged on the path as it is said and on the file it leads to. Asked twice: when a change is proposed, and again when
it is applied, since a link may have come between (CVE-2025-59829, CVE-2026-25724).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from lsp_server.edits.paths import refuse_path
from lsp_server.edits.protected import folded

_SPECS = MappingProxyType({".md": ("specs", "docs/adr", "history/adr")})


@dataclass(frozen=True, slots=True)
class Allowed:
    """The kinds of files a model may write: those anywhere, and those only in folders of a name, at any depth."""

    anywhere: frozenset[str] = frozenset({".py"})
    below: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _SPECS)

    def holds(self, path: str) -> bool:
        """Whether a plain path is of an allowed kind."""
        plain = PurePosixPath(path)
        around = f"/{plain.parent}/"
        return plain.suffix in self.anywhere or any(f"/{it}/" in around for it in self.below.get(plain.suffix, ()))


# Windows knows these under every ending and in every folder, as devices.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9])(?:\..*)?")
_SHORT_NAME = re.compile(r".{1,8}~[0-9]+(?:\..{1,3})?")  # Windows' second name of a long one: GIT~1 is .git


def refuse_writing(path: str, root: Path | None, allowed: Allowed | None = None) -> str | None:
    """Why a model may not write at `path`, as one sentence; None where it may.

    `path` is relative to the workspace folder `root`; None for a workspace that exists only in memory.
    """
    allowed = allowed or Allowed()
    if len(path) > 400:
        return "A path of more than 400 characters is not written."
    reason = refuse_path(path, root)
    if reason is not None:
        return reason
    for part in path.split("/"):
        if part[0] in ".-~" or re.search(r'[%$*?"<>|]', part) or len(part.encode()) > 200:
            return f"{path} has a name that Backline does not write: {part[:50]!r}."
        if _DEVICE.fullmatch(folded(part)) or _SHORT_NAME.fullmatch(part):
            return f"{path} has a name with a meaning of its own on Windows: {part!r}."
    if not allowed.holds(path):
        return f"{path} is not of a kind that a model may write."
    if root is None:
        return None
    inside = _leads_to(path, root)
    if inside != path and (not allowed.holds(inside) or any(it.startswith(".") for it in inside.split("/"))):
        return f"{path} leads to {inside}, which a model may not write."
    return None


def runs_unasked(path: str) -> str | None:
    """Why a file deserves a second look before it is written: tools run it without being asked. None: they don't."""
    *folders, name = path.split("/")
    if name == "conftest.py":
        return f"pytest runs {path} before any test."
    if name in ("setup.py", "noxfile.py", "manage.py"):
        return f"Tools run {path} on their own."
    if name == "env.py" and any(it in ("alembic", "migrations") for it in folders):
        return f"Alembic runs {path} at every migration."
    if name == "__init__.py":
        return f"{path} runs whenever anything of its package is imported."
    return None


def _leads_to(path: str, root: Path) -> str:
    """The path in the workspace that links lead to. `refuse_path` has made sure that it is inside."""
    return (root / path).resolve().relative_to(root.resolve()).as_posix()
