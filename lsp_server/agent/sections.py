"""Texts that an agent is given, each in a tag of its own.

What stands in a tag is data, whoever wrote it. The tag's id is made from the text itself: nobody can write a closing
tag into a file beforehand, and the same text makes the same bytes, which the service's cache needs (D26, D35).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lsp_server.agent.brief import Piece


@dataclass(frozen=True, slots=True)
class Section:
    """`path` is the file that the text comes from, None where it comes from no file of the workspace."""

    tag: str
    text: str
    path: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """As a person finds it: `spec specs/001-heroes/spec.md`."""
        return f"{self.tag} {self.path}" if self.path else self.tag

    def __str__(self) -> str:
        id_ = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        named = [("path", self.path)] if self.path else []
        written = "".join(f' {name}="{_plain(value)}"' for name, value in [*named, *self.attributes])
        return f'<{self.tag} id="{id_}"{written}>\n{self.text.rstrip()}\n</{self.tag} id="{id_}">'


def of_piece(piece: Piece, tag: str = "file") -> Section:
    """Code, with the lines it stands on and why it is shown."""
    first, last = piece.lines
    return Section(tag, _dedented(piece), piece.path, (("lines", f"{first}-{last}"), ("why", piece.why)))


def with_text(section: Section, text: str) -> Section:
    """The same section saying something else."""
    return replace(section, text=text)


def joined(sections: Iterable[Section]) -> str:
    """Sections one below the other."""
    return "\n\n".join(map(str, sections))


def _dedented(piece: Piece) -> str:
    """Code as it stands: a method keeps the indentation of its first line."""
    if piece.span is None:
        return piece.document.text
    line = piece.document.line_span(piece.document.line_of(piece.span.start))
    margin = piece.document.data[line.start : piece.span.start].decode("utf-8", "replace")
    return (margin if not margin.strip() else "") + piece.text


def _plain(value: str) -> str:
    return " ".join(value.replace('"', "'").replace("<", "(").replace(">", ")").split())
