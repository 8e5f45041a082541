"""Findings of an earlier text, told where they are now that something was typed elsewhere."""

from collections.abc import Iterable
from dataclasses import replace

from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.facts.typed import Typed
from lsp_server.project.incremental.files import Files
from lsp_server.rule import Finding, Fix, Related
from lsp_server.text import Edit, Span


def moved(files: Files, path: str, finding: Finding, typed: Iterable[Typed]) -> Finding | None:
    """The same finding of the file `path` in the texts of `files`; None: something that it shows was typed into."""
    try:
        for made in typed:
            finding = _moved(files, path, finding, made)
    except _TypedInto:
        return None
    return finding


class _TypedInto(Exception):
    """A span is not what it was."""


def _moved(files: Files, path: str, finding: Finding, made: Typed) -> Finding:
    def related(it: Related) -> Related:
        return replace(it, span=_span(it.span, made)) if it.path == made.path else it

    return replace(
        finding,
        span=_span(finding.span, made) if path == made.path else finding.span,
        related=tuple(map(related, finding.related)),
        fixes=tuple(_fix(files, it, made) for it in finding.fixes),
    )


def _fix(files: Files, fix: Fix, made: Typed) -> Fix:
    return replace(fix, change=_change(files, fix.change, made))


def _change(files: Files, change: Change, made: Typed) -> Change:
    def file(it: EditFile | NewFile) -> EditFile | NewFile:
        if isinstance(it, NewFile) or it.path != made.path:
            return it
        edits = tuple(Edit(_span(edit.span, made), edit.text) for edit in it.edits)
        return EditFile(files.unnoted()[it.path].document, edits)

    return replace(change, files=tuple(map(file, change.files)))


def _span(span: Span, made: Typed) -> Span:
    found = made.moved(span)
    if found is None:
        raise _TypedInto
    return found
