"""Rules run over one file: what settings and `# noqa` comments leave of their findings.

One rule's crash is logged in full and never costs another rule's findings.
"""

import logging
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lsp_server.edits.change import EditFile
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule, Severity
from lsp_server.rules import ALL
from lsp_server.settings import Problem, Settings
from lsp_server.text import Document, Span

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
    project: Project, path: str, settings: Settings, rules: Mapping[str, Rule] = ALL
) -> tuple[Diagnostic, ...]:
    """The findings of all chosen rules in one file, by place and code. Never fails."""
    file = project.files[path]
    silenced = silenced_by(file)
    found = [
        Diagnostic(rule.name, finding.severity or rule.severity, path, _without_broken_fixes(file, finding))
        for rule in rules.values()
        if settings.runs(rule.code, path, default=rule.default)
        for finding in _run(rule, file, project)
        if not silenced.hides(finding.code, file.document.line_of(finding.span.start))
    ]
    unique = {(it.finding.span, it.code, it.finding.message): it for it in found}
    return tuple(unique[key] for key in sorted(unique))


def diagnose_settings(path: str, problems: Iterable[Problem]) -> tuple[Diagnostic, ...]:
    """The problems of a settings file as diagnostics on that file."""
    return tuple(
        Diagnostic("invalid-setting", "warning", path, Finding("BL001", it.span or Span(0, 0), it.message))
        for it in problems
    )


def _run(rule: Rule, file: FileFacts, project: Project) -> Iterator[Finding]:
    try:
        yield from rule.check(file, project)
    except Exception:  # a bug in one rule, which the others must not pay for
        log.exception("Rule %s (%s) failed on %s", rule.code, rule.name, file.path)


def _without_broken_fixes(file: FileFacts, finding: Finding) -> Finding:
    """A half-typed place may be reported, but not edited."""
    fixes = tuple(it for it in finding.fixes if not _edits_broken(file, it))
    return finding if fixes == finding.fixes else replace(finding, fixes=fixes)


def _edits_broken(file: FileFacts, fix: Fix) -> bool:
    own = (it for it in fix.change.files if isinstance(it, EditFile) and it.path == file.path)
    return any(file.broken_at(edit.span) for change in own for edit in change.edits)


# --------------------------------------------------------------------------- comments

_SAID = re.compile(rb"noqa", re.IGNORECASE)
_NOQA = re.compile(r"#\s*noqa(?P<colon>\s*:(?P<rest>[^#]*))?", re.IGNORECASE)
_FILE_NOQA = re.compile(r"#\s*(?:backline|ruff|flake8)\s*:\s*noqa(?P<colon>\s*:(?P<rest>[^#]*))?", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]+[0-9]+")


@dataclass(frozen=True, slots=True)
class Silenced:
    """What comments hide: codes by 0-based line, and for the whole file; None means every code."""

    lines: Mapping[int, frozenset[str] | None]
    file: frozenset[str] | None

    def hides(self, code: str, line: int) -> bool:
        here = self.lines.get(line, frozenset())
        return self.file is None or here is None or code in self.file or code in here


def silenced_by(file: FileFacts) -> Silenced:
    """The `# noqa` comments of a file, read as ruff reads them.

    A comment after a string or a statement that backslashes spread over several lines counts for all of them.
    """
    document = file.document
    if "noqa" not in document.text.lower():
        return Silenced({}, frozenset())
    said = sorted({document.line_of(it.start()) for it in _SAID.finditer(document.data)})
    strings = list(_strings(file.body, [document.line_span(it) for it in said]))
    lines: dict[int, frozenset[str] | None] = {}
    everywhere: frozenset[str] | None = frozenset()
    for number in said:
        span = document.line_span(number)
        text = document.slice(span)
        if (found := _comment(_FILE_NOQA, text, span, strings)) is not None:
            codes = _codes(found)
            everywhere = None if codes is None or everywhere is None else everywhere | codes
        elif (found := _comment(_NOQA, text, span, strings)) is not None:
            codes = _codes(found)
            for it in _logical_lines(document, number, strings):
                lines[it] = codes
    return Silenced(lines, everywhere)


def _comment(pattern: re.Pattern[str], text: str, line: Span, strings: list[Span]) -> re.Match[str] | None:
    """The first match that stands in a comment, not in a string."""
    for found in pattern.finditer(text):
        at = line.start + len(text[: found.start()].encode("utf-8", "surrogatepass"))
        if not any(it.start <= at < it.end for it in strings):
            return found
    return None


def _codes(found: re.Match[str]) -> frozenset[str] | None:
    """The codes after the colon, up to the first word that is none; None is every code.

    A colon with nothing readable behind it hides nothing, as in ruff.
    """
    if not found["colon"]:
        return None
    codes: list[str] = []
    for word in re.split(r"[,\s]+", found["rest"].strip()):
        parts = _CODE.findall(word)
        if not parts or "".join(parts) != word:
            break
        codes += parts
    return frozenset(codes)


def _strings(body: tuple[syntax.Stmt, ...], lines: list[Span]) -> Iterator[Span]:
    """The strings that touch one of these lines, which come in their order; nothing else is looked into."""
    ends = [it.end for it in lines]
    stack: list[syntax.Node] = [*body]
    while stack:
        node = stack.pop()
        span = node.span
        nearest = bisect_left(ends, span.start)  # the first line that does not end before the node begins
        if nearest == len(lines) or lines[nearest].start > span.end:
            continue
        stack += syntax.children(node)
        if isinstance(node, syntax.JoinedStr) or (
            isinstance(node, syntax.Constant) and isinstance(node.value, str | bytes)
        ):
            yield node.span


def _logical_lines(document: Document, number: int, strings: list[Span]) -> range:
    """The lines that a comment at the end of line `number` speaks for."""
    first = number
    while first > 0:
        start = document.line_span(first).start
        around = next((it for it in strings if it.start < start < it.end), None)
        if around is not None:
            first = document.line_of(around.start)
        elif document.slice(document.line_span(first - 1)).endswith("\\"):
            first -= 1
        else:
            break
    return range(first, number + 1)
