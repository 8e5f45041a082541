"""Findings in the formats of others: SARIF 2.1.0 for code scanning, annotations for GitHub workflows."""

import hashlib
import inspect
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lsp_server import __version__
from lsp_server.cli.workspace import Workspace
from lsp_server.diagnose import Diagnostic
from lsp_server.rule import Rule
from lsp_server.rules import ALL as RULES
from lsp_server.text import Span

_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}
_COMMANDS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}


def page(rule: Rule) -> str:
    """A rule's page in the reference: the docstring of its module, as Markdown."""
    return inspect.cleandoc(sys.modules[rule.module].__doc__ or "")


def sarif(workspace: Workspace, found: Sequence[Diagnostic]) -> dict[str, Any]:
    """One SARIF run. Rules are those that have findings, in the order of their codes."""
    codes = sorted({it.code for it in found})
    seen: Counter[str] = Counter()
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Backline",
                        "semanticVersion": __version__,
                        "rules": [_rule(code, next(it for it in found if it.code == code)) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(workspace, it, codes.index(it.code), seen) for it in found],
            }
        ],
    }


def github(workspace: Workspace, it: Diagnostic) -> str:
    """One workflow command; GitHub shows it as an annotation at its place in the diff."""
    document = workspace.document(it.path)
    (line, column), (end_line, end_column) = map(document.line_and_column, (it.finding.span.start, it.finding.span.end))
    properties: dict[str, object] = {"title": f"{it.code} {it.name}", "file": workspace.shown(it.path), "line": line}
    properties |= {"endLine": end_line}
    if line == end_line:  # GitHub refuses columns of several lines
        properties |= {"col": column, "endColumn": end_column}
    written = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items())
    return f"::{_COMMANDS[it.severity]} {written}::{_escaped(it.finding.message)}"


def _escaped(text: str, also: str = "") -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _rule(code: str, example: Diagnostic) -> dict[str, Any]:
    rule = RULES.get(code)
    text = page(rule) if rule is not None else "A setting is wrong or unknown."
    short = text.split("\n\n")[0].replace("\n", " ")
    return {
        "id": code,
        "name": example.name,
        "shortDescription": {"text": short},
        "fullDescription": {"text": short},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity if rule is not None else example.severity]},
        "properties": {"tags": ["fastapi", "sqlmodel"], "precision": "high"},
    }


def _result(workspace: Workspace, it: Diagnostic, index: int, seen: Counter[str]) -> dict[str, Any]:
    document = workspace.document(it.path)
    line = document.slice(document.line_span(document.line_of(it.finding.span.start)))
    return {
        "ruleId": it.code,
        "ruleIndex": index,
        "level": _LEVELS[it.severity],
        "message": {"text": it.finding.message},
        "locations": [{"physicalLocation": _location(workspace, it.path, it.finding.span)}],
        "relatedLocations": [
            {
                "id": number,
                "message": {"text": other.message},
                "physicalLocation": _location(workspace, other.path, other.span),
            }
            for number, other in enumerate(it.finding.related)
            if other.path in workspace.snapshot.files
        ],
        "partialFingerprints": {"backline/v1": _fingerprint(it, line, seen)},
    }


def _location(workspace: Workspace, path: str, span: Span) -> dict[str, Any]:
    document = workspace.document(path)
    (line, column), (end_line, end_column) = map(document.line_and_column, (span.start, span.end))
    shown = workspace.shown(path)
    here = {"uri": quote(shown), "uriBaseId": "%SRCROOT%"}
    return {
        "artifactLocation": {"uri": Path(shown).as_uri()} if Path(shown).is_absolute() else here,
        "region": {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column},
    }


def _fingerprint(it: Diagnostic, line: str, seen: Counter[str]) -> str:
    """What stays the same when the finding moves: its code, file and line of text, and which of several it is."""
    key = hashlib.sha256(f"{it.code}\0{it.path}\0{' '.join(line.split())}".encode("utf-8", "surrogatepass")).hexdigest()
    seen[key] += 1
    return f"{key[:32]}:{seen[key]}"
