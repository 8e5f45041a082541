"""What was typed, and where everything that says the same as before is now."""

from dataclasses import dataclass

from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Typed:
    """The bytes from `start` to `old_end` of a text became those from `start` to `new_end` of the next."""

    path: str
    place: str  # the note of what says something else: the function around it, or whoever reads all of the text
    start: int
    old_end: int
    new_end: int
    exact: bool = True  # False: what is half-typed hides where the function ends

    @property
    def longer(self) -> int:
        """By how many bytes everything below moves down."""
        return self.new_end - self.old_end

    def moved(self, span: Span) -> Span | None:
        """Where a span of the old text is in the new one; None: what was typed has changed its bounds, or may have."""
        if span.end < self.start:
            return span
        if span.start >= self.old_end:
            return Span(span.start + self.longer, span.end + self.longer)
        holds = self.exact and span.start < self.start and span.end > self.old_end
        return Span(span.start, span.end + self.longer) if holds else None
