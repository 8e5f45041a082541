"""CLAUDE.md, AGENTS.md, `.claude/rules`, and what they import: what people tell every agent of their project."""

from dataclasses import dataclass, field

from lsp_server.agent.files.folders import above
from lsp_server.agent.files.imports import DEEPEST, Import, imports
from lsp_server.agent.files.limits import capped, said
from lsp_server.agent.files.rules import rules
from lsp_server.agent.files.values import Instruction, Instructions, Problem, Severity
from lsp_server.reading.files import Files
from lsp_server.reading.page import Page, page
from lsp_server.reading.secret import is_secret
from lsp_server.text import Span


def instructions(files: Files, at: str) -> Instructions:
    """What holds for work on the file at `at`, from the workspace folder down to the file's own.

    In each folder: CLAUDE.md, .claude/CLAUDE.md, AGENTS.md where neither is nor imports it, the rules whose patterns
    fit the file; at the end of all, CLAUDE.local.md. An imported file follows the one that imports it, and no file
    comes twice.
    """
    reading = _Reading(files)
    folders = [f"{it}/" if it else "" for it in above(at)]
    for folder in folders:
        for name in ("CLAUDE.md", ".claude/CLAUDE.md", "AGENTS.md"):
            reading.file(f"{folder}{name}")
        for path, text in rules(files, folder.rstrip("/"), at):
            reading.add(page(path, text), 0)
    for folder in folders:
        reading.file(f"{folder}CLAUDE.local.md")
    return Instructions(tuple(reading.parts.values()), tuple(reading.problems))


@dataclass
class _Reading:
    files: Files
    parts: dict[str, Instruction] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def file(self, path: str, hops: int = 0) -> bool:
        """Read a file where it is there; whether it is."""
        if path in self.parts:
            return True
        text = self.files.text(path)
        if text is None:
            return False
        self.add(page(path, text), hops)
        return True

    def add(self, found: Page, hops: int) -> None:
        path = found.document.path
        text, left_out = capped(_shown(found))
        if not text or path in self.parts or any(it.text == text for it in self.parts.values()):
            return  # AGENTS.md is often a copy of CLAUDE.md, or a link to it.
        self.parts[path] = Instruction(path, text)
        if left_out is not None:
            self._odd(path, found.document.line_span(0), said(left_out, "file"), "info")
        for it in imports(found):
            self._import(path, it, hops + 1)

    def _import(self, path: str, it: Import, hops: int) -> None:
        if it.path is None:
            if it.is_meant:
                self._odd(path, it.span, f"`@{it.written}` leads out of the workspace, so it is not read.", "info")
        elif is_secret(it.path):
            self._odd(path, it.span, f"`@{it.written}` may hold secrets, so it is not read.", "info")
        elif hops > DEEPEST:
            if self.files.text(it.path) is not None:
                message = f"`@{it.written}` is more than {DEEPEST} imports away from the first file, so it is not read."
                self._odd(path, it.span, message, "info")
        elif not self.file(it.path, hops) and it.is_meant:
            message = f"`@{it.written}` can't be read: it is not there, outside of the workspace, too large or no text."
            self._odd(path, it.span, message, "hint")

    def _odd(self, path: str, span: Span, message: str, severity: Severity) -> None:
        self.problems.append(Problem("project", path, span, message, severity))


def _shown(found: Page) -> str:
    """The text without front matter, and without comments that are blocks of their own, which are for people."""
    document, parts = found.document, []
    at = found.front.end if found.front is not None else 0
    for it in found.blocks:
        if it.kind == "comment" and it.text.lstrip().startswith("<!--") and it.text.rstrip().endswith("-->"):
            parts.append(document.slice(Span(at, it.span.start)))
            at = it.span.end
    parts.append(document.slice(Span(at, len(document.data))))
    text = "".join(parts).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
