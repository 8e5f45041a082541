"""The contract of a rule: read facts, yield findings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from lsp_server.edits.change import Change
from lsp_server.facts.file import FileFacts
from lsp_server.project.view import Project
from lsp_server.text import Span

Severity = Literal["error", "warning", "information", "hint"]


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to mend a finding. Safe: the program means the same, but for the defect."""

    title: str
    change: Change
    safe: bool


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding."""

    path: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect at one place. The message says what happens at run time, in one sentence."""

    code: str
    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity | None = None  # where this one is lighter or graver than its rule says


@dataclass(frozen=True, slots=True)
class Rule:
    """One diagnostic. The docstring of its module is its page in the reference.

    It has two ways to look at a file, of which most use one. `check` is given the whole file. `in_function` is given
    one function by its qualified name, those inside others too: while one function is typed into, those that read
    nothing of it are not looked at again.
    """

    code: str  # "BL101"
    name: str  # "lazy-load-in-async": the bad thing, never the cure
    severity: Severity
    since: str
    check: Callable[[FileFacts, Project], Iterator[Finding]] | None = None
    default: bool = True  # False: runs only where somebody selects it
    in_function: Callable[[FileFacts, Project, str], Iterator[Finding]] | None = None

    def findings(self, file: FileFacts, project: Project) -> Iterator[Finding]:
        """What it finds in a file."""
        if self.check is not None:
            yield from self.check(file, project)
        if self.in_function is not None:
            for name, _ in file.functions:
                yield from self.in_function(file, project, name)

    @property
    def module(self) -> str:
        """The name of the module that it is written in."""
        written = self.check or self.in_function
        assert written is not None, f"{self.code} looks at nothing"
        return written.__module__
