"""What an agent found when it compared code with its spec: diagnostics, as long as the code is what it was."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.agent.findings import Deviation
from lsp_server.server import convert
from lsp_server.server.anchor import moved
from lsp_server.server.client import Client
from lsp_server.text import Document, Span


@dataclass(frozen=True, slots=True)
class Review:
    """The findings in one file, in the text in which they were made. `subject` is the code that was reviewed."""

    base: Document
    subject: Span
    found: tuple[Deviation, ...]


@dataclass
class Reviews:
    show: Callable[[Path], None]  # publish the diagnostics of a file
    _kept: dict[Path, list[Review]] = field(default_factory=dict)

    def put(self, path: Path, base: Document, subject: Span, found: Iterable[Deviation]) -> None:
        """Keep a review; an older one of the same code gives way."""
        others = [it for it in self._kept.get(path, []) if not subject.contains(it.subject)]
        self._kept[path] = [*others, Review(base, subject, tuple(found))]
        self.show(path)

    def diagnostics(self, path: Path, now: Document, client: Client) -> list[lsp.Diagnostic]:
        """What still holds in the text of now: a finding whose line changed is gone."""
        return [
            lsp.Diagnostic(
                range=convert.range_of(now, span, client.encoding),
                message=it.message,
                severity=lsp.DiagnosticSeverity.Information,
                code="review",
                source="backline",
            )
            for review in self._kept.get(path, ())
            for it in review.found
            if (span := moved(_line(review.base, it.line), review.base, now)) is not None
        ]


def _line(document: Document, line: int) -> Span:
    """The text of a 1-based line without the blanks around it."""
    span = document.line_span(min(max(line, 1), document.line_count) - 1)
    data = document.data[span.start : span.end]
    start = span.start + len(data) - len(data.lstrip())
    return Span(start, max(start, span.start + len(data.rstrip())))
