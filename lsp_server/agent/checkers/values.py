"""What a tool is asked with, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lsp_server.agent.checkers.environment import Environment


@dataclass(frozen=True, slots=True)
class Found:
    """One problem. `line` is 1-based and only shown: a problem that has moved is no new one."""

    tool: str
    path: str
    line: int | None
    code: str
    message: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same problem before and after."""
        return self.path, self.code, self.message

    @property
    def sentence(self) -> str:
        place = f"{self.path}:{self.line}" if self.line is not None else self.path
        return f"{place}: {self.message} ({self.tool}{f' {self.code}' if self.code else ''})"


@dataclass(frozen=True, slots=True)
class Report:
    """What a tool found. `note` is why it could not be asked, or not in full: one sentence for the person."""

    found: tuple[Found, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """Where tools work.

    `folder` is a private copy of the workspace for those that need one, `texts` the files to look at as they would
    be, `scratch` a folder for whatever a tool writes; `seconds` is what one of them may take.
    """

    environment: Environment
    root: Path
    folder: Path
    texts: Mapping[str, str]
    environ: Mapping[str, str]
    scratch: Path
    seconds: float
