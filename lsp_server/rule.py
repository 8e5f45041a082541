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
    """One diagnostic. The docstring of its module is its page in the reference."""

    code: str  # "BL101"
    name: str  # "lazy-load-in-async": the bad thing, never the cure
    severity: Severity
    since: str
    check: Callable[[FileFacts, Project], Iterator[Finding]]
    default: bool = True  # False: runs only where somebody selects it
