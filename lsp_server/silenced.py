"""`# noqa` comments: which findings a file says it wants to hear nothing of. Read as ruff reads them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.text import Document, Span

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
