"""What an agent explained, for hover, as long as the code says what it said then."""

from dataclasses import dataclass, field
from pathlib import Path

from lsp_server.markup import Part
from lsp_server.text import Document, Span

_MOST = 200  # explanations that are kept; the oldest goes


@dataclass(frozen=True, slots=True)
class Explanation:
    code: bytes  # of what was explained
    parts: tuple[Part, ...]  # safe to show


@dataclass
class Explanations:
    _kept: dict[tuple[Path, str], Explanation] = field(default_factory=dict)

    def keep(self, path: Path, name: str, code: str, parts: tuple[Part, ...]) -> None:
        """Keep an explanation of what is called `name` in a file."""
        self._kept.pop((path, name), None)
        self._kept[path, name] = Explanation(code.encode("utf-8", "surrogatepass"), parts)
        while len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]

    def at(self, path: Path, document: Document, place: Span) -> tuple[Part, ...] | None:
        """The explanation of the code around a place of the text of now; None where there is none that still holds."""
        found: list[tuple[int, tuple[Part, ...]]] = []
        for (owner, _), it in self._kept.items():
            start = document.data.find(it.code) if owner == path else -1
            if start >= 0 and start <= place.start <= start + len(it.code):
                found.append((len(it.code), it.parts))
        return min(found, key=lambda it: it[0])[1] if found else None
