"""Rules run over one file: what settings and `# noqa` comments leave of their findings.

One rule's crash is logged in full and never costs another rule's findings.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lsp_server.edits.change import EditFile
from lsp_server.facts.file import FileFacts
from lsp_server.facts.typed import Typed
from lsp_server.moved import moved
from lsp_server.project.incremental.everywhere import TooWide, in_a_hurry
from lsp_server.project.incremental.tracked import moving
from lsp_server.project.names.modules import Modules
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule, Severity
from lsp_server.rules import ALL
from lsp_server.settings import Problem, Settings
from lsp_server.silenced import silenced_by
from lsp_server.text import Span

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding as it is shown, with what its rule says of it."""

    name: str  # of the rule
    severity: Severity
    path: str
    finding: Finding

    @property
    def code(self) -> str:
        return self.finding.code


def diagnose(
    project: Project, path: str, settings: Settings, rules: Mapping[str, Rule] = ALL, *, hurry: bool = False
) -> tuple[Diagnostic, ...]:
    """The findings of all chosen rules in one file, by place and code. Never fails.

    In a hurry what can't be known without a first look at every file of the project is left out.
    """
    file = project.files[path]
    codes = tuple(it.code for it in rules.values() if settings.runs(it.code, path, default=it.default))
    chosen = _Chosen(rules, codes)
    names = ("", *file.outermost)
    if hurry:
        with in_a_hurry():  # nothing is kept, because it may be a part of what there is to find
            found = [it for name in names for it in _findings.function(project.modules, path, name, chosen)]
    else:
        found = [it for name in names for it in _findings(project.modules, path, name, chosen)]
    if not found:
        return ()
    silenced = silenced_by(file)
    shown = [
        replace(it, finding=_without_broken_fixes(file, it.finding))
        for it in found
        if not silenced.hides(it.code, file.document.line_of(it.finding.span.start))
    ]
    unique = {(it.finding.span, it.code, it.finding.message): it for it in shown}
    return tuple(unique[key] for key in sorted(unique))


def diagnose_settings(path: str, problems: Iterable[Problem]) -> tuple[Diagnostic, ...]:
    """The problems of a settings file as diagnostics on that file."""
    return tuple(
        Diagnostic("invalid-setting", "warning", path, Finding("BL001", it.span or Span(0, 0), it.message))
        for it in problems
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Chosen:
    """Some of the rules. Two are the same where they choose the same of the very same rules."""

    rules: Mapping[str, Rule]
    codes: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Chosen) and self.rules is other.rules and self.codes == other.codes

    def __hash__(self) -> int:
        return hash(self.codes)


def _move(modules: Modules, found: tuple[Diagnostic, ...], typed: tuple[Typed, ...]) -> tuple[Diagnostic, ...] | None:
    """The same findings where they are now; None: something of them was typed into."""
    there = [(it, moved(modules.files, it.path, it.finding, typed)) for it in found]
    known = tuple(replace(it, finding=finding) for it, finding in there if finding is not None)
    return known if len(known) == len(there) else None


@moving(_move)
def _findings(modules: Modules, path: str, name: str, chosen: _Chosen) -> tuple[Diagnostic, ...]:
    """What is found in an outermost function and those inside it; for "" by the rules that look at the whole file."""
    file = modules.files[path]
    names = file.inside(name) if name else ()
    return tuple(
        Diagnostic(rule.name, finding.severity or rule.severity, path, finding)
        for rule in map(chosen.rules.__getitem__, chosen.codes)
        for finding in _run(rule, file, Project(modules.files), names)
    )


def _run(rule: Rule, file: FileFacts, project: Project, names: tuple[str, ...]) -> Iterator[Finding]:
    """`names` are the functions to look at; none: look at the file as a whole."""
    try:
        if rule.in_function is not None:
            for name in names:
                yield from rule.in_function(file, project, name)
        if rule.check is not None and not names:
            yield from rule.check(file, project)
    except TooWide:
        log.debug("Rule %s can't say all of %s yet", rule.code, file.path)
    except Exception:  # a bug in one rule, which the others must not pay for
        log.exception("Rule %s (%s) failed on %s", rule.code, rule.name, file.path)


def _without_broken_fixes(file: FileFacts, finding: Finding) -> Finding:
    """A half-typed place may be reported, but not edited."""
    fixes = tuple(it for it in finding.fixes if not _edits_broken(file, it))
    return finding if fixes == finding.fixes else replace(finding, fixes=fixes)


def _edits_broken(file: FileFacts, fix: Fix) -> bool:
    own = (it for it in fix.change.files if isinstance(it, EditFile) and it.path == file.path)
    return any(file.broken_at(edit.span) for change in own for edit in change.edits)
