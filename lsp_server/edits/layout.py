"""How code is written in a file: its indentation and its line endings, whatever the code came in."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.facts.definitions import Definition
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document

UNIT = "    "
_ENDING = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Layout:
    unit: str  # what a block is further in
    newline: str

    def written(self, code: "Code | str", indent: str, known: str = "") -> str:
        """`code` in this layout, `indent` in, with a line ending at its end.

        Text inside strings stays; it moves with the code only in docstrings, and where that makes it what
        `known`, the text in whose place it comes, says already.
        """
        code = code if isinstance(code, Code) else Code.of(code)
        inside = _inside_strings(code, indent, known)
        return "".join(
            (inside[number] if number in inside else self._line(code, number, indent)) + self.newline
            for number in range(len(code.lines))
        )

    def _line(self, code: "Code", number: int, indent: str) -> str:
        line, raw = code.lines[number], code.raw[number]
        if indent == code.margin and self.unit == code.unit:
            return raw
        text = line.lstrip(" \t")
        if not text:
            return ""
        before = line[: len(line) - len(text)]
        if self.unit != code.unit and len(code.unit.expandtabs(4)):
            depth, rest = divmod(len(before.expandtabs(4)), len(code.unit.expandtabs(4)))
            before = self.unit * depth + " " * rest
        return indent + before + text


@dataclass(frozen=True, slots=True)
class Code:
    """Code as somebody sent it, and the same at column 0."""

    raw: tuple[str, ...]
    lines: tuple[str, ...]
    margin: str  # how far in it came
    unit: str
    facts: FileFacts  # of `lines`

    @staticmethod
    def of(text: str, indent: str = "", unit: str = UNIT) -> "Code":
        """Blank lines around are dropped. `indent` and `unit` are those of the place that it is meant for.

        The first line may have lost its indentation, as happens to the first line of a quotation.
        """
        raw = _ENDING.sub("\n", text).removeprefix("\ufeff").split("\n")
        while raw and not raw[0].strip():
            del raw[0]
        while raw and not raw[-1].strip():
            del raw[-1]
        code = _dedented(raw, unit)
        if indent and not code.margin and len(raw) > 1:
            whole = _dedented([indent + raw[0], *raw[1:]], unit)
            if not whole.facts.errors and _lost_its_indent(code, indent, unit):
                return whole
        return code


def _lost_its_indent(code: "Code", indent: str, unit: str) -> bool:
    """Whether the first line is to be further in, by what follows it."""
    if code.facts.errors:
        return True
    document, first = code.facts.document, next(iter(code.facts.body), None)
    closing = tuple(indent + it for it in ")]}")
    if not isinstance(first, syntax.FunctionDef | syntax.ClassDef):
        return code.raw[-1].startswith(closing)
    if code.raw[document.line_of(first.header.end)].startswith(closing):
        return True  # the end of a header of several lines
    below_decorators = indent_at(document, first.header.start)
    body = indent_at(document, first.body[0].span.start) if first.body else ""
    return bool(below_decorators) or body == indent + unit


def layout_of(facts: FileFacts) -> Layout:
    """The indentation that most blocks of the file use, four spaces where there is none."""
    return Layout(unit_of(facts, UNIT), facts.document.newline)


def unit_of(facts: FileFacts, default: str, *nodes: syntax.Stmt) -> str:
    """The indentation that most blocks of a file, or of some of its statements, use."""
    found: Counter[str] = Counter()
    for node in _definitions(nodes or facts.body):
        if node.body:
            outer, inner = (indent_at(facts.document, it) for it in (node.header.start, node.body[0].span.start))
            if inner.startswith(outer) and inner != outer:
                found[inner.removeprefix(outer)] += 1
    return found.most_common(1)[0][0] if found else default


def indent_at(document: Document, offset: int) -> str:
    """The white space before the text of the line that holds `offset`."""
    text = document.slice(document.line_span(document.line_of(offset))).removeprefix("\ufeff")
    return text[: len(text) - len(text.lstrip(" \t"))]


def _definitions(body: tuple[syntax.Stmt, ...]) -> Iterator[Definition]:
    for node in syntax.statements(*body):
        if isinstance(node, syntax.FunctionDef | syntax.ClassDef):
            yield node
            yield from _definitions(node.body)


def _dedented(raw: list[str], unit: str) -> Code:
    first = next((it for it in raw if it.strip() and not it.lstrip().startswith("#")), raw[0] if raw else "")
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    lines = tuple(_without(it, margin) for it in raw)
    facts = read(Document("", "\n".join(lines) + "\n" if lines else ""))
    return Code(tuple(raw), lines, margin, unit_of(facts, unit), facts)


def _without(line: str, margin: str) -> str:
    if line.startswith(margin):
        return line[len(margin) :]
    # A comment may stand further out than the code that it is about.
    return line.lstrip(" \t") if line.lstrip().startswith("#") else line


# --------------------------------------------------------------------------- strings


def _inside_strings(code: Code, indent: str, known: str) -> dict[int, str]:
    """0-based lines that begin inside a string which is no docstring, as they are to be written."""
    facts, document = code.facts, code.facts.document
    docstrings = {it.span for it in _docstrings(facts.body)}
    found: dict[int, str] = {}
    for node in syntax.walk(*facts.body):
        if isinstance(node, syntax.JoinedStr) or (
            isinstance(node, syntax.Constant) and isinstance(node.value, str | bytes)
        ):
            lines = range(document.line_of(node.span.start) + 1, document.line_of(node.span.end) + 1)
            if not lines or node.span in docstrings or not _opens_triple(document.slice(node.span)):
                continue
            as_sent = {it: code.raw[it] for it in lines}
            moved = {it: indent + code.lines[it] if code.lines[it].strip() else code.lines[it] for it in lines}
            found |= moved if known and _says(known, moved) and not _says(known, as_sent) else as_sent
    return found


def _says(known: str, lines: dict[int, str]) -> bool:
    return "\n".join(it.rstrip() for it in lines.values()) in known


def _opens_triple(text: str) -> bool:
    return re.match(r"\w*(?:\"\"\"|''')", text) is not None


def _docstrings(body: tuple[syntax.Stmt, ...]) -> list[syntax.Expr]:
    return [
        node.body[0].value
        for node in _definitions(body)
        if node.docstring is not None and isinstance(node.body[0], syntax.ExprStmt)
    ]
